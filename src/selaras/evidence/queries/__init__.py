"""Reading evidence."""
