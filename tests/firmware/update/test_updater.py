"""From a bundle on a stick or an offer of central to the start of a trial."""

from datetime import time
from pathlib import Path
from threading import Event

import msgspec
import pytest

from firmware.spool.vacancy import Vacancy
from firmware.update import ledger as ledgers
from firmware.update.errors import FetchFailed, RaucFailed
from firmware.update.ledger import Facts, Ledger
from firmware.update.updater import Updater
from firmware.wire.signed import SignedUpdate

FACTS = Facts(drawn=True, spool=True, camera=True)
NIGHT, NOON = time(2, 30), time(12)


class Shop:
    """Central's side: `files` are bundles by version; without one the line breaks."""

    def __init__(self) -> None:
        self.files: dict[str, Path] = {}
        self.fetched: list[str] = []
        self.kept: list[SignedUpdate | None] = []

    def fetch(self, update: SignedUpdate, _: Event) -> Path | None:
        self.fetched.append(update.version)
        if update.version not in self.files:
            raise FetchFailed("the line broke")
        return self.files[update.version]

    def forget_others(self, update: SignedUpdate | None) -> None:
        self.kept.append(update)


class Bench:
    def __init__(self, settings, rauc, clock) -> None:
        self.settings = settings
        self.shop = Shop()
        self.offer: SignedUpdate | None = None
        self.now = NIGHT
        self.restarts = 0
        self.closed: list[bool] = []
        self.updater = Updater(
            settings,
            rauc,
            self.shop,
            lambda: self.offer,
            lambda: FACTS,
            "1.5",
            lambda: self.now,
            clock,
        )

    def turn(self) -> bool:
        stop = Event()

        def restart() -> None:
            self.restarts += 1
            self.closed.append(Vacancy(Path(self.settings.booth.spool)).closed)
            stop.set()

        return self.updater.turn(stop, restart)

    def announce(self, version: str) -> None:
        self.offer = SignedUpdate(version=version, size=5, sha256="0" * 64)

    @property
    def book(self) -> Ledger:
        return ledgers.read(self.settings.update.ledger)


@pytest.fixture
def bench(settings, rauc, clock) -> Bench:
    return Bench(settings, rauc, clock)


def test_a_newer_bundle_on_the_stick_is_installed_and_tried(bench, bundle, double) -> None:
    file = bundle("2.0")

    assert bench.turn()

    assert double.did("install", str(file))
    # Until the machine goes down nobody can begin a visit.
    assert (bench.restarts, bench.closed) == (1, [True])
    assert (bench.book.trying, bench.book.state, bench.book.before) == ("2.0", "trial", FACTS)
    assert bench.book.trials == {"2.0": 1}


def test_of_several_the_newest_is_taken(bench, bundle) -> None:
    for version in ("1.9", "1.10", "1.6"):
        bundle(version)

    bench.turn()

    assert bench.book.trying == "1.10"


@pytest.mark.parametrize(
    ("version", "compatible", "reason"),
    [
        ("1.4", "dialog-booth-pi", "older than 1.5"),
        ("1.5", "dialog-booth-pi", "runs already"),
        ("2.0", "another-box", "for another device"),
    ],
)
def test_what_does_not_fit_is_refused_once_with_its_reason(
    bench, bundle, double, caplog, version, compatible, reason
) -> None:
    bundle(version, compatible)

    assert not bench.turn()
    assert not bench.turn()

    assert not double.did("install")
    assert reason in bench.book.reason
    assert caplog.text.count("refused") == 1


def test_a_bundle_of_a_stranger_is_refused(bench, bundle, double) -> None:
    double.bundles[bundle("2.0").name] = "signature verification failed: x"

    assert not bench.turn()

    assert bench.book.state == "refused"
    assert "not signed" in bench.book.reason


def test_after_two_trials_a_version_is_left_alone_wherever_it_comes_from(bench, bundle) -> None:
    book = Ledger()
    for _ in range(2):
        book.begin_trial("2.0", FACTS)
    book.news("returned", "2.0", "did not work: camera")
    ledgers.write(bench.settings.update.ledger, book)
    bench.announce("2.0")

    assert not bench.turn()
    assert bench.book.reason.endswith("2 trials; did not work: camera")
    bundle("2.0")
    assert not bench.turn()
    assert "2 trials" in bench.book.reason
    assert not bench.shop.fetched


def test_during_a_visit_nothing_is_installed_and_afterwards_it_is(bench, bundle, double) -> None:
    bundle("2.0")
    visit = Vacancy(Path(bench.settings.booth.spool))
    assert visit.enter()

    assert not bench.turn()
    assert not double.did("install")

    visit.leave()
    assert bench.turn()


def test_a_system_on_trial_installs_nothing(bench, bundle, double) -> None:
    bundle("2.0")
    double.booted = "B"

    assert not bench.turn()
    assert not double.did("info")


def test_central_s_offer_is_fetched_in_its_hours(bench, bundle) -> None:
    bench.announce("2.0")
    bench.now = NOON
    assert not bench.turn()
    assert (bench.book.state, bench.book.version) == ("offered", "2.0")
    assert not bench.shop.fetched

    bench.now = NIGHT
    assert not bench.turn()
    assert (bench.book.state, bench.book.reason) == ("fetching", "update: the line broke")

    bench.shop.files["2.0"] = bundle("2.0", name="fetched.part")
    assert bench.turn()
    assert bench.book.trying == "2.0"


def test_one_that_was_returned_waits_so_that_people_hear_why(bench, bundle, clock) -> None:
    bench.announce("2.0")
    bench.shop.files["2.0"] = bundle("2.0", name="fetched.part")
    book = Ledger(trials={"2.0": 1}, trying="2.0")
    book.news("returned", "2.0", "did not work: camera")
    ledgers.write(bench.settings.update.ledger, book)

    assert not bench.turn()
    assert (bench.book.state, bench.book.reason) == ("returned", "did not work: camera")
    assert not bench.shop.fetched

    clock.forward(bench.settings.update.again_s)
    assert bench.turn()
    assert bench.book.trials == {"2.0": 2}


def test_after_two_trials_health_says_that_a_person_must_look(bench) -> None:
    bench.announce("2.0")
    book = Ledger(trials={"2.0": 2}, trying="2.0")
    book.news("returned", "2.0", "did not work: camera")
    ledgers.write(bench.settings.update.ledger, book)

    for _ in range(2):
        assert not bench.turn()
        assert bench.book.state == "refused"
        assert bench.book.reason == ("it did not prove itself in 2 trials; did not work: camera")
    assert not bench.shop.fetched


def test_an_offer_that_is_not_newer_is_none(bench) -> None:
    for version in ("1.5", "1.4", "1.5~rc1"):
        bench.announce(version)
        assert not bench.turn()
    assert not bench.shop.fetched
    assert bench.book.state == "none"
    assert bench.shop.kept == [None] * 3


def test_a_bundle_that_is_not_what_was_announced_is_refused(bench, bundle) -> None:
    bench.announce("2.0")
    bench.shop.files["2.0"] = bundle("3.0", name="fetched.part")

    assert not bench.turn()

    assert "2.0 was announced" in bench.book.refused["2.0"]
    assert not bench.turn()
    assert bench.shop.fetched == ["2.0"]


def test_what_stands_there_already_is_not_written_again(bench) -> None:
    bench.announce("2.0")
    bench.now = NOON
    bench.turn()
    before = bench.settings.update.ledger.stat().st_mtime_ns

    bench.turn()

    assert bench.settings.update.ledger.stat().st_mtime_ns == before


def test_an_installation_that_fails_is_no_trial(bench, bundle, double) -> None:
    bundle("2.0")
    original = bench.updater._rauc.install

    def fail(file: Path) -> None:
        double.broken = "No space left on device"
        original(file)

    bench.updater._rauc.install = fail
    with pytest.raises(RaucFailed, match="No space"):
        bench.turn()

    assert bench.restarts == 0
    assert bench.book.trials == {}
    assert bench.book.reason == "install: No space left on device"
    assert not Vacancy(Path(bench.settings.booth.spool)).closed


def test_a_stick_that_is_pulled_out_is_no_error(bench, settings, clock) -> None:
    bench = Bench(
        msgspec.structs.replace(
            settings, service=msgspec.structs.replace(settings.service, usb="/no/such/stick")
        ),
        bench.updater._rauc,
        clock,
    )

    assert not bench.turn()
