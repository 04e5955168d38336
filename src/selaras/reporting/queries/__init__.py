"""Reading what reporting keeps."""
