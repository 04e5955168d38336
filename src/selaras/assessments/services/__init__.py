"""Writing assessments: one verb per function, one module per journey."""
