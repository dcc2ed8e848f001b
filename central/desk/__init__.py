"""The desk: the pages on which officials answer, and what surrounds them."""
