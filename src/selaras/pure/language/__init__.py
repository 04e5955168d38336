"""Indonesian words: where they begin and end in a text, and what they have in common."""
