"""The pages of action plans and their actions."""
