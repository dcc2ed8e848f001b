"""A worker is killed under load; nothing that a booth was told is stored may be lost.

    python -m tests.faults.workers --kills 200 --seed 1

Ends with exit code 1 when something is.
"""

import argparse
import sys
import tempfile
from pathlib import Path

from rich.progress import Progress

from tests.faults.workers.rig import Rig


def main() -> int:
    """The command."""
    parser = argparse.ArgumentParser(prog="workers", description=__doc__)
    parser.add_argument("--kills", type=int, default=200, metavar="N")
    parser.add_argument("--seed", type=int, default=1, metavar="S")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, Progress() as progress:
        bar = progress.add_task("kills of a worker", total=options.kills)
        rig = Rig(Path(folder), options.seed)
        try:
            result = rig.run(options.kills, lambda kills: progress.update(bar, completed=kills))
        finally:
            rig.stop()
    for line in result.why:
        print(line)
    print(f"workers: {result}")
    return 1 if result.why else 0


if __name__ == "__main__":
    sys.exit(main())
