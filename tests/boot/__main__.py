"""python -m tests.boot: the very image, in an emulator, from power-on on. Needs root.

Prints a table of steps with times, leaves screenshots in build/boot-test and its figures as
`boot.*` in build/bench.json, in the shape of `make bench`.
"""

import argparse
import json
import signal
import sys
from dataclasses import asdict
from pathlib import Path

from rich.console import Console
from rich.table import Table

from tests.bench.figure import Figure
from tests.boot import hang, power_on, tools, updates, visit
from tests.boot.errors import BootTestError
from tests.boot.step import Run, Step

OUT = tools.BUILD / "boot-test"
BENCH = tools.BUILD / "bench.json"

STEPS: dict[int, tuple[str, Run]] = {
    1: ("power-on to the attract screen", power_on.run),
    2: ("a visit by touches, from the first screen to the answer", visit.run),
    4: ("updates: kept, refused, returned", updates.run),
    5: ("a kiosk that hangs, a PID 1 that crashes", hang.run),
}
FULL: dict[int, Run] = {4: updates.run_all}
"""Steps that have a longer form."""


def main() -> int:
    """Run the steps; 1 if one of them failed. Seconds are shown, not judged, as by `make bench`."""
    parser = argparse.ArgumentParser(prog="python -m tests.boot", description=__doc__)
    parser.add_argument("--image", type=Path, help="default: the newest of build/image")
    parser.add_argument(
        "--steps", type=int, nargs="*", choices=sorted(STEPS), metavar="N", help="default: all"
    )
    parser.add_argument("--full", action="store_true", help="the long form of every step")
    arguments = parser.parse_args()
    # Who ends the test ends its machine and its central with it.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    image: Path = (arguments.image or newest_image()).resolve()
    console = Console()
    console.print(f"{image.name}, {image.stat().st_size / 1e6:.0f} MB")
    done, failed = [], 0
    for number in arguments.steps or sorted(STEPS):
        title, run = STEPS[number]
        run = FULL.get(number, run) if arguments.full else run
        step = Step(number, title, OUT / f"step-{number}")
        done.append(step)
        with console.status(f"step {number}: {title} ..."), step.timed():
            try:
                run(step, image)
            except BootTestError as error:
                failed += 1
                step.note(f"[red]{error}[/]")
    console.print(_table(done))
    figures = [figure for step in done for figure in step.figures]
    write_figures(figures)
    for figure in figures:
        met = "met" if figure.met else "[red]not met[/]"
        ratio = f", ratio {figure.ratio:.2f}" if figure.ratio else ""
        console.print(
            f"{figure.name}: {figure.value:.1f} {figure.unit}{ratio}; {figure.goal}: {met}"
        )
    return int(failed > 0)


def newest_image() -> Path:
    """The image that was made last. Ends the program where there is none."""
    found = sorted((tools.BUILD / "image").glob("booth-*.img"), key=lambda f: f.stat().st_mtime)
    if not found:
        raise SystemExit("there is no image yet: make image")
    return found[-1]


def write_figures(figures: list[Figure], file: Path = BENCH) -> None:
    """Put them among those of `make bench`, in place of those of an earlier boot test."""
    kept = json.loads(file.read_text()) if file.exists() else []
    names = {figure.name for figure in figures}
    kept = [entry for entry in kept if entry["name"] not in names]
    kept += [asdict(figure) | {"met": figure.met} for figure in figures]
    file.parent.mkdir(exist_ok=True)
    file.write_text(json.dumps(kept, indent=2) + "\n")


def _table(steps: list[Step]) -> Table:
    table = Table("step", "what was seen", "after power-on", "took")
    for step in steps:
        table.add_row(f"{step.number}", f"[bold]{step.title}[/]", "", f"{step.seconds:.0f} s")
        for text, seconds in step.notes:
            table.add_row("", text, "" if seconds is None else f"{seconds:.1f} s", "")
    return table


if __name__ == "__main__":
    sys.exit(main())
