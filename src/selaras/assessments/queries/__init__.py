"""Reading assessments: frozen dataclasses, a constant number of queries each."""
