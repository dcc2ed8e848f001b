"""paho's client, made to go on where paho would end; both ends of the wire use it."""

import ipaddress
import logging
import time
from collections.abc import Callable

from paho.mqtt.client import Client, MQTTMessage
from paho.mqtt.enums import MQTTErrorCode

log = logging.getLogger("wire")

# Before the next try, so that a broker that breaks every connection costs no time.
_PAUSE_S = 1.0


class LastingClient(Client):
    """A client whose thread survives what paho did not expect.

    Of its own errors paho 2.2.0 only expects OSError and unreadable packets. Any other (a host
    name with an empty label) ends its thread: nothing is sent or heard any more, and nobody is
    told.
    """

    on_broken: Callable[[str], None] | None = None
    _reason = ""

    def loop_forever(
        self, timeout: float = 1.0, retry_first_connection: bool = False
    ) -> MQTTErrorCode:
        """As paho's, but what it did not expect costs the connection only.

        `on_broken` is then called with the error; paho connects again.
        """
        while True:
            try:
                return super().loop_forever(timeout, retry_first_connection)
            except Exception as error:  # noqa: BLE001 - the thread must go on, whatever it was
                self._cut(f"{type(error).__name__}: {error}")

    def _cut(self, reason: str) -> None:
        if reason != self._reason:
            self._reason = reason
            log.error("the line to the broker broke: %s", reason)
        sock = self.socket()
        if sock is not None:
            # paho notices it and connects again.
            sock.close()
        if self.on_broken is not None:
            self.on_broken(reason)
        time.sleep(_PAUSE_S)


def topic_of(message: MQTTMessage) -> str:
    """The topic of a message; one that is no text is "", which no contract knows."""
    try:
        return message.topic
    except UnicodeDecodeError:
        return ""


def is_loopback(host: str) -> bool:
    """Whether that host is this machine, by its name or address alone (no look-up)."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
