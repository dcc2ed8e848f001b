"""The engineer's service menu: a machine of its own, outside the table of the visit."""
