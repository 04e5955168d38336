"""What everybody may read, signed in or not."""
