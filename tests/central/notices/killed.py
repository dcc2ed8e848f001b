"""A process that sends what is queued until it is killed: killed.py DATA PORT."""

import sys
import threading
from datetime import UTC, datetime
from pathlib import Path

from central.notices.service import Sms, make_outbox
from central.server import Central
from central.settings import CentralSettings, SmsSettings
from central.workdays import Workdays


def main() -> None:
    data, port = Path(sys.argv[1]), int(sys.argv[2])
    settings = SmsSettings(
        kind="smpp",
        host="127.0.0.1",
        port=port,
        login="dialog",
        sender="Dialog",
        quiet_from="00:00",
        quiet_until="00:00",
        resend_after_s=1,
        per_second=200.0,
    )
    central = Central(CentralSettings(data))

    def now() -> datetime:
        return datetime.now(UTC)

    zone, workdays = central.settings.timezone, Workdays()
    outbox = make_outbox(
        settings, data, "https://d.oskemen.kz", central.people, workdays, zone, now
    )
    Sms(settings, central.store, central.registry, outbox, workdays, zone, now).start()
    threading.Event().wait()


if __name__ == "__main__":
    main()
