"""The notices of an installation, wired together."""

import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from central.errors import BadInput
from central.notices.console import ConsoleSender
from central.notices.file import FileSender
from central.notices.outbox import Outbox
from central.notices.queue import Queue
from central.notices.recipients import Contacts
from central.notices.reminders import Reminders
from central.notices.reports import Reports
from central.notices.senders import Sender
from central.notices.smpp import SmppSender
from central.notices.status import Status, read_figures
from central.notices.texts import read_texts
from central.notices.worker import Worker
from central.registry import Registry
from central.settings import SmsSettings
from central.store import Store
from central.workdays import Workdays

_MAX_PASSWORD = 8


def make_outbox(
    settings: SmsSettings,
    folder: Path,
    address: str,
    contacts: Contacts,
    workdays: Workdays,
    timezone: ZoneInfo,
    now: Callable[[], datetime],
) -> Outbox:
    """The outbox of the central whose data are in `folder`; `address` is its desk's public one.

    Raises BadInput.
    """
    settings.check()
    texts = read_texts(folder, address)
    return Outbox(contacts, texts, settings, workdays, timezone, now)


class Sms:
    """Sends what is queued and reminds of what is due; one an installation may run."""

    def __init__(
        self,
        settings: SmsSettings,
        store: Store,
        registry: Registry,
        outbox: Outbox,
        workdays: Workdays,
        timezone: ZoneInfo,
        now: Callable[[], datetime],
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        """Raises BadInput."""
        self._settings = settings
        self._store = store
        self._timezone = timezone
        self._now = now
        self._sender = make_sender(settings, store.folder, now)
        queue = Queue(store, registry, outbox, settings, now)
        reminders = Reminders(store, registry, outbox, workdays)
        self._worker = Worker(
            queue,
            Reports(store, now),
            self._sender,
            settings.per_second,
            (reminders.look, queue.tidy),
            monotonic,
        )

    def start(self) -> None:
        """Begin, unless the settings say that nobody is told."""
        if self._settings.kind != "none":
            self._worker.start()

    def stop(self) -> None:
        """End; harmless when repeated."""
        self._worker.stop()

    def status(self) -> Status:
        """How it is; from any thread."""
        line = self._sender.line
        return Status(
            kind=self._settings.kind,
            running=self._worker.running,
            up=line.up,
            since=line.since,
            problem=line.problem,
            figures=read_figures(self._store, self._now(), self._timezone),
        )


def make_sender(settings: SmsSettings, folder: Path, now: Callable[[], datetime]) -> Sender:
    """The sender of that kind. Nothing is connected yet. Raises BadInput."""
    if settings.kind == "smpp":
        return SmppSender(settings, _password(settings.secret), now)
    if settings.kind == "file":
        return FileSender(folder / settings.file, now)
    return ConsoleSender(now)


def _password(file: Path | None) -> str:
    if file is None:
        return ""
    try:
        password = file.read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(f"sms.secret: {file}: {error}") from error
    if len(password) > _MAX_PASSWORD:
        # It would be cut in silence.
        raise BadInput(f"sms.secret: {file}: SMPP 3.4 allows {_MAX_PASSWORD} characters")
    return password
