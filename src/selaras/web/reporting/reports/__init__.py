"""Asking for reports and finding them again."""
