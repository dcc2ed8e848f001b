"""The program that the citizen touches: screen, camera, lights and printer; no network."""
