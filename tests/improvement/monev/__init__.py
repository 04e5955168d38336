"""Monitoring: progress, board, timeline, forecast."""
