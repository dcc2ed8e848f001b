"""Every screen as pictures on one page: python -m firmware.kiosk.gallery OUT."""
