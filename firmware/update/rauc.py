"""RAUC, which checks bundles, writes the other system and asks for its one trial start.

It is used by its command line, whose JSON is documented (rauc(1), RAUC 1.13). Only its
service may write; who may talk to that is said in systemd/booth.
"""

import json
import subprocess
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from firmware.update.errors import BundleRefused, RaucFailed

ASK_S = 60.0
INSTALL_S = 1800.0

Run = Callable[..., "subprocess.CompletedProcess[str]"]

_REFUSALS = (
    ("signature verification failed", "it is not signed by whom this booth trusts"),
    ("invalid bundle format", "it is not an update"),
    ("not a rauc bundle", "it is not an update"),
    ("signature size", "it is not an update"),
    ("no such file", "it is gone"),
    ("failed to open", "it cannot be read"),
    ("bundle format", "it is made in a way that this booth does not take"),
)
"""What RAUC says of a bundle that will not do, and what it means."""


@dataclass(frozen=True, slots=True)
class Bundle:
    """A bundle whose signature was checked."""

    file: Path
    compatible: str
    version: str


@dataclass(frozen=True, slots=True)
class Slots:
    """Which system runs (`A` or `B`), and which the next plain start would take."""

    compatible: str
    booted: str
    primary: str

    @property
    def on_trial(self) -> bool:
        """Whether the one that runs is not kept yet."""
        return self.booted != self.primary


class Rauc:
    """Asks and tells RAUC."""

    def __init__(self, run: Run = subprocess.run) -> None:
        self._run = run

    def read(self, file: Path) -> Bundle:
        """What is in a bundle. Raises BundleRefused, RaucFailed."""
        found = self._json(["info", "--output-format=json", str(file)], refusing=True)
        try:
            return Bundle(file, str(found["compatible"]), str(found["version"]))
        except KeyError as error:
            raise BundleRefused(f"it does not say its {error.args[0]}") from None

    def slots(self) -> Slots:
        """Raises RaucFailed."""
        found = self._json(["status", "--output-format=json"])
        names: dict[str, str] = {}
        booted = ""
        for slot in found.get("slots", []):
            for name, facts in slot.items():
                names[name] = str(facts.get("bootname") or "")
                # Its own word "booted" is the device of the root, not the system's name.
                if facts.get("state") == "booted":
                    booted = names[name]
        primary = names.get(str(found.get("boot_primary")), "")
        if not booted or not primary:
            raise RaucFailed("status: it does not say which system runs, or which comes next")
        return Slots(str(found.get("compatible")), booted, primary)

    def install(self, file: Path) -> None:
        """Write it into the other system and ask for its trial. Raises RaucFailed."""
        self._call(["install", str(file)], INSTALL_S)

    def keep(self) -> None:
        """From now on every start takes the system that runs. Raises RaucFailed."""
        self._call(["status", "mark-good", "booted"], ASK_S)

    def give_up(self) -> None:
        """Note that the system that runs is no good. Raises RaucFailed."""
        self._call(["status", "mark-bad", "booted"], ASK_S)

    def _json(self, words: list[str], *, refusing: bool = False) -> Mapping[str, Any]:
        said = self._call(words, ASK_S, refusing=refusing)
        try:
            found = json.loads(said)
        except ValueError:
            found = None
        if not isinstance(found, dict):
            raise RaucFailed(f"{words[0]}: what it says cannot be read")
        return found

    def _call(self, words: list[str], limit_s: float, *, refusing: bool = False) -> str:
        try:
            done = self._run(
                ["rauc", *words],
                capture_output=True,
                text=True,
                errors="replace",
                timeout=limit_s,
                check=False,
            )
        except subprocess.TimeoutExpired:
            raise RaucFailed(f"{words[0]}: no answer within {limit_s:.0f} s") from None
        except OSError as error:
            raise RaucFailed(error.strerror or str(error)) from error
        if done.returncode:
            problem = _last(done.stderr) or _last(done.stdout) or f"exit code {done.returncode}"
            if refusing and (reason := _refusal(done.stderr)):
                raise BundleRefused(f"{reason} ({problem})")
            raise RaucFailed(f"{words[0]}: {problem}")
        return str(done.stdout)


def _refusal(said: str) -> str:
    lower = said.lower()
    return next((meaning for words, meaning in _REFUSALS if words in lower), "")


def _last(said: str) -> str:
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    return lines[-1][:300] if lines else ""
