"""The tests of the real picamera2 are collected where it is: see tests/conftest.py."""

import importlib.util

HAS_PICAMERA2 = all(importlib.util.find_spec(name) for name in ("libcamera", "picamera2"))
collect_ignore = [] if HAS_PICAMERA2 else ["test_picamera.py"]
