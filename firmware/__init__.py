"""What the booth does: the kiosk the citizen touches and the uplink to central."""

import os

# The commands print what a person or a script reads; pygame's greeting is neither.
os.environ.setdefault("PYGAME_HIDE_SUPPORT_PROMPT", "1")
