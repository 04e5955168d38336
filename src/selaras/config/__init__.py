"""The roof: settings, root addresses, the WSGI entry."""
