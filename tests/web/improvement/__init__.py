"""The pages of recommendations, plans, monitoring and the planner."""
