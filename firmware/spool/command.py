"""`booth spool`: what waits, whether it is whole, and the way by USB stick."""

from datetime import tzinfo
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, MofNCompleteColumn, Progress, TextColumn
from rich.table import Table

from firmware.appeals.signing import PublicKey
from firmware.spool import show
from firmware.spool.errors import SpoolError
from firmware.spool.export import export
from firmware.spool.importing import import_stored
from firmware.spool.outbox import Outbox
from firmware.spool.spool import Spool

EXIT_BROKEN = 1


class NoSuchAppeal(SpoolError, LookupError):
    """Nothing here has that id."""

    def __init__(self, id: str) -> None:
        super().__init__(f"there is no appeal {id}; `booth spool list` shows all")
        self.id = id


def list_all(spool: Spool, console: Console, zone: tzinfo) -> int:
    """A row an appeal; nothing of it is personal."""
    table = Table(box=None, header_style="bold")
    for column in ("id", "recorded", "MB", "state", "tries", "last error"):
        table.add_column(column, justify="right" if column in ("MB", "tries") else "left")
    rows = show.lines(spool)
    for row in rows:
        at = row.made_at.astimezone(zone).strftime("%Y-%m-%d %H:%M")
        size = f"{row.clip_size / 1e6:.1f}"
        table.add_row(row.id, at, size, row.state, str(row.attempts), row.last_error)
    if rows:
        console.print(table)
    console.print(f"{len(rows)} appeals")
    return 0


def show_one(spool: Spool, console: Console, id: str, zone: tzinfo) -> int:
    """All that may be known of one appeal. Raises NoSuchAppeal."""
    row = next((line for line in show.lines(spool) if line.id == id), None)
    if row is None:
        raise NoSuchAppeal(id)
    table = Table.grid(padding=(0, 2))
    for name, value in (
        ("id", row.id),
        ("recorded", f"{row.made_at.astimezone(zone):%Y-%m-%d %H:%M:%S}"),
        ("sequence", str(row.seq)),
        ("clip", f"{row.clip_size} bytes, sealed"),
        ("state", row.state),
        ("tries", str(row.attempts)),
        ("last error", row.last_error or "-"),
        *((file.name[len(id) + 1 :], f"{file.stat().st_size} bytes") for file in _files(spool, id)),
    ):
        table.add_row(name, value)
    console.print(table)
    return 0


def _files(spool: Spool, id: str) -> list[Path]:
    return sorted(spool.clips.glob(f"{id}.*"))


def check_all(spool: Spool, console: Console) -> int:
    """Read every byte; the exit code is 1 when something is not as it was registered."""
    broken = 0
    with _bar(console, DownloadColumn()) as progress:
        task = progress.add_task("reading", total=None)
        for verdict in show.check(
            spool, lambda done, total: progress.update(task, completed=done, total=total)
        ):
            if verdict.problem:
                broken += 1
                progress.console.print(f"{verdict.id}: {verdict.problem}")
    console.print("all appeals are whole" if not broken else f"{broken} appeals are not whole")
    return EXIT_BROKEN if broken else 0


def export_to(spool: Spool, console: Console, target: Path) -> int:
    """Copy what central does not have; the exit code is 1 when something could not be."""
    with _bar(console, MofNCompleteColumn()) as progress:
        task = progress.add_task("copying", total=None)
        done = export(
            spool, target, lambda done, of: progress.update(task, completed=done, total=of)
        )
    console.print(f"{done.copied} copied, {done.there} were there, {done.damaged} damaged")
    return EXIT_BROKEN if done.damaged else 0


def import_from(
    spool: Spool, console: Console, source: Path, key: PublicKey, booth: str, site: str, keep_s: int
) -> int:
    """Take central's `stored`; the exit code is 1 when a file was refused."""
    found = import_stored(spool, Outbox(spool, keep_s), source, key, booth, site)
    for name, why in found.refused:
        console.print(f"{name}: {why}")
    console.print(
        f"{found.stored} stored, {found.foreign} of other booths, {len(found.refused)} refused"
    )
    return EXIT_BROKEN if found.refused else 0


def _bar(console: Console, amount: DownloadColumn | MofNCompleteColumn) -> Progress:
    return Progress(TextColumn("{task.description}"), BarColumn(), amount, console=console)
