"""A bad line: clips of booths go through everything that can break, and must all arrive.

    python -m tests.faults.line --clips 200 --seed 1

Real uplinks, a real mosquitto without memory and a real central; between them a line
that is cut, silent or dead, that spoils, swaps and repeats pieces of clips; and each of
the three is killed again and again. Central serves one booth at a time, so that the
other is told to wait, and one clip more bears a foreign envelope and must be refused.
Ends with exit code 1 when a clip is lost or twice, or more was sent again than a cut
explains: one credit window.
"""

import argparse
import sys
import tempfile
from pathlib import Path

from rich.console import Console
from rich.progress import Progress

from tests.faults.line import chaos


def main() -> int:
    """The command."""
    parser = argparse.ArgumentParser(prog="line", description=__doc__)
    parser.add_argument("--clips", type=int, default=200, metavar="C")
    parser.add_argument("--seed", type=int, default=1, metavar="S")
    parser.add_argument("--mbit", type=float, default=20.0, metavar="N", help="speed of each line")
    parser.add_argument("--keep", type=Path, metavar="DIR", help="leave all files and logs there")
    options = parser.parse_args()
    plan = chaos.Plan(options.clips, options.seed, mbit=options.mbit)
    console = Console(highlight=False)
    with tempfile.TemporaryDirectory() as folder, Progress(console=console) as progress:
        bar = progress.add_task("clips on a bad line", total=options.clips)
        where = options.keep or Path(folder)
        where.mkdir(parents=True, exist_ok=True)
        result = chaos.run(plan, where, lambda done: progress.update(bar, completed=done))
        progress.update(bar, completed=options.clips)
    for line in result.why:
        console.print(line, markup=False)
    happened = ", ".join(f"{name} {count}" for name, count in sorted(result.events.items()))
    console.print(f"{happened}")
    told = f"{result.waited} times told to wait, {result.refused} refused"
    console.print(f"{told}; {result.seconds:.0f} s")
    print(f"uplink: {result}")
    return 0 if result.good else 1


if __name__ == "__main__":
    sys.exit(main())
