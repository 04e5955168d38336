"""Tables of follow-up coming in."""
