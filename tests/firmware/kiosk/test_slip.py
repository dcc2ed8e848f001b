"""What stands on the slip."""

from datetime import UTC, datetime

import pytest
import zxingcpp

from firmware.appeals.appeal import Language
from firmware.appeals.receipt import WIDTHS, lay_out
from firmware.kiosk.slip import compose
from firmware.settings import BoothSettings
from firmware.wire.directory import Official, Text
from hw.bench.paper import PaperRoll
from hw.bench.slips import SlipReader
from hw.escpos import FEED_TO_BLADE, EscposPrinter
from hw.printer import Printed
from hw.raster import pack

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
    return " | ".join(": ".join(row) for row in made.rows).replace("\xa0", " ")


def test_dates_are_the_booths_own():
    assert "Answer by · Жауап мерзімі: 7 December 2026" in words(slip())
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
    assert "Name en: Post en" in words(slip())


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


POST_OF_90 = (
    "Шығыс Қазақстан облысы әкімдігінің тұрғын үй-коммуналдық шаруашылық басқармасының басшысы."
)
TYPICAL = Official(
    "zhylybaeva",
    "utilities",
    Text("Жылыбаева Айсәуле Таңатқызы", "Жылыбаева Айсауле Танатовна", "Aisaule Zhylybayeva"),
    Text("Қала әкімінің орынбасары", "Заместитель акима города", "Deputy mayor"),
    text("Homes"),
)
LONGEST = Official(
    "nurmukhambetova",
    "utilities",
    Text(*["Нұрмұхамбетова-Қазыбекова Гүлжазира Ғабитқызы"] * 3),
    Text(*[POST_OF_90] * 3),
    text("Homes"),
)
WAYS = "answers.example.kz, 8 7232 00 00 00"
EVERY_SLIP = [
    pytest.param(language, trusted, official, ways, id=f"{language}-{trusted}-{name}")
    for language in Language
    for trusted in (True, False)
    for name, official, ways in (
        ("typical", TYPICAL, ""),
        ("longest", LONGEST, WAYS),
        ("violation", None, WAYS),
    )
]


def numbers_on(image) -> list[str]:
    return [found.text for found in zxingcpp.read_barcodes(image.convert("L"))]


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize(("language", "trusted", "official", "ways"), EVERY_SLIP)
def test_every_slip_comes_out_as_it_was_laid_out(language, trusted, official, ways, width):
    image = lay_out(slip(language, trusted=trusted, official=official, ways=ways), width)
    data = pack(image)
    reader = SlipReader(width)
    reader.feed(data + b"\x1dV\x01")

    assert reader.slips[0].tobytes() == image.tobytes()
    assert numbers_on(reader.slips[0]) == [NUMBER]
    assert len(data) <= 12_000
    assert image.height / 8 <= (120 if official is LONGEST else 92) or width < max(WIDTHS)


@pytest.mark.parametrize("width", WIDTHS)
def test_the_longest_slip_comes_out_of_a_printer_dot_for_dot(width):
    image = lay_out(slip(Language.KK, official=LONGEST, ways=WAYS), width)
    roll = PaperRoll(width)
    printer = EscposPrinter(roll.port, width_dots=width)
    try:
        assert printer.print(image).outcome is Printed.CONFIRMED
        paper = roll.wait_for_slip()
    finally:
        printer.close()
        roll.close()

    assert paper.crop((0, 0, width, paper.height - FEED_TO_BLADE[-1])).tobytes() == image.tobytes()
    assert numbers_on(paper) == [NUMBER]


def test_a_violation_that_is_reported_says_nothing_of_whom_it_is_about():
    labels = [row.label for row in slip(Language.RU, official=None).rows]

    assert labels == ["Срок\xa0ответа · Жауап\xa0мерзімі", "Принято"]


def test_day_and_month_of_the_answer_stay_on_one_line():
    dates = [slip(language).rows[0].value for language in Language]

    assert dates == ["2026\xa0ж. 7\xa0желтоқсан", "7\xa0декабря 2026\xa0г.", "7\xa0December 2026"]
