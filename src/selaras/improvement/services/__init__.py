"""Writing recommendations, plans and what comes of them."""
