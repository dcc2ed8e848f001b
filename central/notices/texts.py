"""The texts of the notices: texts.toml, and what DATA/sms.toml says differently."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path
from string import Formatter
from typing import Any

from central.errors import BadInput
from central.notices.links import case_link
from firmware.appeals.appeal import Kind, Language
from firmware.appeals.number import written

FILE = "sms.toml"
ONE_SMS = 70
"""UCS-2 characters, which Kazakh and Russian need."""

MAX_CHARS = 134
"""Two parts; an SMS is no letter."""

_CASE = {"kind", "day", "link"}
_OFFICIAL = {
    "arrived": (_CASE, {"link"}),
    "forwarded": (_CASE, {"link"}),
    "due_3": (_CASE, {"link", "day"}),
    "due_1": (_CASE, {"link", "day"}),
    "due_0": (_CASE, {"link", "day"}),
    "digest": ({"count", "link"}, {"link"}),
}
_CITIZEN: dict[str, tuple[set[str], set[str]]] = {
    "registered": ({"number", "day"}, {"number"}),
    "answered": (set(), set()),
    "extended": (set(), set()),
    "clarification": (set(), set()),
    "dismissed": (set(), set()),
    "forwarded": (set(), set()),
}
_TABLES: dict[str, dict[str, tuple[set[str], set[str]]]] = {
    "official": _OFFICIAL,
    "citizen": _CITIZEN,
    "kinds": {kind.value: (set(), set()) for kind in Kind},
}
"""Of each text: the placeholders that it may have, and those that it must have."""

_LONGEST_CODE = "0" * 12
_LONGEST_COUNT = "10000"


class Audience(StrEnum):
    """Whom a text is for."""

    OFFICIAL = "official"
    CITIZEN = "citizen"


@dataclass(frozen=True)
class Texts:
    """Texts by (language, table, key), all checked; `address` is the desk's public one."""

    of: Mapping[tuple[str, str, str], str]
    address: str

    def text(self, language: str, audience: Audience, key: str, **values: str) -> str:
        """That text with its values; an unknown language is Kazakh, the state's."""
        return self.of[self._known(language), audience, key].format(**values)

    def case(self, language: str, key: str, *, id: str, kind: str, day: date | None) -> str:
        """A text for an official about one case."""
        name = self.of[self._known(language), "kinds", kind]
        short = f"{day:%d.%m}" if day else ""
        values = {"kind": name, "day": short, "link": case_link(self.address, id)}
        return self.text(language, Audience.OFFICIAL, key, **values)

    def copy(self, language: str, number: str, day: date | None) -> str:
        """The citizen's copy of the slip."""
        values = {"number": written(number), "day": _written(day)}
        return self.text(language, Audience.CITIZEN, "registered", **values)

    def digest(self, language: str, count: int) -> str:
        """One text instead of so many, for an official."""
        values = {"count": str(count), "link": self.address}
        return self.text(language, Audience.OFFICIAL, "digest", **values)

    def _known(self, language: str) -> str:
        return language if language in set(Language) else Language.KK


def read_texts(folder: Path, address: str) -> Texts:
    """The texts of an installation whose data are in `folder`. Raises BadInput."""
    ours = tomllib.loads((Path(__file__).parent / "texts.toml").read_text(encoding="utf-8"))
    found = dict(_flat(Path("texts.toml"), ours))
    file = folder / FILE
    try:
        theirs = tomllib.loads(file.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        theirs = {}
    except (OSError, ValueError) as error:
        raise BadInput(f"{file}: {error}") from error
    found |= _flat(file, theirs)
    for (language, table, key), text in found.items():
        longest = _longest(found, language, address)
        if table != "kinds" and len(full := text.format(**longest)) > MAX_CHARS:
            raise BadInput(
                f"{file}: {language}.{table}.{key}: with its values it has {len(full)} "
                f"characters; at most {MAX_CHARS}"
            )
    return Texts(found, address)


def _flat(file: Path, content: dict[str, Any]) -> dict[tuple[str, str, str], str]:
    found = {}
    for language, tables in content.items():
        if language not in set(Language) or not isinstance(tables, dict):
            raise BadInput(f"{file}: {language}: must be a table of {', '.join(Language)}")
        for table, texts in tables.items():
            if table not in _TABLES or not isinstance(texts, dict):
                raise BadInput(f"{file}: {language}.{table}: must be of {', '.join(_TABLES)}")
            for key, text in texts.items():
                _check(f"{file}: {language}.{table}.{key}", text, _TABLES[table].get(key))
                found[language, table, key] = text
    return found


def _check(place: str, text: object, rule: tuple[set[str], set[str]] | None) -> None:
    if rule is None:
        raise BadInput(f"{place}: there is no such text")
    if not isinstance(text, str) or not text.strip():
        raise BadInput(f"{place}: must be a text")
    if not text.isprintable() or any(ord(letter) > 0xFFFF for letter in text):
        raise BadInput(f"{place}: one line of letters that an SMS can carry, no pictures")
    allowed, needed = rule
    try:
        fields = [field[1:] for field in Formatter().parse(text) if field[1] is not None]
    except ValueError as error:
        raise BadInput(f"{place}: {error}") from error
    names = {name for name, _, _ in fields}
    if names - allowed or any(form or turn for _, form, turn in fields):
        listed = ", ".join(f"{{{name}}}" for name in sorted(allowed)) or "no placeholder"
        raise BadInput(f"{place}: it may have {listed}, and nothing else in braces")
    if needed - names:
        raise BadInput(f"{place}: must have {', '.join(f'{{{name}}}' for name in sorted(needed))}")


def _longest(
    found: Mapping[tuple[str, str, str], str], language: str, address: str
) -> dict[str, str]:
    kinds = [found[language, "kinds", kind] for kind in Kind]
    return {
        "kind": max(kinds, key=len),
        "day": _written(date.max),
        "link": case_link(address, _LONGEST_CODE),
        "number": written("0" * 16),
        "count": _LONGEST_COUNT,
    }


def _written(day: date | None) -> str:
    return f"{day:%d.%m.%Y}" if day else ""
