"""What stands on the slip."""

from datetime import UTC, datetime

import pytest

from firmware.appeals.appeal import Language
from firmware.appeals.receipt import WIDTHS, lay_out
from firmware.kiosk.slip import compose
from firmware.settings import BoothSettings
from firmware.wire.directory import Official, Text

BOOTH = BoothSettings(name="Диалог 001", address="Өскемен")
LATE = datetime(2026, 11, 22, 20, 30, tzinfo=UTC)  # already the 23rd in Oskemen
NUMBER = "0014823190765542"


def text(word: str) -> Text:
    return Text(kk=f"{word} kk", ru=f"{word} ru", en=f"{word} en")


OFFICIAL = Official("akhmetov", "homes", text("Name"), text("Post"), text("Homes"))


def slip(language: Language = Language.EN, *, trusted: bool = True, official=OFFICIAL, ways=""):
    return compose(
        NUMBER,
        LATE,
        trusted=trusted,
        official=official,
        language=language,
        booth=BOOTH,
        other_ways=ways,
    )


def words(made) -> str:
    return " | ".join(f"{label}: {value}" for label, value in made.rows).replace("\xa0", " ")


def test_dates_are_the_booths_own():
    assert "Answer by: 7 December 2026" in words(slip())
    assert "23 Nov 2026, 01:30" in words(slip())


@pytest.mark.parametrize("language", Language)
def test_an_unsure_clock_prints_no_date_at_all(language):
    made = words(slip(language, trusted=False))

    assert "2026" not in made
    assert "14" in made


def test_without_a_sure_clock_it_counts_from_today():
    assert "within 14 days from today" in words(slip(trusted=False))


def test_a_violation_names_nobody():
    assert "Name" not in words(slip(official=None))
    assert "Name en, Post en" in words(slip())


def test_the_number_is_labelled_in_both_languages_of_the_country():
    kk, ru = slip(Language.KK).number_label, slip(Language.RU).number_label

    assert set(kk.split(" · ")) == set(ru.split(" · "))


def test_other_ways_are_told():
    assert slip(ways="https://answers.example").closing.endswith("https://answers.example")


def test_the_number_is_not_in_what_describes_the_slip():
    assert NUMBER not in repr(slip())


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("trusted", [True, False])
def test_every_slip_can_be_laid_out(language, width, trusted):
    long = Text(*(["Ұзақ сөздер " * 14 + "ы" * 30] * 3))
    official = Official("akhmetov", "homes", long, long, long)
    made = slip(language, trusted=trusted, official=official, ways="w" * 120)

    assert lay_out(made, width).width == width
