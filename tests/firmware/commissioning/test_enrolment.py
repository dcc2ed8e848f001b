"""`booth enrol --wait` with a clock in the test's hands and a central that says what it is told."""

import logging
from datetime import UTC, datetime
from types import SimpleNamespace

import pytest
from cryptography.hazmat.primitives.serialization import Encoding
from msgspec.structs import replace

from central.authority import Authority
from firmware import cli
from firmware.appeals.own_key import booth_key
from firmware.commissioning.certificate import good_until
from firmware.commissioning.code import Fate, KeptCode
from firmware.commissioning.enrolment import (
    LONG_S,
    MAX_RETRY_S,
    PatientEnrolment,
)
from firmware.settings import BoothSettings, CentralSettings, Settings
from firmware.spool.errors import StorageFailed
from firmware.uplink.errors import BadCredential, EnrolmentFailed
from tests.conftest import HandClock

MADE = SimpleNamespace(not_valid_after_utc=datetime(2027, 2, 20, tzinfo=UTC))
REFUSED = EnrolmentFailed("central refuses the code: wrong, used or expired", 401)
NO_LINE = EnrolmentFailed("central.test:8443: Network is unreachable")


class Bench:
    """What central answers, in order, and what the booth waited for."""

    def __init__(self, folder) -> None:
        self.settings = Settings(
            booth=BoothSettings(keys=str(folder)),
            central=CentralSettings(
                est="central.test:8443", ca="", certificate=str(folder / "booth.pem")
            ),
        )
        self.folder = folder
        self.clock = HandClock()
        self.code = KeptCode(folder)
        self.code.keep("ABCDE-FGHJK")
        self.answers: list[object] = []
        self.asked: list[str] = []
        self.waits: list[float] = []
        self.told_to_end_after = 100

    def wait(self, seconds: float) -> bool:
        self.waits.append(seconds)
        self.clock.forward(seconds)
        return len(self.waits) >= self.told_to_end_after

    def enrol(self, _settings: Settings, code: str) -> object:
        self.asked.append(code)
        answer = self.answers.pop(0) if self.answers else MADE
        if isinstance(answer, Exception):
            raise answer
        return answer

    def run(self) -> int:
        return PatientEnrolment(
            self.settings,
            self.clock,
            self.wait,
            self.enrol,
            lambda: 0.5,
        ).run()

    def certificate(self, booth: str = "001", days: int = 90) -> None:
        """A certificate that this booth has already."""
        (self.folder / "ca").mkdir()
        authority = Authority(self.folder / "ca", self.clock.now)
        key = booth_key(self.folder).public_key()
        made = authority.issue_booth(booth, key, days)
        (self.folder / "booth.pem").write_bytes(made.public_bytes(Encoding.PEM))


@pytest.fixture
def bench(tmp_path, caplog) -> Bench:
    caplog.set_level(logging.INFO)
    return Bench(tmp_path)


def test_the_code_is_used_once_and_forgotten(bench) -> None:
    assert bench.run() == 0
    assert bench.asked == ["ABCDE-FGHJK"]
    assert bench.waits == []
    assert bench.code.get() is None
    assert not (bench.folder / "enrolment-code").exists()
    assert not bench.code.refused


def test_before_the_clock_is_past_the_floor_nobody_is_asked(bench, caplog) -> None:
    bench.clock.sure = False
    bench.told_to_end_after = 1000

    assert bench.run() == 0
    assert bench.asked == []
    assert sum(bench.waits) > 3600
    assert caplog.text.count("waiting for the clock") == 1
    assert bench.code.get() is not None


def test_a_clock_that_is_set_meanwhile_is_enough(bench) -> None:
    bench.clock.sure = False
    wait = bench.wait

    def set_by_a_server(seconds: float) -> bool:
        bench.clock.sure = len(bench.waits) >= 3
        return wait(seconds)

    bench.wait = set_by_a_server
    assert bench.run() == 0
    assert len(bench.waits) == 4


def test_without_a_line_it_asks_less_and_less_often_and_never_gives_up(bench, caplog) -> None:
    bench.answers = [NO_LINE] * 50

    assert bench.run() == 0
    assert len(bench.asked) == 51
    assert bench.waits == sorted(bench.waits)
    assert bench.waits[:3] == [5, 10, 20]
    assert bench.waits[-1] == MAX_RETRY_S
    assert caplog.text.count("Network is unreachable") == 1
    assert bench.code.get() is None


def test_a_full_disk_is_waited_out(bench) -> None:
    bench.answers = [StorageFailed(bench.folder, OSError(28, "No space left on device"))]

    assert bench.run() == 0
    assert len(bench.asked) == 2


@pytest.mark.parametrize("status", [403, 429])
def test_what_a_person_must_mend_at_central_is_asked_once_an_hour(bench, status) -> None:
    bench.answers = [EnrolmentFailed("central refuses", status)] * 3

    assert bench.run() == 0
    assert bench.waits == [LONG_S] * 3


def test_a_refused_code_is_never_tried_again(bench, caplog) -> None:
    bench.answers = [REFUSED]

    assert bench.run() == 2
    assert bench.run() == 2
    assert bench.asked == ["ABCDE-FGHJK"]
    assert bench.code.refused
    assert "put it on the card as code.txt" in caplog.text
    assert "ABCDE" not in caplog.text
    assert bench.code.keep("ABCDE-FGHJK") is False
    assert bench.code.keep("NEWER-CODE")
    assert bench.run() == 0
    assert not bench.code.refused


def test_a_refused_code_does_not_matter_to_a_booth_with_a_certificate(bench) -> None:
    bench.certificate()
    bench.answers = [REFUSED]

    assert bench.run() == 0
    assert not bench.code.refused
    assert bench.run() == 0
    assert len(bench.asked) == 1


def test_without_a_code_an_enrolled_booth_is_done_and_another_says_what_to_do(
    bench, caplog
) -> None:
    bench.code.spend(Fate.USED)

    assert bench.run() == 2
    assert "there is no code" in caplog.text
    bench.certificate()
    assert bench.run() == 0
    assert bench.asked == []


@pytest.mark.parametrize("missing", ["est", "tls", "certificate"])
def test_a_booth_whose_certificates_are_brought_by_hand_has_nothing_to_wait_for(
    bench, missing
) -> None:
    nothing = False if missing == "tls" else ""
    central = replace(bench.settings.central, **{missing: nothing})
    bench.settings = replace(bench.settings, central=central)

    assert bench.run() == 0
    assert bench.asked == []


def test_a_missing_file_is_said_and_the_code_is_kept(bench, caplog) -> None:
    bench.answers = [BadCredential("central.ca", None, "is needed with TLS")]

    assert bench.run() == 2
    assert "central.ca" in caplog.text
    assert bench.code.get() is not None


def test_it_ends_when_it_is_told_to(bench) -> None:
    bench.answers = [NO_LINE] * 50
    bench.told_to_end_after = 2

    assert bench.run() == 0
    assert len(bench.asked) == 2
    assert bench.code.get() is not None


def test_a_certificate_counts_by_number_key_and_time(bench) -> None:
    assert good_until(bench.settings, bench.clock) is None
    bench.certificate()
    assert good_until(bench.settings, bench.clock) is not None
    bench.clock.forward(91 * 86_400)
    assert good_until(bench.settings, bench.clock) is None
    bench.clock.sure = False
    assert good_until(bench.settings, bench.clock) is not None
    (bench.folder / "booth.key").unlink()
    booth_key(bench.folder)
    assert good_until(bench.settings, bench.clock) is None


def test_a_certificate_of_another_number_is_none(bench) -> None:
    bench.certificate("002")

    assert good_until(bench.settings, bench.clock) is None


def test_a_code_that_only_its_owner_may_delete_is_spent_all_the_same(bench, monkeypatch) -> None:
    unlink = type(bench.folder).unlink

    def refused(path, **more):
        if path.name == "enrolment-code":
            raise PermissionError(1, "the file is another user's")
        unlink(path, **more)

    with monkeypatch.context() as sticky:
        sticky.setattr(type(bench.folder), "unlink", refused)
        assert bench.run() == 0
    assert (bench.folder / "enrolment-code").exists()
    assert bench.code.get() is None
    bench.code.tidy()
    assert not (bench.folder / "enrolment-code").exists()


@pytest.mark.parametrize("torn", [b"", b"\xff\xfe", b"{"])
def test_what_is_torn_beside_a_code_is_nothing(bench, torn) -> None:
    (bench.folder / "enrolment-code.spent").write_bytes(torn)

    assert bench.code.get() == "ABCDE-FGHJK"
    assert not bench.code.refused


def test_the_command_does_not_take_a_code_and_wait_at_once(capsys) -> None:
    with pytest.raises(SystemExit):
        cli.main(["enrol", "--wait", "--code", "X"])
    assert "not allowed with" in capsys.readouterr().err
