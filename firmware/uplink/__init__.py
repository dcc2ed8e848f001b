"""Process 2: talks to central. No hardware; the spool is its only tie to the kiosk."""
