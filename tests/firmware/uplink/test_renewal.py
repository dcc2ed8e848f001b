"""When a certificate is renewed, and what happens when it cannot be."""

import logging
from datetime import UTC, datetime, timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from hypothesis import given
from hypothesis import strategies as st

from central.authority import Authority
from firmware.settings import CentralSettings, Settings
from firmware.uplink.errors import EnrolmentFailed
from firmware.uplink.renewal import (
    DAY_S,
    LOOK_EVERY_S,
    MAX_RETRY_S,
    RETRY_S,
    Renewal,
    due,
)
from firmware.uplink.tls import CertificateFile, in_words

DAY = timedelta(days=1)
START = datetime(2026, 1, 1, tzinfo=UTC)
KEY = ec.generate_private_key(ec.SECP256R1()).public_key()


@pytest.fixture
def authority(tmp_path, clock) -> Authority:
    return Authority(tmp_path, clock.now)


@pytest.fixture
def settings(tmp_path) -> Settings:
    return Settings(
        central=CentralSettings(est="central:8443", certificate=str(tmp_path / "booth.pem"))
    )


class Desk:
    """Central, as far as renewal sees it."""

    def __init__(self, authority, file) -> None:
        self.authority, self.file = authority, file
        self.asked = 0
        self.trouble: Exception | None = None
        self.put(90)

    def put(self, days: int):
        made = self.authority.issue_booth("001", KEY, days)
        self.file.write_bytes(made.public_bytes(Encoding.PEM))
        return made

    def renew(self, _settings):
        self.asked += 1
        if self.trouble:
            raise self.trouble
        return self.put(90)


@pytest.fixture
def desk(authority, tmp_path) -> Desk:
    return Desk(authority, tmp_path / "booth.pem")


@pytest.fixture
def renewal(settings, clock, desk) -> Renewal:
    return Renewal(settings, clock, desk.renew, jitter=lambda: 0.5)


def forward(clock, days: float) -> None:
    clock.forward(days * DAY_S)


def test_it_is_left_alone_until_a_third_of_its_life_is_left(renewal, desk, clock) -> None:
    forward(clock, 59)
    assert renewal.look() == LOOK_EVERY_S
    assert desk.asked == 0
    forward(clock, 1.5)
    assert renewal.look() == LOOK_EVERY_S
    assert desk.asked == 1
    assert renewal.look() == LOOK_EVERY_S
    assert desk.asked == 1


@pytest.mark.parametrize(("days", "left"), [(365, 121), (90, 30), (60, 30), (20, 19)])
def test_the_larger_of_a_third_and_thirty_days_counts(authority, days, left) -> None:
    made = authority.issue_booth("001", KEY, days)
    end = made.not_valid_after_utc

    assert due(made, end - timedelta(days=left) + timedelta(hours=8))
    if days - left > 1:
        assert not due(made, end - timedelta(days=left) - timedelta(hours=20))


@given(st.integers(1, 800), st.floats(0, 1))
def test_never_on_its_first_day_and_always_at_its_end(days, part) -> None:
    class Made:
        not_valid_before_utc = START
        not_valid_after_utc = START + days * DAY

    assert not due(Made, START + part * timedelta(hours=23))
    assert due(Made, Made.not_valid_after_utc)
    assert due(Made, Made.not_valid_after_utc + days * DAY)


def test_a_short_life_is_renewed_once_a_day(renewal, desk, clock) -> None:
    first = desk.put(10).public_bytes(Encoding.PEM)
    for _ in range(72):
        forward(clock, 1 / 24)
        renewal.look()
        if desk.asked:
            # As old as before, as if central gave no better.
            desk.file.write_bytes(first)

    assert desk.asked == 3


def test_an_unsure_clock_judges_nothing(renewal, desk, clock) -> None:
    clock.sure = False
    forward(clock, 10_000)

    assert renewal.look() == LOOK_EVERY_S
    assert desk.asked == 0


def test_without_a_certificate_there_is_nothing_to_renew(renewal, desk) -> None:
    desk.file.write_text("torn")
    renewal.look()
    desk.file.unlink()
    renewal.look()

    assert desk.asked == 0


@pytest.mark.parametrize("trouble", [EnrolmentFailed("no route"), RuntimeError("unforeseen")])
def test_failures_are_retried_ever_later_and_said_once_a_day(
    renewal, desk, clock, caplog, trouble
) -> None:
    forward(clock, 65)
    desk.trouble = trouble
    waits = []
    for _ in range(20):
        waits.append(renewal.look())
        clock.forward(waits[-1])

    assert waits[:3] == [RETRY_S, 2 * RETRY_S, 4 * RETRY_S]
    assert waits[-1] == MAX_RETRY_S
    days = sum(waits[:-1]) / DAY_S
    warnings = [record for record in caplog.records if record.levelno == logging.WARNING]
    assert days / 2 <= len(warnings) <= days + 1
    assert str(trouble) in warnings[0].message
    desk.trouble = None
    assert renewal.look() == LOOK_EVERY_S
    assert not due(desk.put(90), clock.now())


def test_jitter_spreads_booths(settings, clock, desk) -> None:
    waits = [
        Renewal(settings, clock, desk.renew, jitter=lambda part=part: part).look()
        for part in (0.0, 1.0)
    ]

    assert waits == [LOOK_EVERY_S * 0.75, LOOK_EVERY_S * 1.25]


def test_a_replaced_file_is_noticed_once(settings, desk) -> None:
    watched = CertificateFile(settings)
    assert not watched.changed()
    fresh = desk.file.with_suffix(".new")
    fresh.write_bytes(desk.file.read_bytes())
    fresh.replace(desk.file)
    assert watched.changed()
    assert not watched.changed()
    desk.file.unlink()
    assert not watched.changed()


def test_no_certificate_is_watched_without_tls() -> None:
    settings = Settings(central=CentralSettings(tls=False))

    assert not CertificateFile(settings).changed()


def test_reasons_that_are_not_about_certificates_stay_as_they_are() -> None:
    assert in_words("Connection refused") == "Connection refused"
    assert in_words("[SSL] ssl/tls alert certificate revoked").startswith("central refuses")
