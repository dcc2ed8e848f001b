"""Central and uplink as they are, with the timers of a long life made short.

    python -m tests.faults.line.hurry uplink BOOTH.TOML
    python -m tests.faults.line.hurry central DATA PORT CREDIT BUDGET

Rules and order stay: only how long each waits before it asks, connects or gives up.
"""

import logging
import signal
import sys
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from paho.mqtt.client import Client

from central import budget, ingest, receiver
from central.errors import CentralError
from central.server import Central
from central.settings import CentralSettings, ExternalBroker, RunSettings
from firmware import cli
from firmware.uplink import bulk, line, sender

SILENCE_S = 2.0
STALL_S = 20.0
RETRY_S = 2.0
LEASE_S = 3.0
RECONNECT_S = (0.2, 1.0)


def main(arguments: Sequence[str]) -> int:
    """The command."""
    what, *rest = arguments
    _reconnect_soon()
    return _uplink(*rest) if what == "uplink" else _central(*rest)


def _reconnect_soon() -> None:
    honest = Client.reconnect_delay_set

    def soon(client: Client, *_values: Any, **_named: Any) -> None:
        least, most = RECONNECT_S
        honest(client, least, most)  # type: ignore[arg-type]

    Client.reconnect_delay_set = soon  # type: ignore[method-assign]


def _uplink(config: str) -> int:
    line.TCP_USER_TIMEOUT_MS = 4000
    sender.STALL_S = STALL_S
    sender.STALL_RETRY_S = bulk.RETRY_S = RETRY_S
    sender.Sender.__init__.__kwdefaults__["silence_s"] = SILENCE_S
    return cli.main(["uplink", "--config", config])


def _central(data: str, port: str, credit: str, total: str) -> int:
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)-7s %(message)s")
    budget.LEASE_S = LEASE_S
    receiver.BUSY_RETRY_S = ingest.BUSY_RETRY_S = 1
    settings = CentralSettings(
        Path(data),
        broker=ExternalBroker("127.0.0.1", int(port)),
        credit_bytes=int(credit),
        credit_budget_bytes=int(total),
        run=RunSettings(("ingest", "registrar")),
    )
    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    try:
        with Central(settings):
            stop.wait()
    except CentralError as error:
        print(f"central: {error}", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
