"""Traces of citizens in plain bytes: numbers in any writing, pictures, video, sound.

What is sealed looks like noise, so each detector asks for enough structure that
noise does not have it: a gigabyte of sealed clips must not raise an alarm.
"""

import base64
import hashlib
import re
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

import numpy as np

from hw.bench.marks import CELLS, START, beep
from hw.camera.picture import BLACK, WHITE
from hw.microphone import SAMPLE_RATE

Found = list[str]

_BOX = re.compile(rb"\x00...(?:ftyp[A-Za-z0-9 ]{4}|moov....mvhd|moof....mfhd|mdat)", re.DOTALL)
_ANNEX_B = re.compile(rb"\x00\x00\x00\x01[\x67\x68\x65\x41\x06\x27\x28\x25]")
# A journal of SQLite begins with these; in its head the count of its checkpoints stands
# before a number of chance, and the first checkpoint looks like a start code then
# (sqlite.org/fileformat2.html, 4.1). What a card remembers has each head that was written.
_WAL, _WAL_COUNT = (b"\x37\x7f\x06\x82", b"\x37\x7f\x06\x83"), 12
_SPS = re.compile(rb"avcC\x01[\x42\x4d\x64]")
_NAL_TYPES = {1, 5, 6, 7, 8, 9}
_JPEG = re.compile(rb"\xff\xd8\xff[\xc0-\xfe]")
_PNG = b"\x89PNG\r\n\x1a\n"
_SEALED = b"age-encryption.org/v1\n"
# Bytes of a writing; noise of a gigabyte has each five bytes once in a thousand times.
_LEAST, _LEAST_SEALED = 5, 7
_PICTURE_WIDTHS = (320, 640, 1280)


@cache
def writings(digits: str) -> tuple[tuple[str, bytes], ...]:
    """The ways in which digits may lie in a file."""
    groups = " ".join(digits[start : start + 4] for start in range(0, len(digits), 4))
    dashed = groups.replace(" ", "-")
    plain = digits.encode()
    padded = digits + "f" if len(digits) % 2 else digits
    packed = bytes.fromhex(padded)
    found = {
        "ascii": plain,
        "in groups": groups.encode(),
        "with dashes": dashed.encode(),
        "in unbroken groups": groups.replace(" ", "\u00a0").encode(),
        "utf-16": digits.encode("utf-16-le"),
        "utf-16 in groups": groups.encode("utf-16-le"),
        "utf-16, big end first": digits.encode("utf-16-be"),
        "utf-32": digits.encode("utf-32-le"),
        "hexadecimal": plain.hex().encode(),
        "packed": packed,
        "packed, swapped": bytes((byte << 4 | byte >> 4) & 0xFF for byte in packed),
        "backwards": plain[::-1],
        "integer": int(digits).to_bytes(8, "big").lstrip(b"\0"),
        "integer, small end first": int(digits).to_bytes(8, "little").rstrip(b"\0"),
    }
    for before in "078":  # nothing, the country, the way out of a town
        found[f"packed after {before}"] = bytes.fromhex(f"{before}{digits}"[: len(padded)])
    for shift in range(3):
        coded = base64.b64encode(bytes(shift) + plain)
        # The first and the last characters also hold bits of the neighbours.
        found[f"base64, shifted by {shift}"] = coded[(shift * 4 + 2) // 3 : -4]
    return tuple((name, content) for name, content in found.items() if len(content) >= _LEAST)


def find_digits(content: bytes, secrets: Iterable[str]) -> Found:
    """The writings in which any of the secrets is there; the shortest not in what is sealed."""
    least = _LEAST_SEALED if content.startswith(_SEALED) else _LEAST
    return [
        f"{len(secret)} digits, {name}"
        for secret in secrets
        for name, wanted in writings(secret)
        if len(wanted) >= least and wanted in content
    ]


def find_media(content: bytes, known: frozenset[str] = frozenset()) -> Found:
    """Pictures, video and sound; `known` are the hashes of pictures that may be there."""
    return [*_boxes(content), *_units(content), *_pictures(content, known), *_raw(content)]


def _boxes(content: bytes) -> Iterator[str]:
    """Boxes of MP4 whose size fits the file."""
    for hit in _BOX.finditer(content):
        start, size = hit.start(), int.from_bytes(hit[0][:4], "big")
        if hit[0][4:8] != b"mdat" or _is_mdat(content, start, size):
            yield f"MP4 box {hit[0][4:8].decode()}"


def _is_mdat(content: bytes, start: int, size: int) -> bool:
    """Noise says `mdat` every four gigabytes; it has no NAL unit or end of file behind it."""
    unit = int.from_bytes(content[start + 8 : start + 12], "big")
    return 8 < size <= len(content) - start and 0 < unit < size


def _units(content: bytes) -> Iterator[str]:
    """NAL units of H.264: with start codes, or a chain of lengths."""
    if any(not _is_count(content, hit.start()) for hit in _ANNEX_B.finditer(content)):
        yield "H.264 with start codes"
    if _SPS.search(content):
        yield "H.264 parameters"
    if _has_chain(content):
        yield "H.264 with lengths"


def _is_count(content: bytes, place: int) -> bool:
    """Whether the count of checkpoints in a journal's head stands there."""
    head = place - _WAL_COUNT
    return head >= 0 and content[head : head + 4] in _WAL


def _has_chain(content: bytes, links: int = 3) -> bool:
    data = np.frombuffer(content, np.uint8)
    if data.size < 5:
        return False
    # Lengths below 16 MiB begin with a zero; the byte after them is the unit's head.
    heads = np.isin(data[4:] & 0x9F, list(_NAL_TYPES)) & (data[:-4] == 0)
    for start in np.flatnonzero(heads):
        place = int(start)
        for _ in range(links):
            size = int.from_bytes(content[place : place + 4], "big")
            if not 1 < size < 2**20 or place + 4 >= data.size or not heads[place]:
                break
            place += 4 + size
            if place >= len(heads):
                break
        else:
            return True
    return False


def _pictures(content: bytes, known: frozenset[str]) -> Iterator[str]:
    if _PNG in content:
        yield "PNG"
    for hit in _JPEG.finditer(content):
        picture = _jpeg_at(content, hit.start())
        if picture and hashlib.sha256(picture).hexdigest() not in known:
            yield "JPEG"


def _jpeg_at(content: bytes, start: int) -> bytes:
    """The JPEG that begins there, segment by segment to its end; empty when it is none."""
    place = start + 2
    while content[place : place + 1] == b"\xff":
        marker = content[place + 1]
        if marker == 0xDA:
            end = content.find(b"\xff\xd9", place)
            return content[start : end + 2 if end >= 0 else None]
        place += 2 + int.from_bytes(content[place + 2 : place + 4], "big")
    return b""


def _raw(content: bytes) -> Iterator[str]:
    """Frames and sound as they are in memory: the bench's marks and its beep."""
    if _beep() in content:
        yield "sound"
    if any(row in content for row in _mark_rows()):
        yield "a frame's mark"


@cache
def _beep() -> bytes:
    return (beep(SAMPLE_RATE)[:200] * 32767).astype(np.int16).tobytes()


@cache
def _mark_rows() -> tuple[bytes, ...]:
    """The beginning of every mark: grey, and as pixels of three and four bytes."""
    rows = []
    for width in _PICTURE_WIDTHS:
        cells = [np.flatnonzero(np.arange(width) * CELLS // width == n).size for n in range(3)]
        luma = np.repeat([WHITE if bit else BLACK for bit in START], cells).astype(np.uint8)
        full = np.repeat([255 if bit else 0 for bit in START], cells).astype(np.uint8)
        rows += [luma.tobytes(), np.repeat(full, 3).tobytes()]
        rows.append(np.insert(np.repeat(full, 3), range(3, 3 * full.size + 1, 3), 255).tobytes())
    return tuple(rows)


class Searcher:
    """Looks through folders; what it has seen and found clean it does not look at twice."""

    def __init__(self, known: Iterable[bytes] = ()) -> None:
        self._known = frozenset(hashlib.sha256(picture).hexdigest() for picture in known)
        self._clean: set[bytes] = set()
        self.files = 0

    def look(self, places: Iterable[Path], secrets: Iterable[str]) -> Found:
        """Where something is in the clear; names of files and what, never the secret."""
        wanted = tuple(secrets)
        found = []
        for file in sorted(file for place in places for file in _files(place)):
            content = file.read_bytes()
            traces = find_digits(file.name.encode(), wanted) + self._inside(content, wanted)
            found += [f"{file.name}: {trace}" for trace in traces]
        return found

    def _inside(self, content: bytes, secrets: tuple[str, ...]) -> Found:
        seen = hashlib.sha256(content + repr(secrets).encode()).digest()
        if seen in self._clean:
            return []
        self.files += 1
        found = find_digits(content, secrets) + find_media(content, self._known)
        if not found:
            self._clean.add(seen)
        return found


def _files(place: Path) -> Iterator[Path]:
    if place.is_file():
        yield place
    elif place.is_dir():
        yield from (file for file in place.rglob("*") if file.is_file())
