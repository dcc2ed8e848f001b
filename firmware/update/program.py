"""`booth update`: the updater, the judge of a trial, and what is known, for people."""

import logging
import os
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from rich.console import Console
from rich.table import Table

from firmware.appeals.errors import BadSignature
from firmware.appeals.signing import load_public
from firmware.clock import SystemClock
from firmware.process import stopped_by_signal
from firmware.running import running_version
from firmware.settings import Settings
from firmware.spool.errors import SpoolError, StorageFailed
from firmware.spool.shelf import UPDATE
from firmware.update import ledger as ledgers
from firmware.update.courier import Courier
from firmware.update.errors import RaucFailed
from firmware.update.facts import Look
from firmware.update.rauc import Rauc
from firmware.update.trial import Trial
from firmware.update.updater import Updater
from firmware.wire import published
from firmware.wire.errors import WireError
from firmware.wire.signed import SignedUpdate
from hw.scanout import has_picture

log = logging.getLogger("update")

TURN_S = 10.0
AFTER_FAILURE_S = 300.0
RESTART = Path("/run/dialog/restart")
"""Made by whoever wants the machine to start anew; systemd watches it."""


def run_updater(settings: Settings) -> int:
    """`booth update run`: until SIGTERM."""
    stop = stopped_by_signal()
    updater = _updater(settings)
    log.info("updater started; version %s runs", running_version())
    while not stop.is_set():
        pause = TURN_S
        try:
            updater.turn(stop, _restart)
        except (RaucFailed, StorageFailed, SpoolError) as error:
            log.error("%s", error)
            pause = AFTER_FAILURE_S
        stop.wait(pause)
    return 0


def run_trial(settings: Settings) -> int:
    """`booth update trial`: once a start; asks for a new start where this system fails."""
    stop = stopped_by_signal()
    look = Look(Path(settings.booth.spool), has_picture)
    trial = Trial(settings.update, Rauc(), look, look.hopeless, running_version(), SystemClock())
    if not trial.run(stop):
        _restart()
        stop.wait()
    return 0


def show(settings: Settings, console: Console) -> int:
    """`booth update status`."""
    book = ledgers.read(settings.update.ledger)
    table = Table(show_header=False, box=None)
    table.add_row("runs", running_version())
    try:
        slots = Rauc().slots()
        table.add_row("system", f"{slots.booted}{', on trial' if slots.on_trial else ''}")
    except RaucFailed as error:
        table.add_row("system", str(error))
    table.add_row("state", " ".join(part for part in (book.state, book.version) if part))
    if book.reason:
        table.add_row("", book.reason)
    for version, why in book.refused.items():
        table.add_row("refused", f"{version}: {why}")
    for version, count in book.trials.items():
        table.add_row("tried", f"{version}: {count} of {ledgers.MAX_TRIALS}")
    console.print(table)
    return 0


def _updater(settings: Settings) -> Updater:
    folder = Path(settings.update.folder)
    folder.mkdir(parents=True, exist_ok=True)
    zone = ZoneInfo(settings.booth.timezone)
    return Updater(
        settings,
        Rauc(),
        Courier(settings, folder),
        lambda: read_offer(settings),
        # A picture every system must have, whatever was before.
        Look(Path(settings.booth.spool), lambda: None),
        running_version(),
        lambda: datetime.now(zone).time(),
        SystemClock(),
    )


def read_offer(settings: Settings) -> SignedUpdate | None:
    """What central announces, as the uplink left it in the spool; None where nothing is."""
    try:
        token = (Path(settings.booth.spool) / UPDATE).read_bytes()
        key = load_public(Path(settings.central.signing_key))
        return published.read_update(token, settings.booth.site, key)
    except FileNotFoundError:
        return None
    except (OSError, BadSignature, WireError) as error:
        log.warning("what central announces cannot be used: %s", error)
        return None


def _restart() -> None:
    RESTART.parent.mkdir(parents=True, exist_ok=True)
    os.close(os.open(RESTART, os.O_CREAT | os.O_WRONLY, 0o660))
