"""Addresses of cycles, assessments, results, answers and what assessors say."""
