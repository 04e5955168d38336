"""The pages of improvement: recommendations, action plans, monitoring, the target planner."""
