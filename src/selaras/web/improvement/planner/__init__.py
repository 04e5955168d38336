"""The pages of the target planner."""
