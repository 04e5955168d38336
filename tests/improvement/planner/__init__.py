"""Tests of the target planner's application half."""
