"""Django's SQLite backend with a queue before the one writer SQLite allows; see ``base``."""
