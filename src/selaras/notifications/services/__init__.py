"""Writing notifications."""
