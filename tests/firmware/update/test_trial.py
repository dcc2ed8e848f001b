"""A new system is kept if it works for long enough, and given back otherwise."""

from threading import Event

import pytest

from firmware.update import ledger as ledgers
from firmware.update.errors import RaucFailed
from firmware.update.ledger import Facts, Ledger
from firmware.update.trial import Trial

ALL = Facts(drawn=True, spool=True, camera=True, printer=True, broker=True)


class Ticking:
    def __init__(self) -> None:
        self.seconds = 0.0

    def monotonic(self) -> float:
        return self.seconds

    def wait(self, seconds: float) -> None:
        self.seconds += seconds


@pytest.fixture
def on_trial(double, settings):
    """Runs the trial of 2.0; `facts` and `hopeless` are asked with the seconds since its start."""
    double.booted = "B"
    book = Ledger()
    book.begin_trial("2.0", ALL)
    ledgers.write(settings.update.ledger, book)

    def run(rauc, facts, hopeless=lambda _: "", running="2.0") -> tuple[bool, float, Ledger]:
        clock = Ticking()
        trial = Trial(
            settings.update,
            rauc,
            lambda: facts(clock.seconds),
            lambda: hopeless(clock.seconds),
            running,
            clock,
        )
        stays = trial.run(Event(), clock.wait)
        return stays, clock.seconds, ledgers.read(settings.update.ledger)

    return run


def test_what_works_for_long_enough_is_kept(on_trial, rauc, double) -> None:
    stays, seconds, book = on_trial(rauc, lambda at: ALL if at >= 20 else Facts())

    assert stays
    assert seconds == 30
    assert double.primary == "B"
    assert (book.state, book.version, book.trials) == ("kept", "2.0", {})


def test_what_works_now_and_then_has_to_begin_anew(on_trial, rauc, double) -> None:
    stays, _, book = on_trial(rauc, lambda at: ALL if at % 8 else Facts(drawn=True, spool=True))

    assert not stays
    assert double.did("status", "mark-bad")
    assert double.primary == "A"
    assert book.state == "returned"


@pytest.mark.parametrize("lost", ["drawn", "spool", "camera", "printer", "broker"])
def test_what_worked_before_and_does_not_now_gives_it_back(on_trial, rauc, double, lost) -> None:
    facts = Facts(**{name: name != lost for name in Facts.__struct_fields__})

    stays, seconds, book = on_trial(rauc, lambda _: facts)

    assert not stays
    assert seconds == 60
    assert (book.state, book.reason) == ("returned", f"did not work: {lost}")
    assert book.trials == {"2.0": 1}
    assert not double.did("status", "mark-good")


def test_a_kiosk_that_does_not_stay_up_ends_it_at_once(on_trial, rauc) -> None:
    stays, seconds, book = on_trial(
        rauc, lambda _: Facts(), lambda at: "the kiosk ended 3 times" if at > 5 else ""
    )

    assert not stays
    assert seconds == 6
    assert book.reason == "the kiosk ended 3 times"


def test_on_a_kept_system_nothing_is_judged(on_trial, rauc, double, settings) -> None:
    double.primary = "B"
    ledgers.write(settings.update.ledger, Ledger())

    assert on_trial(rauc, lambda _: Facts()) == (True, 0.0, Ledger())


def test_the_old_system_says_that_the_new_one_did_not_stay(on_trial, rauc, double) -> None:
    double.booted = "A"

    stays, _, book = on_trial(rauc, lambda _: Facts(), running="1.0")

    assert stays
    assert (book.state, book.version) == ("returned", "2.0")
    assert "did not come up" in book.reason
    assert book.trials == {"2.0": 1}


def test_a_power_cut_right_after_it_was_kept_loses_nothing(on_trial, rauc, double) -> None:
    double.primary = "B"

    assert on_trial(rauc, lambda _: Facts())[2].state == "kept"


def test_a_reason_that_was_given_is_not_told_twice(on_trial, rauc, double) -> None:
    on_trial(rauc, lambda _: Facts(), lambda _: "the kiosk does not run")
    double.booted = "A"

    book = on_trial(rauc, lambda _: Facts(), running="1.0")[2]

    assert book.reason == "the kiosk does not run"


@pytest.mark.usefixtures("on_trial")
def test_told_to_stop_it_decides_nothing(rauc, double, settings) -> None:
    stop = Event()
    clock = Ticking()
    trial = Trial(settings.update, rauc, Facts, lambda: "", "2.0", clock)

    def wait(seconds: float) -> None:
        clock.wait(seconds)
        if clock.seconds > 4:
            stop.set()

    assert trial.run(stop, wait)
    assert not double.did("status", "mark-good")
    assert not double.did("status", "mark-bad")
    assert ledgers.read(settings.update.ledger).state == "trial"


def test_a_rauc_that_does_not_answer_is_said(on_trial, rauc, double) -> None:
    double.broken = "no"

    with pytest.raises(RaucFailed):
        on_trial(rauc, lambda _: ALL)
