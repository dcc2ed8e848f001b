"""What is sent: lengths, placeholders, an installation's own words."""

from datetime import date
from string import Formatter

import pytest

from central.errors import BadInput
from central.notices.texts import MAX_CHARS, ONE_SMS, Audience, read_texts
from firmware.appeals.appeal import Kind, Language

ADDRESS = "https://d.oskemen.kz"
ID = "01997a3e-7c11-7d2a-9b1f-3f2a91c077de"
DAY = date(2026, 12, 7)


@pytest.fixture
def texts(tmp_path):
    return read_texts(tmp_path, ADDRESS)


def test_every_language_has_every_text(texts) -> None:
    keys = {language: {key[1:] for key in texts.of if key[0] == language} for language in Language}

    assert keys["kk"] == keys["ru"] == keys["en"]
    assert {key for table, key in keys["kk"] if table == "kinds"} == set(Kind)


@pytest.mark.parametrize("language", Language)
def test_a_text_is_one_sms(texts, language) -> None:
    said = [
        texts.case(language, key, id=ID, kind="application", day=DAY)
        for key in ("arrived", "forwarded", "due_3", "due_1", "due_0")
    ]
    said.append(texts.copy(language, "0011234567890123", DAY))
    said += [
        texts.text(language, Audience.CITIZEN, key)
        for key in ("answered", "extended", "clarification", "dismissed", "forwarded")
    ]

    assert {text: len(text) for text in said if len(text) > ONE_SMS} == {}


@pytest.mark.parametrize("kind", Kind)
def test_the_longest_is_two(tmp_path, kind) -> None:
    texts = read_texts(tmp_path, "https://appeals.east-kazakhstan.gov.kz")

    for language in Language:
        assert len(texts.case(language, "arrived", id=ID, kind=kind, day=DAY)) <= MAX_CHARS
        assert len(texts.digest(language, 1000)) <= MAX_CHARS


def test_a_case_is_said_by_kind_day_and_link(texts) -> None:
    said = texts.case("kk", "arrived", id=ID, kind="complaint", day=DAY)

    assert said == "Диалог: шағым, мерзімі 07.12 https://d.oskemen.kz/c/3f2a91c077de"


def test_the_copy_has_the_number_in_groups_of_four(texts) -> None:
    assert "0011 2345 6789 0123" in texts.copy("ru", "0011234567890123", DAY)


def test_an_unknown_language_is_the_state_language(texts) -> None:
    assert texts.copy("", "0" * 16, DAY) == texts.copy("kk", "0" * 16, DAY)


def test_officials_texts_cannot_name_a_number(texts) -> None:
    for (_, table, _), text in texts.of.items():
        if table == "official":
            assert "number" not in {name for _, name, _, _ in Formatter().parse(text)}


def test_an_installation_says_it_in_its_own_words(tmp_path) -> None:
    (tmp_path / "sms.toml").write_text(
        '[kk.citizen]\nanswered = "Жауап келді"\n', encoding="utf-8-sig"
    )
    texts = read_texts(tmp_path, ADDRESS)

    assert texts.text("kk", Audience.CITIZEN, "answered") == "Жауап келді"
    assert texts.text("ru", Audience.CITIZEN, "answered").startswith("Диалог: ответ готов")


@pytest.mark.parametrize(
    ("content", "named"),
    [
        ('[kk.official]\narrived = "{number} {link}"', "kk.official.arrived: it may have"),
        ('[kk.official]\narrived = "{link.x}"', "kk.official.arrived: it may have"),
        ('[kk.official]\narrived = "{link!r}"', "kk.official.arrived: it may have"),
        ('[kk.official]\narrived = "{link:>99}"', "kk.official.arrived: it may have"),
        ('[kk.official]\narrived = "{}"', "kk.official.arrived: it may have"),
        ('[kk.official]\narrived = "{link"', "kk.official.arrived"),
        ('[kk.official]\narrived = "жаңа"', "kk.official.arrived: must have {link}"),
        ('[kk.citizen]\nregistered = "жаңа"', "kk.citizen.registered: must have {number}"),
        ('[kk.citizen]\nanswered = "{day}"', "kk.citizen.answered: it may have no placeholder"),
        ('[kk.citizen]\nanswered = ""', "kk.citizen.answered: must be a text"),
        ("[kk.citizen]\nanswered = 3", "kk.citizen.answered: must be a text"),
        ('[kk.citizen]\nanswered = "a\\nb"', "kk.citizen.answered: one line"),
        ('[kk.citizen]\nanswered = "🙂"', "kk.citizen.answered: one line"),
        (f'[kk.citizen]\nanswered = "{"ж" * 135}"', "kk.citizen.answered: with its values"),
        ('[kk.citizen]\nanswerd = "x"', "kk.citizen.answerd: there is no such text"),
        ("[kk.citizens]", "kk.citizens: must be of"),
        ("[fr.citizen]", "fr: must be a table"),
        ("kk = 1", "kk: must be a table"),
        ("not toml", "sms.toml"),
    ],
)
def test_a_mistake_in_sms_toml_is_named(tmp_path, content, named) -> None:
    (tmp_path / "sms.toml").write_text(content, encoding="utf-8")

    with pytest.raises(BadInput, match=r"sms\.toml") as error:
        read_texts(tmp_path, ADDRESS)
    assert named in str(error.value)


def test_an_address_that_is_too_long_for_an_sms_is_refused(tmp_path) -> None:
    with pytest.raises(BadInput, match="characters"):
        read_texts(tmp_path, "https://" + "a" * 120 + ".kz")
