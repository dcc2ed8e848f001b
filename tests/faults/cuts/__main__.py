"""Power cuts: the booth is killed at random instants, and every number must stand.

    python -m tests.faults.cuts --kills 1000 --seed 1 --storage both

On plain storage SIGKILL loses what the booth had in memory; on losing storage
also what it had not synced. Ends with exit code 1 when a number was lost or given
twice, or something lies in the clear.
"""

import argparse
import sys

from rich.console import Console
from rich.progress import Progress

from tests.faults.cuts.torture import STORAGES, Result, torture


def main() -> int:
    """The command."""
    parser = argparse.ArgumentParser(prog="cuts", description=__doc__)
    parser.add_argument("--kills", type=int, default=1000, metavar="K", help="on each storage")
    parser.add_argument("--seed", type=int, default=1, metavar="N")
    parser.add_argument("--storage", choices=[*STORAGES, "both"], default="both")
    options = parser.parse_args()
    console = Console(highlight=False)
    storages = list(STORAGES) if options.storage == "both" else [options.storage]
    total = Result()
    with Progress(console=console) as progress:
        for storage in storages:
            bar = progress.add_task(f"kills, {storage} storage", total=options.kills)
            result = torture(
                storage, options.kills, options.seed, lambda _, bar=bar: progress.advance(bar)
            )
            console.print(f"{storage} storage: {result}")
            total += result
    for line in (*total.verdict.why, *total.plain):
        console.print(line, markup=False)
    print(f"power cuts: {total}")
    return 0 if total.good else 1


if __name__ == "__main__":
    sys.exit(main())
