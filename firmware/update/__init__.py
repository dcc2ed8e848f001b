"""A new system for the booth: found, tried once, and kept only if all that worked still works."""
