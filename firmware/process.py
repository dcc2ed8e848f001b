"""What both processes of the booth have in common."""

import signal
from threading import Event


def stopped_by_signal() -> Event:
    """An event that SIGTERM (systemd) and SIGINT (a person) set."""
    stop = Event()
    for sign in (signal.SIGTERM, signal.SIGINT):
        signal.signal(sign, lambda *_: stop.set())
    return stop
