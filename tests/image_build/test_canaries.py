"""The search of a card finds what it is for, wherever it lies."""

from pathlib import Path
from types import SimpleNamespace

import pytest

from tests.boot import canaries
from tests.boot.card import Partition
from tests.boot.errors import Unlike

PHONE, NUMBER = "7011234567", "0014823190765542"
KNOWN = "Диалог 001".encode()
DATA = Partition(6, "data", 40 << 20, 40 << 20)


def card_with(folder: Path, *left: tuple[int, bytes]) -> SimpleNamespace:
    file = folder / "card.img"
    with file.open("wb") as card:
        for offset, content in ((100, KNOWN), *left):
            card.seek(offset)
            card.write(content)
        card.truncate(80 << 20)
    return SimpleNamespace(file=file, partition=lambda _: DATA)


def search(card: SimpleNamespace) -> int:
    return canaries.search(card, canaries.of_visit(PHONE, NUMBER), KNOWN)  # type: ignore[arg-type]


def test_a_card_without_them_is_read_without_its_holes(tmp_path: Path) -> None:
    assert 0 < search(card_with(tmp_path)) < 1 << 20


@pytest.mark.parametrize(
    "left",
    [
        b"+77011234567",
        b"701 123 45 67",
        b"0014823190765542",
        b"0014 8231 9076 5542",
        "0014\N{NO-BREAK SPACE}8231\N{NO-BREAK SPACE}9076\N{NO-BREAK SPACE}5542".encode(),
        NUMBER.encode("utf-16-le"),
    ],
)
@pytest.mark.parametrize("offset", [5000, (1 << 24) - 3, 70 << 20])
def test_what_the_citizen_left_is_found_in_every_form(
    tmp_path: Path, left: bytes, offset: int
) -> None:
    with pytest.raises(Unlike, match="the card has the"):
        search(card_with(tmp_path, (offset, b"-" * 8 + left + b"-" * 8)))


def test_an_open_film_is_found_on_the_data_partition_alone(tmp_path: Path) -> None:
    search(card_with(tmp_path, (1 << 20, b"\0\0\0\x18ftypisom")))
    with pytest.raises(Unlike, match="open film"):
        search(card_with(tmp_path, (50 << 20, b"\0\0\1\0moof\0\0\0\x10mfhd")))


def test_a_search_that_finds_nothing_at_all_says_so(tmp_path: Path) -> None:
    card = card_with(tmp_path)
    card.file.write_bytes(bytes(4096))

    with pytest.raises(Unlike, match="does not even find"):
        search(card)
