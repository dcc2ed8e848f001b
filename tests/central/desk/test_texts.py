"""The texts of the desk: all there, in three languages, with the same places for values."""

import re

import pytest
from babel.messages.pofile import read_po

from central.desk import catalogues, texts
from central.desk.pages.audit import ACTS
from central.desk.rendering import TEMPLATES, environment
from central.desk.words import Words
from central.fleet import What
from central.models import AppealState
from central.notices.events import Event
from central.notices.models import NoticeState
from central.rights import Role
from firmware.appeals.appeal import Kind, Language

PLACES = re.compile(r"\{(\w+)\}")


def strings(message) -> list[str]:
    return list(message.string) if isinstance(message.string, tuple) else [message.string]


@pytest.mark.parametrize("language", list(Language))
def test_every_text_is_translated(language) -> None:
    empty = [
        message.id
        for message in texts.catalogue(language)
        if message.id and not all(strings(message))
    ]

    assert empty == []


@pytest.mark.parametrize("language", list(Language))
def test_a_translation_has_the_values_of_its_source(language) -> None:
    for message in texts.catalogue(language):
        if message.id:
            source = message.id if isinstance(message.id, str) else message.id[1]
            for text in strings(message):
                assert set(PLACES.findall(text)) == set(PLACES.findall(source)), message.id


def test_the_catalogues_are_those_of_the_sources() -> None:
    source = catalogues.template()

    with catalogues.TEMPLATE_FILE.open("rb") as file:
        assert {message.id for message in read_po(file)} == {message.id for message in source}
    assert catalogues.TEMPLATE_FILE.read_bytes() == catalogues.written(source)
    for language in Language:
        renewed = catalogues.written(catalogues.merged(language, source))
        assert texts.catalogue_file(language).read_bytes() == renewed


@pytest.mark.parametrize("language", list(Language))
def test_every_template_can_be_read(language) -> None:
    for file in TEMPLATES.glob("*.html"):
        environment(language).get_template(file.name)


@pytest.mark.parametrize("language", [Language.KK, Language.RU])
def test_every_word_of_central_has_a_name(language) -> None:
    words = Words(texts.of(language))
    for name, values in (
        ("state", AppealState),
        ("kind", Kind),
        ("role", Role),
        ("act", ACTS),
        ("event", Event),
        ("notice", NoticeState),
        ("trouble", What),
    ):
        for value in values:
            assert re.search("[а-яәғқңөұүһі]", getattr(words, name)(value).lower()), (name, value)


def test_plural_forms_are_those_of_the_language() -> None:
    russian = texts.of(Language.RU)

    assert [russian.ngettext("{n} day", "{n} days", count) for count in (1, 3, 5, 21)] == [
        "1 день",
        "3 дня",
        "5 дней",
        "21 день",
    ]


def test_values_are_escaped_and_texts_are_not_double() -> None:
    english = texts.of(Language.EN)

    assert english.say("Booth {id}", id="<b>") == "Booth &lt;b&gt;"


def test_the_booths_words_are_the_booths() -> None:
    assert texts.booth_words(Language.RU).gettext("Answer by") != "Answer by"
