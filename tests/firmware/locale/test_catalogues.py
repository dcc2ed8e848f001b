"""The catalogues: complete, fresh, with the right plural forms and the same placeholders."""

import re
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from firmware.appeals.appeal import Language
from firmware.kiosk import texts
from firmware.kiosk.catalogues import TEMPLATE_FILE, merged, template, written

RENEW = "run: python -m firmware.kiosk.catalogues"


def test_the_template_holds_exactly_the_texts_of_the_screens():
    assert TEMPLATE_FILE.read_bytes() == written(template()), RENEW


@pytest.mark.parametrize("language", Language)
def test_no_text_is_stale_or_new(language):
    file = texts.catalogue_file(language)
    assert file.read_bytes() == written(merged(language, template())), RENEW


@pytest.mark.parametrize("language", Language)
def test_no_text_is_missing_or_fuzzy(language):
    for message in texts.catalogue(language):
        if message.id:
            forms = message.string if isinstance(message.string, tuple) else (message.string,)
            assert all(forms), message.id
            assert not message.fuzzy, message.id


@pytest.mark.parametrize("language", Language)
def test_placeholders_are_those_of_the_source(language):
    for message in texts.catalogue(language):
        if not message.id:
            continue
        source = message.id[-1] if isinstance(message.id, tuple) else message.id
        forms = message.string if isinstance(message.string, tuple) else (message.string,)
        for form in forms:
            assert set(re.findall(r"{\w*}", form)) == set(re.findall(r"{\w*}", source)), form


@pytest.mark.parametrize("language", [Language.KK, Language.RU])
def test_nothing_is_left_in_english(language):
    for message in texts.catalogue(language):
        if message.id:
            forms = message.string if isinstance(message.string, tuple) else (message.string,)
            assert all(re.search("[а-яёәғқңөұүһі]", form) for form in forms), message.id


@pytest.mark.parametrize(
    ("days", "text"),
    [(1, "1 день"), (3, "3 дня"), (5, "5 дней"), (21, "21 день"), (365, "365 дней")],
)
def test_russian_has_three_plural_forms(days, text):
    one = "The recording is kept for {n} day, then deleted."
    many = "The recording is kept for {n} days, then deleted."
    assert text in texts.of(Language.RU).ngettext(one, many, days)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        (Language.KK, "2026 ж. 6 желтоқсан"),
        (Language.RU, "6 декабря 2026 г."),
        (Language.EN, "6 December 2026"),
    ],
)
def test_a_date_is_written_as_the_language_does_and_never_torn(language, text):
    day = texts.of(language).date(date(2026, 12, 6))
    assert day.replace(texts.NBSP, " ") == text
    assert " " not in day


@pytest.mark.parametrize(("seconds", "text"), [(0, "0:00"), (83.9, "1:23"), (600, "10:00")])
def test_a_duration_stands_as_on_a_clock(seconds, text):
    assert texts.minutes(seconds) == text


def test_a_moment_has_the_time_of_its_own_zone():
    at = datetime(2026, 11, 22, 9, 5, tzinfo=ZoneInfo("Asia/Almaty"))
    assert texts.of(Language.RU).moment(at).endswith("09:05")
