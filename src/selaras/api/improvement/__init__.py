"""Addresses of recommendations, action plans, actions and scenarios."""
