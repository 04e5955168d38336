"""Papers of improvement: follow-up tables and the official form."""
