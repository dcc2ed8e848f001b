"""The log: calm lines on standard error, without personal data; systemd adds the time."""

import logging
import sys
from typing import Literal


def set_up(level: Literal["debug", "info", "warning", "error"]) -> None:
    """One handler for the whole process."""
    logging.basicConfig(
        stream=sys.stderr,
        level=level.upper(),
        format="%(levelname)-7s %(name)s: %(message)s",
        force=True,
    )
    # peewee would write every statement with its values.
    for chatty in ("amqtt", "transitions", "asyncio", "statemachine", "peewee"):
        logging.getLogger(chatty).setLevel(logging.WARNING)
