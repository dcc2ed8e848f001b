"""Makes three visits while libfaketime moves the wall clock, and says what came of them.

Usage: visits_in_time.py FOLDER OFFSETS: the file that libfaketime reads. The workers
are the bench's, whose countdown a hand moves on; the wall clock is the machine's.
"""

import json
import sys
from pathlib import Path
from typing import Any

from firmware.appeals.signing import make_key
from firmware.clock import SystemClock
from firmware.kiosk.slip import compose
from firmware.settings import VisitSettings
from firmware.spool.models import Appeal
from tests.faults.booth import grey_second
from tests.firmware.kiosk.visits.conftest import Bench, _bench, _directory

JUMPS = ("+0", "+10y", "-10y")


class HalfClock(SystemClock):
    """The machine's wall clock; durations pass by hand, too."""

    def __init__(self) -> None:
        super().__init__()
        self._forward = 0.0

    def forward(self, seconds: float) -> None:
        """Let so much pass."""
        self._forward += seconds

    def monotonic(self) -> float:
        """What passed by itself and by hand."""
        return super().monotonic() + self._forward


def set_to(offsets: Path, jump: str) -> None:
    """In one step: libfaketime reads the file at any moment and ends on an empty one."""
    fresh = offsets.with_suffix(".new")
    fresh.write_text(jump)
    fresh.replace(offsets)


def visit(bench: Bench, offsets: Path, jump: str) -> dict[str, Any]:
    """One visit, whose clock jumps while the citizen speaks."""
    set_to(offsets, "+0")
    bench.to_recording()
    before = bench.clock.monotonic(), bench.clock.now()
    set_to(offsets, jump)
    bench.tick()
    passed = bench.clock.monotonic() - before[0]
    wall_years = (bench.clock.now() - before[1]).days / 365.25
    left = bench.look().seconds_left
    bench.speak()
    bench.touch("stopped", "send_it")
    bench.work()
    registered, official = bench.session.registered, bench.session.chosen_official()
    assert registered is not None, bench.state
    slip = compose(
        registered.number,
        registered.recorded_at,
        trusted=registered.trusted,
        official=official,
        language=bench.session.language,
        booth=bench.rooms.settings.booth,
    )
    found = {
        "passed_s": passed,
        "wall_years": wall_years,
        "seconds_left": left,
        "state": bench.state,
        "slips": len(bench.printer.slips),
        "rows": [f"{row.label}: {row.value}" for row in slip.rows],
        "id": registered.id,
    }
    bench.touch("slip_taken")
    bench.tick(60)
    bench.work()
    return found


def main(folder: Path, offsets: Path) -> None:
    """Make the visits; one JSON object."""
    key = make_key(folder / "booth.key")
    parts = (folder / "spool", HalfClock(), grey_second(), key, _directory(), VisitSettings())
    with _bench(*parts) as bench:
        found = [visit(bench, offsets, jump) for jump in JUMPS]
        with bench.rooms.spool.connection():
            order = [str(row.id) for row in Appeal.select().order_by(Appeal.seq)]
    print(json.dumps({"visits": found, "order": order}))


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:3]))
