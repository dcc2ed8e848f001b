"""What the booth does: the kiosk the citizen touches and the uplink to central."""
