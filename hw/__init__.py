"""Everything with a plug: one small Protocol a device, real drivers, and the bench.

A driver is chosen by name in booth.toml, never by an ImportError. Nothing here
imports the firmware.
"""
