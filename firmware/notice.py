"""What the safe screen shows in place of the kiosk: a file that lives until the next start.

Whoever finds that the booth cannot work writes it (first boot, the kiosk); the safe
screen, `booth notice`, reads it. It comes from another program and is checked.
"""

import json
from dataclasses import dataclass
from pathlib import Path

FILE = Path("/run/dialog/notice.json")
"""Where it is on a booth."""
SETTINGS = "settings"
"""A mistake on the card or in booth.toml: a person corrects it."""
BROKEN = "broken"
"""The kiosk ends again and again; also every kind that is not known here."""

MAX_BYTES = 16_384
MAX_LINES = 12
MAX_CHARS = 400


@dataclass(frozen=True, slots=True)
class Notice:
    """Why the booth does not work, in lines for an engineer; nothing personal."""

    kind: str = BROKEN
    lines: tuple[str, ...] = ()


def write(notice: Notice, file: Path) -> None:
    """Put it there in one step. Raises OSError."""
    fresh = file.with_name(f".{file.name}.new")
    said = {"kind": notice.kind, "lines": list(notice.lines)}
    fresh.write_text(json.dumps(said, ensure_ascii=False), encoding="utf-8")
    fresh.replace(file)


def read(file: Path) -> Notice | None:
    """None where there is none; one that makes no sense is a booth that is broken."""
    try:
        with file.open("rb") as opened:
            said = json.loads(opened.read(MAX_BYTES))
    except FileNotFoundError:
        return None
    except (OSError, ValueError, RecursionError):
        return Notice()
    return _checked(said)


def _checked(said: object) -> Notice:
    if not isinstance(said, dict) or not isinstance(said.get("lines"), list):
        return Notice()
    texts = [line[:MAX_CHARS] for line in said["lines"] if isinstance(line, str)]
    kind = SETTINGS if said.get("kind") == SETTINGS else BROKEN
    return Notice(kind, tuple(texts[:MAX_LINES]))
