"""What is wrong with a device, logged when it changes and not at every look.

Devices are tried again every few seconds for ever, and the log is on a card.
"""

import logging


class Complaint:
    """About one device, in its own log."""

    def __init__(self, log: logging.Logger) -> None:
        self._log = log
        self._last = ""

    def say(self, text: str) -> None:
        """It is wrong."""
        if text != self._last:
            self._log.warning("%s", text)
        self._last = text

    def withdraw(self, text: str) -> None:
        """It is right again."""
        if self._last:
            self._log.info("%s", text)
        self._last = ""
