"""Areas, officials and bodies of a directory: put in, moved, taken away, compared."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

import msgspec

from central.errors import NotFound
from central.publisher import DirectoryFile
from firmware.wire.directory import Area, Body, Directory, Official

Entry: TypeAlias = Area | Official | Body


class Part(StrEnum):
    """What a directory is made of; the values stand in addresses."""

    AREAS = "areas"
    OFFICIALS = "officials"
    BODIES = "bodies"


MOST = {Part.AREAS: 64, Part.OFFICIALS: 500, Part.BODIES: 200}
"""How many a booth takes (see `firmware.wire.directory`)."""


class What(StrEnum):
    """How an entry differs from what is published."""

    ADDED = "added"
    CHANGED = "changed"
    REMOVED = "removed"
    MOVED = "moved"


@dataclass(frozen=True, slots=True)
class Change:
    """What publishing would change; `fields` are those that differ. A move is of a whole part."""

    part: Part
    what: What
    entry: Entry | None = None
    fields: tuple[str, ...] = ()


def entries(file: DirectoryFile | Directory, part: Part) -> tuple[Entry, ...]:
    """All of a part, in order."""
    found: tuple[Entry, ...] = getattr(file, part)
    return found


def find(file: DirectoryFile, part: Part, id: str) -> Entry:
    """The entry of that id. Raises NotFound."""
    for entry in entries(file, part):
        if entry.id == id:
            return entry
    raise NotFound(f"no entry of that id in {part}")


def put(file: DirectoryFile, part: Part, entry: Entry) -> DirectoryFile:
    """With that entry at the place of the one of its id, or at the end."""
    rows = entries(file, part)
    if any(row.id == entry.id for row in rows):
        return _with(file, part, [entry if row.id == entry.id else row for row in rows])
    return _with(file, part, [*rows, entry])


def without(file: DirectoryFile, part: Part, id: str) -> DirectoryFile:
    """Without the entry of that id."""
    return _with(file, part, [row for row in entries(file, part) if row.id != id])


def moved(file: DirectoryFile, part: Part, id: str, *, up: bool) -> DirectoryFile:
    """With that entry before the one above, or after the one below; officials in their area."""
    rows = list(entries(file, part))
    entry = find(file, part, id)
    places = [place for place, row in enumerate(rows) if _together(row, entry)]
    here = places.index(rows.index(entry))
    there = here - 1 if up else here + 1
    if 0 <= there < len(places):
        one, other = places[here], places[there]
        rows[one], rows[other] = rows[other], rows[one]
    return _with(file, part, rows)


def used_by(file: DirectoryFile, part: Part, id: str) -> list[Entry]:
    """Who could not stay without it: officials of an area, bodies of an overseer."""
    if part is Part.AREAS:
        return [official for official in file.officials if official.area == id]
    if part is Part.OFFICIALS:
        return [body for body in file.bodies if body.overseer == id]
    return []


def changes(before: Directory | None, file: DirectoryFile) -> list[Change]:
    """What publishing the file would change."""
    found: list[Change] = []
    for part in Part:
        old = {row.id: row for row in entries(before, part)} if before else {}
        new = {row.id: row for row in entries(file, part)}
        for id, entry in new.items():
            if id not in old:
                found.append(Change(part, What.ADDED, entry))
            elif entry != old[id]:
                found.append(Change(part, What.CHANGED, entry, differing(old[id], entry)))
        found += [Change(part, What.REMOVED, old[id]) for id in old if id not in new]
        if [id for id in old if id in new] != [id for id in new if id in old]:
            found.append(Change(part, What.MOVED))
    return found


def differing(one: msgspec.Struct, other: msgspec.Struct) -> tuple[str, ...]:
    """The fields in which two of a kind differ."""
    names = one.__struct_fields__
    return tuple(name for name in names if getattr(one, name) != getattr(other, name))


def _together(one: Entry, other: Entry) -> bool:
    """Whether both stand in one list of the booth."""
    if isinstance(one, Official) and isinstance(other, Official):
        return one.area == other.area
    return True


def _with(file: DirectoryFile, part: Part, rows: Sequence[Entry]) -> DirectoryFile:
    return msgspec.structs.replace(file, **{str(part): tuple(rows)})
