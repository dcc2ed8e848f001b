"""`make bench`: figures beside their references, measured in the same run.

Prints a table and writes build/bench.json, a list of {name, value, unit,
reference, ratio, goal, met, at_least}. `ratio` is value / reference; `goal` says what
the value must not exceed, or (at_least) reach.
"""

import argparse
import json
import sys
from dataclasses import asdict
from pathlib import Path

from rich.console import Console
from rich.table import Table

from tests.bench import answers, central, demo, devices, printer, record, ui, uplink
from tests.bench.figure import Figure

OUT = Path("build/bench.json")

AREAS = {
    "demo": demo.figures,
    "devices": devices.figures,
    "printer": printer.figures,
    "record": record.figures,
    "ui": ui.figures,
    "uplink": uplink.figures,
    "answers": answers.figures,
    "central": central.figures,
}


def main() -> int:
    """Measure all areas, or those named."""
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("areas", nargs="*", metavar="AREA", help=", ".join(AREAS))
    wanted = parser.parse_args().areas or list(AREAS)
    if unknown := set(wanted) - set(AREAS):
        parser.error(f"no such area: {', '.join(unknown)}; there are {', '.join(AREAS)}")
    console = Console()
    figures: list[Figure] = []
    for area in wanted:
        with console.status(f"measuring {area} ..."):
            figures += AREAS[area]()
    console.print(_table(figures))
    OUT.parent.mkdir(exist_ok=True)
    OUT.write_text(
        json.dumps([asdict(figure) | {"met": figure.met} for figure in figures], indent=2) + "\n"
    )
    console.print(f"written to {OUT}")
    return 0


def _table(figures: list[Figure]) -> Table:
    table = Table("figure", "value", "reference", "ratio", "goal", "met")
    for figure in figures:
        table.add_row(
            figure.name,
            f"{figure.value:.3f} {figure.unit}",
            f"{figure.reference:.3f}",
            "-" if figure.ratio is None else f"{figure.ratio:.2f}",
            figure.goal,
            "[green]yes[/]" if figure.met else "[red]no[/]",
        )
    return table


if __name__ == "__main__":
    sys.exit(main())
