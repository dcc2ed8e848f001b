"""Samples of every message, good and bad, for whoever writes another central or booth.

Each file beside this one is a list of cases: {name, topic, text or base64, good, why,
inside}. `inside` is what a signed or sealed sample holds once it is opened with
keys.json, whose keys are published and good for nothing else.
"""

import base64
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent
KEYS = "keys"


@dataclass(frozen=True, slots=True)
class Vector:
    """One case; `why` says what is wrong with a bad one."""

    file: str
    name: str
    topic: str
    payload: bytes
    good: bool
    why: str
    inside: Any


def load() -> list[Vector]:
    """All cases of all files."""
    files = sorted(path for path in FOLDER.glob("*.json") if path.stem != KEYS)
    return [_vector(file.stem, case) for file in files for case in json.loads(file.read_text())]


def keys() -> dict[str, str]:
    """The published keys by name."""
    found: dict[str, str] = json.loads((FOLDER / f"{KEYS}.json").read_text())
    return found


def _vector(file: str, case: dict[str, Any]) -> Vector:
    payload = case["text"].encode() if "text" in case else base64.b64decode(case["base64"])
    return Vector(
        file, case["name"], case["topic"], payload, case["good"], case["why"], case["inside"]
    )
