"""Search a card, as the bytes it is, for what a citizen left at the booth and nobody may find."""

import os
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from firmware.appeals import number as numbers
from tests.boot.card import Card
from tests.boot.errors import Unlike

PIECE = 1 << 24
OVERLAP = 256
"""More than the longest thing that is looked for."""

FILM = re.compile(rb"moof....mfhd|ftyp(?:iso|mp4|dash|avc)", re.DOTALL)
"""What every clip has in its first bytes, and each second of it again; sealed, none has."""


def of_visit(phone: str, number: str) -> dict[str, bytes]:
    """The words that this citizen typed or was given, in each form in which they may stand."""
    texts = {
        "telephone": phone,
        "telephone, spaced": f"{phone[:3]} {phone[3:6]} {phone[6:8]} {phone[8:]}",
        "number": number,
        "number, written": numbers.written(number),
        "number, unbroken": numbers.written(number).replace(" ", "\N{NO-BREAK SPACE}"),
    }
    coded = {name: text.encode() for name, text in texts.items()}
    return coded | {f"{name}, UTF-16": text.encode("utf-16-le") for name, text in texts.items()}


def search(card: Card, canaries: Mapping[str, bytes], known: bytes) -> int:
    """Look on every partition; how many bytes were read. Raises Unlike for the first find.

    `known` stands on the card for certain: a search that does not find it finds nothing.
    """
    pattern = re.compile(b"|".join(map(re.escape, canaries.values())))
    names = {text: name for name, text in canaries.items()}
    data = card.partition("data")
    read, proven = 0, False
    for offset, piece in _pieces(card.file):
        read += len(piece)
        proven = proven or known in piece
        if found := pattern.search(piece):
            raise Unlike(f"the card has the {names[found[0]]} at {offset + found.start()}")
        for found in FILM.finditer(piece):
            if data.offset <= offset + found.start() < data.offset + data.size:
                raise Unlike(f"the card has an open film at {offset + found.start()}")
    if not proven:
        raise Unlike("the search does not even find what is on the card")
    return read


def _pieces(file: Path) -> Iterator[tuple[int, bytes]]:
    """The file without its holes, in pieces that overlap."""
    with file.open("rb") as card:
        size, at = file.stat().st_size, 0
        while at < size:
            try:
                at = os.lseek(card.fileno(), at, os.SEEK_DATA)
            except OSError:  # nothing but a hole follows
                return
            hole = os.lseek(card.fileno(), at, os.SEEK_HOLE)
            while at < hole:
                yield at, os.pread(card.fileno(), min(PIECE, hole - at) + OVERLAP, at)
                at += PIECE
            at = hole
