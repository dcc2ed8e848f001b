"""The program that the citizen touches: screen, camera, lights and printer; no network."""

import os

# The booth's commands print what a person or a script reads; pygame's greeting is neither.
os.environ.setdefault("PYGAME_HIDE_SUPPORT_PROMPT", "1")
