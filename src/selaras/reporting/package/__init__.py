"""Packages of evidence: what goes in, under which name, streamed."""
