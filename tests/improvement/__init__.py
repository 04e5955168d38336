"""Recommendations, plans and the planner."""
