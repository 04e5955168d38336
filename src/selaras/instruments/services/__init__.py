"""Writing instruments: publishing versions."""
