"""Pages of assessments: overview, result, indicator, comparison, import."""
