"""Pages of the inbox, and calendars."""
