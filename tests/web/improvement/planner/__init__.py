"""Tests of the target planner's pages."""
