"""Follow-up tables and forms through the import pages."""
