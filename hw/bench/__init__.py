"""The test bench: doubles that misbehave on request like the real devices."""
