"""Power cuts: the booth is killed at random instants, and every number must stand.

    python -m tests.faults.cuts --kills 1000 --seed 1 --storage both

On plain storage SIGKILL loses what the booth had in memory; on losing storage
also what it had not synced. Recordings are torn first, and what is missing of them
is measured. Ends with exit code 1 when a number was lost or given twice, when
something lies in the clear, or when a cut took too much of a recording.
"""

import argparse
import sys

from rich.console import Console
from rich.progress import Progress

from tests.faults.cuts import torn
from tests.faults.cuts.torture import STORAGES, Result, torture


def main() -> int:
    """The command."""
    parser = argparse.ArgumentParser(prog="cuts", description=__doc__)
    parser.add_argument("--kills", type=int, default=1000, metavar="K", help="on each storage")
    parser.add_argument("--torn", type=int, default=50, metavar="K", help="torn recordings on each")
    parser.add_argument("--seed", type=int, default=1, metavar="N")
    parser.add_argument("--storage", choices=[*STORAGES, "both"], default="both")
    options = parser.parse_args()
    storages = list(STORAGES) if options.storage == "both" else [options.storage]
    console = Console(highlight=False)
    with Progress(console=console) as progress:
        kept = [_tear(one, options.torn, options.seed, progress) for one in storages]
        results = [_torture(one, options.kills, options.seed, progress) for one in storages]
    total = sum(results, Result())
    for line in (*total.strays, *total.verdict.why, *total.plain):
        console.print(line, markup=False)
    print(f"power cuts: {total}")
    return 0 if total.good and all(kept) else 1


def _tear(storage: str, kills: int, seed: int, progress: Progress) -> bool:
    if kills == 0:
        return True
    bar = progress.add_task(f"torn recordings, {storage} storage", total=kills)
    result = torn.tear(storage, kills, seed, lambda: progress.advance(bar))
    progress.console.print(f"torn: {result} ({storage} storage)")
    return result.good


def _torture(storage: str, kills: int, seed: int, progress: Progress) -> Result:
    bar = progress.add_task(f"power cuts, {storage} storage", total=kills)
    result = torture(storage, kills, seed, lambda _: progress.advance(bar))
    progress.console.print(f"{storage} storage: {result}; {len(result.strays)} visits strayed")
    return result


if __name__ == "__main__":
    sys.exit(main())
