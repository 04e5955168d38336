"""The pages of one action, of signing off, and of work under ended units."""
