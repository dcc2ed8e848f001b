"""A wall clock that jumps by years in the middle of a visit."""

import json
import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from firmware.appeals.appeal import Language
from firmware.kiosk.slip import compose
from firmware.settings import BoothSettings, VisitSettings
from firmware.spool.models import Appeal
from tests.faults.booth import grey_second
from tests.firmware.kiosk.visits.conftest import Bench, _bench, _directory

HERE = Path(__file__).parent
YEARS = timedelta(days=3650)


@pytest.fixture
def bench(tmp_path, clock, booth_key):
    visit = VisitSettings()
    parts = (tmp_path / "spool", clock, grey_second(), booth_key, _directory(), visit)
    with _bench(*parts) as made:
        yield made


@pytest.mark.parametrize("jump", [YEARS, -YEARS], ids=["forward", "back"])
@pytest.mark.parametrize("state", ["position", "recording", "review", "receipt"])
def test_no_timer_of_a_visit_hears_of_it(bench: Bench, state: str, jump: timedelta) -> None:
    getattr(bench, f"to_{state}")()
    view = bench.look()
    bench.clock.wall += jump
    bench.tick(1.0)
    bench.work()

    assert bench.state == state
    assert bench.conductor.warning_s is None
    if state == "recording":
        assert bench.look().seconds_left == view.seconds_left - 1


@pytest.mark.parametrize("jump", [YEARS, -YEARS], ids=["forward", "back"])
def test_a_date_that_may_be_wrong_is_not_promised(bench: Bench, jump: timedelta, caplog) -> None:
    bench.to_recording()
    bench.clock.wall += jump
    bench.speak()
    bench.touch("stopped", "send_it")
    bench.work()

    registered = bench.session.registered
    assert registered is not None
    assert not registered.trusted
    assert "the clock jumped by" in caplog.text
    slip = compose(
        registered.number,
        registered.recorded_at,
        trusted=registered.trusted,
        official=None,
        language=Language.EN,
        booth=BoothSettings(),
    )
    assert [row.value for row in slip.rows] == ["within 14 days from today"]


def test_a_small_step_of_the_time_server_changes_nothing(bench: Bench) -> None:
    bench.to_recording()
    bench.clock.wall += timedelta(seconds=20)
    bench.speak()
    bench.touch("stopped", "send_it")
    bench.work()

    registered = bench.session.registered
    assert registered is not None
    assert registered.trusted


@pytest.mark.parametrize("jump", [YEARS, -YEARS], ids=["forward", "back"])
def test_appeals_keep_their_order(bench: Bench, jump: timedelta) -> None:
    ids = []
    for _ in range(2):
        bench.to_receipt()
        ids.append(bench.session.registered.id)
        bench.touch("slip_taken")
        bench.tick(60)
        bench.work()
        bench.clock.wall += jump

    with bench.rooms.spool.connection():
        assert [row.id for row in Appeal.select().order_by(Appeal.seq)] == ids


def test_whole_visits_of_a_process_whose_machine_is_set_by_years(tmp_path: Path) -> None:
    library = next(Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1"), None)
    if library is None:
        pytest.skip("libfaketime is not installed")
    offsets = tmp_path / "offsets"
    offsets.write_text("+0")
    faked = {
        "LD_PRELOAD": str(library),
        "FAKETIME_TIMESTAMP_FILE": str(offsets),
        "FAKETIME_NO_CACHE": "1",
        "FAKETIME_DONT_FAKE_MONOTONIC": "1",
        "PYTHONPATH": str(HERE.parent.parent),
    }
    done = subprocess.run(
        [sys.executable, str(HERE / "visits_in_time.py"), str(tmp_path), str(offsets)],
        env=os.environ | faked,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    visits = found["visits"]

    assert [round(one["wall_years"]) for one in visits] == [0, 10, -10]
    assert all(0 <= one["passed_s"] < 60 for one in visits)
    assert [one["state"] for one in visits] == ["receipt"] * 3
    assert [one["seconds_left"] > 60 for one in visits] == [True] * 3
    assert visits[-1]["slips"] == 3
    promised = ["14" in one["rows"][0] and "дней" in one["rows"][0] for one in visits]
    assert promised == [False, True, True]
    assert found["order"] == [one["id"] for one in visits]
    assert done.stderr.count("the clock jumped by") == 2
