"""The instrument browser."""
