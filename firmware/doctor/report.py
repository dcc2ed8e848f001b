"""What the engineer reads: one line a check while it works, or JSON for a machine."""

import json
from collections.abc import Iterable
from dataclasses import asdict

from rich.console import Console
from rich.table import Table

from firmware.doctor.checkup import CHECKS, Checked
from firmware.doctor.finding import Verdict

EXIT_BROKEN = 1

_LOOK = {
    Verdict.OK: ("✓", "green"),
    Verdict.WARNING: ("!", "yellow"),
    Verdict.BROKEN: ("✗", "red bold"),
}


def tell(found: Iterable[Checked], console: Console) -> int:
    """Print each finding as it comes; the exit code: 1 when anything is broken."""
    verdicts = []
    with console.status("looking ...") as status:
        names = iter(CHECKS)
        status.update(f"looking at {next(names)} ...")
        for one in found:
            verdicts.append(one.finding.verdict)
            console.print(_line(one))
            status.update(f"looking at {next(names, 'it all')} ...")
    return _exit_code(verdicts)


def tell_machine(found: Iterable[Checked]) -> tuple[str, int]:
    """The findings as JSON, and the exit code."""
    all_found = list(found)
    rows = [{"check": one.name, **asdict(one.finding)} for one in all_found]
    code = _exit_code([one.finding.verdict for one in all_found])
    return json.dumps(rows, ensure_ascii=False, indent=1), code


def _exit_code(verdicts: list[Verdict]) -> int:
    return EXIT_BROKEN if Verdict.BROKEN in verdicts else 0


def _line(one: Checked) -> Table:
    mark, colour = _LOOK[one.finding.verdict]
    row = Table.grid(padding=(0, 1))
    row.add_column(width=1, style=colour)
    row.add_column(width=11, style="bold")
    row.add_column(width=7, style=colour)
    row.add_column(overflow="fold")
    row.add_row(mark, one.name, one.finding.verdict, one.finding.said)
    if one.finding.todo:
        row.add_row("", "", "", f"→ {one.finding.todo}")
    return row
