"""`booth bench-panel`: the bench of a running demo in a terminal, its faults by name."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from hw.bench.control import ask


def run_bench_panel(
    socket: Path, faults: Sequence[str], *, mend: bool, console: Console | None = None
) -> int:
    """Throw the faults, or mend them (all if none is named); then show the bench.

    Raises BenchUnreachable, and BenchRefused for an unknown name; faults named
    before it have been thrown then.
    """
    if mend and not faults:
        ask(socket, "mend")
    for fault in faults:
        ask(socket, "mend" if mend else "throw", fault)
    answer = ask(socket, "look")
    console = console or Console(highlight=False)
    console.print(_things(answer["state"]))
    console.print(_faults(answer))
    return 0


def _things(state: dict[str, Any]) -> Table:
    table = Table(box=None, show_header=False)
    for name, level in state["lamps"].items():
        table.add_row("lamp", name, _lamp(level))
    for name, closed in state["switches"].items():
        table.add_row("switch", name, "on" if closed else "off")
    slip = state["last_slip"]
    table.add_row("slips", str(state["slips"]), "" if slip is None else _slip(slip))
    return table


def _lamp(level: float) -> str:
    return "off" if level <= 0 else f"[bold]on[/] {level:.0%}"


def _slip(slip: dict[str, float]) -> str:
    size = f"{slip['width_mm']:.0f} x {slip['height_mm']:.0f} mm"
    return f"the last: {size}, {slip['sent_bytes']} bytes"


def _faults(answer: dict[str, Any]) -> Table:
    table = Table("fault", "", "what it is", box=None)
    for name, thrown in answer["state"]["faults"].items():
        table.add_row(name, "[red]thrown[/]" if thrown else "", answer["what"].get(name, ""))
    return table
