"""One citizen after the other: what a visit leads to, and what it leaves behind."""

import gc
import logging
import weakref
from pathlib import Path

import pytest

from firmware.appeals.manifest import read_manifest
from firmware.appeals.number import written
from firmware.kiosk.views import Slip, UiEvent
from firmware.spool.models import Appeal
from hw.lights import Scene
from hw.printer import Link, Paper, Printed, PrinterStatus

UNPLUGGED = PrinterStatus(Link.UNPLUGGED, Paper.UNKNOWN)
NO_PAPER = PrinterStatus(Link.ONLINE, Paper.END)


def appeals(bench) -> int:
    with bench.rooms.spool.connection():
        return Appeal.select().count()


def test_an_appeal_goes_from_the_first_touch_to_the_slip(bench):
    bench.to_receipt()

    view = bench.look()
    assert view.number == bench.session.registered.number
    assert view.slip is Slip.PRINTED
    assert view.promise is not None
    assert len(bench.printer.slips) == 1
    assert bench.files == []
    bench.touch("slip_taken", "cancel")
    assert bench.state == "attract"


def test_what_was_chosen_is_what_is_registered(bench):
    bench.to_receipt()

    (sealed,) = bench.rooms.spool.clips.glob("*.manifest.age")
    manifest = read_manifest(bench.city.open(sealed.read_bytes()))
    assert (manifest.addressee, manifest.phone) == ("akhmetov", "+77011234567")
    assert (manifest.language, manifest.directory_version) == ("ru", 3)
    assert manifest.number == bench.session.registered.number


def test_a_violation_is_addressed_to_the_overseer_and_may_have_no_phone(bench):
    bench.touch("touched", "chosen_language:kk", "violation", "body_chosen:police")
    bench.touch("phone_skipped", "consented")
    bench.to_receipt()

    (sealed,) = bench.rooms.spool.clips.glob("*.manifest.age")
    manifest = read_manifest(bench.city.open(sealed.read_bytes()))
    assert (manifest.addressee, manifest.about) == ("prosecutor", "police")
    assert (manifest.kind, manifest.phone) == ("message", None)


@pytest.mark.parametrize(
    ("now", "outcome", "slip"),
    [
        (UNPLUGGED, Printed.UNCONFIRMED, Slip.NO_PRINTER),
        (PrinterStatus(Link.SILENT, Paper.UNKNOWN), Printed.UNCONFIRMED, Slip.NO_PRINTER),
        (NO_PAPER, Printed.REFUSED, Slip.FAILED),
        (PrinterStatus(Link.ONLINE, Paper.OK), Printed.UNCONFIRMED, Slip.FAILED),
    ],
)
def test_a_printer_that_fails_keeps_the_number_on_the_screen(bench, now, outcome, slip):
    bench.to_review()
    bench.printer.now, bench.printer.outcome = now, outcome
    bench.touch("send_it")
    bench.work()

    assert bench.state == "receipt"
    assert bench.look().slip is slip
    assert bench.look().number


def test_a_printer_that_breaks_its_promise_and_raises_is_a_failed_slip(bench):
    bench.to_review()
    bench.printer.broken = True
    bench.touch("send_it")
    bench.work()

    assert bench.look().slip is Slip.FAILED


def test_a_printer_that_comes_back_prints_again(bench):
    bench.to_review()
    bench.printer.now, bench.printer.outcome = UNPLUGGED, Printed.UNCONFIRMED
    bench.touch("send_it")
    bench.work()
    assert bench.look().slip is Slip.NO_PRINTER

    bench.printer.now, bench.printer.outcome = (
        PrinterStatus(Link.ONLINE, Paper.OK),
        Printed.CONFIRMED,
    )
    bench.rooms.devices.printer._poll()
    assert bench.look().slip is Slip.FAILED
    bench.touch("print_again")
    assert bench.look().slip is Slip.PRINTING
    bench.touch("print_again")
    bench.work()

    assert bench.look().slip is Slip.PRINTED
    assert len(bench.printer.slips) == 2


def test_a_slip_that_ends_in_the_next_visit_changes_nothing_there(bench):
    bench.to_review()
    bench.touch("send_it")
    bench.work("clerk")
    assert bench.state == "receipt"
    bench.touch("slip_taken", "cancel")

    bench.work()

    assert bench.state == "attract"
    assert bench.session.slip is Slip.PRINTING
    assert len(bench.printer.slips) == 1


def test_the_slip_of_an_unsure_clock_has_no_date(make_bench, clock):
    clock.sure = False
    with make_bench() as bench:
        bench.to_receipt()

        assert bench.look().promise is None
        assert not bench.session.registered.trusted


def test_a_wall_clock_that_jumps_ends_nothing(bench, clock):
    bench.to_recording()
    clock.wall = clock.wall.replace(year=1970)
    bench.tick()
    assert bench.state == "recording"
    clock.wall = clock.wall.replace(year=2036)
    bench.tick()
    assert bench.state == "recording"


def test_the_lights_follow_the_visit(bench):
    assert bench.lights.scene is Scene.IDLE
    bench.to_recording()
    assert bench.lights.scene is Scene.RECORDING


def test_lights_that_break_do_not_end_the_visit(bench, monkeypatch):
    def show(_: Scene) -> None:
        raise OSError("no pins")

    monkeypatch.setattr(bench.lights, "show", show)
    bench.to_receipt()


def test_nothing_of_the_last_visit_is_held_by_anybody(bench):
    bench.to_review()
    bench.touch("play")
    bench.until(lambda: bench.session.review.picture() is not None)
    bench.touch("send_it")
    bench.work()
    session = weakref.ref(bench.session)
    personal = [weakref.ref(bench.session.key), weakref.ref(bench.conductor._visit)]
    bench.touch("slip_taken", "cancel")
    bench.work()

    gc.collect()

    assert session() is None
    assert [one() for one in personal] == [None, None]


def test_two_visits_share_no_object_but_settings_and_directory(bench):
    bench.to_review()
    first = bench.session
    bench.touch("cancel")
    bench.work()
    second = bench.session

    shared = {
        name
        for name in first.__slots__
        if name != "__weakref__"
        and getattr(first, name) is getattr(second, name)
        and not isinstance(getattr(second, name), bool | int | float | str | None)
    }
    assert shared <= {"settings", "directory"}
    assert (second.phone, second.typed, second.take, second.rid) == ("", "", "", "")


def test_neither_number_nor_phone_is_logged_or_in_what_describes_a_visit(bench, caplog):
    caplog.set_level(logging.DEBUG)
    bench.printer.broken = True
    bench.to_receipt()
    number = bench.session.registered.number
    said = caplog.text + repr(bench.session) + repr(bench.session.registered) + repr(bench.look())
    bench.touch("slip_taken", "cancel")
    bench.work()

    for secret in (number, written(number), "7011234567"):
        assert secret not in said + caplog.text


def test_neither_number_nor_phone_is_in_any_file(bench):
    bench.to_receipt()
    number = bench.session.registered.number

    folder: Path = bench.rooms.spool.folder
    everything = b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())
    for secret in (number, written(number), "7011234567"):
        assert secret.encode() not in everything


def test_a_directory_that_comes_during_a_visit_is_for_the_next(bench, directory):
    bench.touch("touched", "chosen_language:ru", "appeal", "area_chosen:homes")
    bench.conductor._shelf.put_directory(directory(version=4, officials=(), bodies=()))
    bench.tick(3)
    bench.work()

    assert bench.session.directory.version == 3
    assert [card.id for card in bench.look().officials] == ["akhmetov"]
    bench.touch("cancel")
    bench.tick(3)
    bench.work()
    assert bench.session.directory.version == 4
    bench.touch("touched", "chosen_language:ru")
    assert not bench.look().appeal


def test_a_clerk_that_hangs_does_not_pile_up_work(bench):
    for _ in range(50):
        bench.tick(3)

    assert bench.workers["clerk"]._jobs.qsize() <= 1


@pytest.mark.parametrize("name", ["registered", "counted", "storage_failed", "expired", "nonsense"])
def test_what_only_the_booth_knows_cannot_be_touched(bench, name):
    bench.to_review()
    bench.conductor.touch(UiEvent(name))

    assert bench.state == "review"


def test_closing_while_recording_leaves_no_file(make_bench):
    with make_bench() as bench:
        bench.to_recording()
        assert bench.files
        bench.conductor.close()
        assert bench.files == []


def test_closing_while_the_recorder_is_made_leaves_no_file(make_bench):
    with make_bench() as bench:
        bench.to_position()
        bench.touch("ready")
        bench.conductor.close()
        assert bench.files == []


def test_closing_while_registering_lets_the_appeal_become_safe(make_bench):
    with make_bench() as bench:
        bench.to_review()
        bench.touch("send_it")
        bench.conductor.close()
        assert appeals(bench) == 1
        assert len(list(bench.rooms.spool.clips.iterdir())) == 3
        assert bench.files == []


def test_an_open_panel_of_aids_closes_when_the_recording_begins(bench):
    bench.to_position()
    bench.touch("ready", "large", "aids")
    bench.work()
    bench.tick(3.0)

    assert bench.state == "recording"
    assert (bench.session.aids.open, bench.session.aids.large) == (False, True)
