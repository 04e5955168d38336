"""Pages that run an assessment: its hub, its cycle, signing, history."""
