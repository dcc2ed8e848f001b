"""What becomes of a notice, whatever the gateway does."""

import threading
from datetime import timedelta

import pytest
from peewee import OperationalError

from central.notices.events import Event
from central.notices.models import NoticeState
from central.notices.senders import Fate, Refused, Report, Throttled, Unreachable, Unsure
from central.notices.worker import IDLE_S, Pause, Worker


@pytest.fixture
def worker(office, clock, scripted) -> Worker:
    return Worker(
        office.queue,
        office.reports,
        scripted,
        per_second=10.0,
        monotonic=clock.monotonic,
        jitter=lambda: 0.5,
    )


@pytest.fixture
def forward(office, clock):
    """Both clocks go on."""

    def go(seconds: float) -> None:
        clock.forward(seconds)
        office.calendar.now += timedelta(seconds=seconds)

    return go


@pytest.fixture
def queued(office):
    """A notice to a citizen."""
    office.tell(Event.REGISTERED, office.appeal())
    return office.notice()


def state(office) -> tuple[str, int]:
    return office.notice().state, office.notice().attempts


def test_an_accepted_one_is_sent(office, worker, scripted, queued) -> None:
    worker.turn()

    assert scripted.handed == [(queued.phone, queued.text)]
    row = office.notice()
    assert (row.state, row.text, row.message_ids) == ("sent", "", '[["id-1", ""]]')
    assert row.sent_at


def test_with_nothing_to_do_it_looks_again_soon(worker, scripted) -> None:
    assert worker.turn() == IDLE_S
    assert scripted.handed == []


@pytest.mark.usefixtures("queued")
def test_a_refused_one_has_failed_and_says_why(office, worker, scripted) -> None:
    scripted.script.append(Refused("Invalid Destination Address (0x0B)"))

    worker.turn()

    row = office.notice()
    assert (row.state, row.text) == (NoticeState.FAILED, "")
    assert row.problem == "Invalid Destination Address (0x0B)"
    assert row.settled_at


@pytest.mark.parametrize("trouble", [Throttled("busy", 1.0), Unreachable("no route")])
@pytest.mark.usefixtures("queued")
def test_what_was_certainly_not_sent_goes_again_after_a_pause(
    office, worker, scripted, forward, trouble
) -> None:
    scripted.script += [trouble] * 5
    waits = []
    while len(scripted.handed) < 6:
        waits.append(worker.turn())
        forward(waits[-1] + 0.001)

    assert waits[:5] == [1.0, 2.0, 4.0, 8.0, 16.0]
    assert state(office) == (NoticeState.SENT, 1)


def test_a_pause_ends_at_five_minutes_and_begins_anew_after_it_worked() -> None:
    pause = Pause(lambda: 0.5)
    grown = [pause.longer(1.0) for _ in range(20)]

    assert grown == sorted(grown)
    assert grown[-1] == 300.0
    pause.over()
    assert pause.longer(1.0) == 1.0


def test_an_unknown_one_is_sent_again_once_with_the_same_text(
    office, worker, scripted, queued, forward
) -> None:
    scripted.script += [Unsure("silence"), Unsure("silence")]

    worker.turn()
    assert state(office) == (NoticeState.UNKNOWN, 1)
    assert office.notice().text == queued.text
    for _ in range(20):
        forward(600)
        worker.turn()

    assert scripted.handed == [(queued.phone, queued.text)] * 2
    row = office.notice()
    assert (row.state, row.attempts, row.text) == (NoticeState.UNKNOWN, 2, "")
    assert row.settled_at


def test_it_is_not_sent_again_where_the_settings_say_so(
    make_office, scripted, clock, forward
) -> None:
    office = make_office(resend_after_s=0)
    worker = Worker(office.queue, office.reports, scripted, 10.0, monotonic=clock.monotonic)
    office.tell(Event.REGISTERED, office.appeal())
    scripted.script.append(Unsure("silence"))

    for _ in range(5):
        worker.turn()
        forward(3600)

    assert len(scripted.handed) == 1
    assert office.notice().text == ""


@pytest.mark.usefixtures("queued")
def test_an_unknown_one_that_is_refused_the_second_time_stays_unknown(
    office, worker, scripted, forward
) -> None:
    scripted.script += [Unsure("silence"), Refused("no")]

    worker.turn()
    forward(1000)
    worker.turn()

    assert state(office) == (NoticeState.UNKNOWN, 2)


@pytest.mark.usefixtures("queued")
def test_an_unknown_one_that_met_a_busy_gateway_still_has_its_second_time(
    office, worker, scripted, forward
) -> None:
    scripted.script += [Unsure("silence"), Throttled("busy", 1.0)]

    for _ in range(3):
        worker.turn()
        forward(1000)

    assert state(office) == (NoticeState.SENT, 2)
    assert len(scripted.handed) == 3


@pytest.mark.usefixtures("queued")
def test_after_a_crash_what_was_being_handed_over_is_unknown(
    office, worker, scripted, forward
) -> None:
    office.queue.take()

    worker.turn()
    assert state(office) == (NoticeState.UNKNOWN, 1)
    forward(901)
    worker.turn()

    assert len(scripted.handed) == 1
    assert state(office) == (NoticeState.SENT, 2)


@pytest.mark.usefixtures("queued")
def test_two_crashes_are_enough(office, worker, scripted, forward) -> None:
    for _ in range(2):
        office.queue.take()
        office.queue.recover()
        forward(901)

    worker.turn()

    assert scripted.handed == []
    assert state(office) == (NoticeState.UNKNOWN, 2)


def test_a_fault_of_ours_leaves_one_unknown_and_the_others_go(
    office, worker, scripted, forward, caplog
) -> None:
    for _ in range(2):
        office.tell(Event.REGISTERED, office.appeal())
    scripted.script.append(KeyError("the secret text"))

    worker.turn()
    forward(1)
    worker.turn()

    assert [row.state for row in office.notices()] == [NoticeState.UNKNOWN, NoticeState.SENT]
    assert office.notices()[0].problem == "fault: KeyError"
    assert "secret" not in caplog.text


@pytest.mark.usefixtures("queued")
def test_the_outcome_is_kept_until_the_database_takes_it(
    office, worker, scripted, forward, monkeypatch
) -> None:
    sent = office.queue.sent
    broken = [True]

    def locked(job, ids) -> None:
        if broken:
            raise OperationalError("database is locked")
        sent(job, ids)

    monkeypatch.setattr(office.queue, "sent", locked)
    worker.turn()
    forward(10)
    worker.turn()
    assert state(office) == (NoticeState.SUBMITTING, 1)
    broken.clear()
    worker.turn()

    assert state(office) == (NoticeState.SENT, 1)
    assert len(scripted.handed) == 1


def test_no_more_than_so_many_a_second(office, worker, scripted, forward) -> None:
    for _ in range(3):
        office.tell(Event.REGISTERED, office.appeal())

    wait = worker.turn()
    worker.turn()
    assert len(scripted.handed) == 1
    assert wait == pytest.approx(0.1)
    forward(0.101)
    worker.turn()

    assert len(scripted.handed) == 2


def test_a_busy_telephone_does_not_hold_up_the_others(office, worker, scripted, forward) -> None:
    for last in "12":
        office.tell(Event.REGISTERED, office.appeal(phone=f"+7701123456{last}"))
    scripted.script.append(Throttled("too many to this number", 1.0))

    for _ in range(4):
        forward(worker.turn() + 0.001)

    assert [phone[-1] for phone, _ in scripted.handed] == ["1", "2", "1"]
    assert {row.state for row in office.notices()} == {NoticeState.SENT}


def test_chores_are_done_at_the_beginning_and_every_ten_minutes(
    office, scripted, clock, forward
) -> None:
    done = []
    worker = Worker(
        office.queue,
        office.reports,
        scripted,
        10.0,
        (lambda: done.append(1),),
        clock.monotonic,
    )

    for _ in range(13):
        worker.turn()
        forward(60)

    assert len(done) == 2


def test_reports_are_heard_between_notices(office, worker, scripted, queued) -> None:
    worker.turn()
    scripted.reports.append(Report("id-1", Fate.DELIVERED, queued.phone, "DELIVRD"))

    worker.attend(0)

    assert office.notice().state == NoticeState.DELIVERED


@pytest.mark.usefixtures("queued")
def test_the_thread_sends_and_ends(office, scripted) -> None:
    handed = threading.Event()
    send = scripted.send

    def tell(phone: str, text: str):
        handed.set()
        return send(phone, text)

    scripted.send = tell
    worker = Worker(office.queue, office.reports, scripted, 10.0)

    worker.start()
    assert worker.running
    assert handed.wait(30)
    worker.stop()
    worker.stop()

    assert not worker.running
    assert office.notice().state == NoticeState.SENT
