"""The worksheet as a file: how it is laid out, written, and read when it comes back."""
