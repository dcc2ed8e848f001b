"""What is known of updates, across starts and systems: tried, refused, returned.

One JSON file on the data partition, written in one step. Both systems of a booth read it,
so fields that this software does not know are passed over, and none is ever taken away.
"""

import logging
from pathlib import Path

import msgspec
from msgspec import Struct

from firmware.spool import durable
from firmware.wire.messages import MAX_UPDATE_REASON, UpdateState

log = logging.getLogger(__name__)

MAX_TRIALS = 2
"""A version that failed twice is left alone: a person must look."""
MAX_REMEMBERED = 32


class Facts(Struct, frozen=True, kw_only=True):
    """What works in a booth at a moment."""

    drawn: bool = False
    spool: bool = False
    camera: bool = False
    printer: bool = False
    broker: bool = False

    def lacks(self, before: "Facts") -> list[str]:
        """What worked before and does not now; a screen and a spool every system must have."""
        wanted = {"drawn", "spool"} | {name for name in self.__struct_fields__ if before[name]}
        return sorted(name for name in wanted if not self[name])

    def __getitem__(self, name: str) -> bool:
        return bool(getattr(self, name))


class Ledger(Struct, kw_only=True):
    """`trials` and `refused` are by version; `trying` is the version that was installed last.

    `state`, `version` and `reason` are the `UpdateNews` that the uplink reads here.
    """

    trials: dict[str, int] = {}
    refused: dict[str, str] = {}
    trying: str = ""
    before: Facts = Facts()
    state: UpdateState = "none"
    version: str = ""
    reason: str = ""

    def news(self, state: UpdateState, version: str, reason: str = "") -> None:
        """What is to be told now."""
        self.state, self.version, self.reason = state, version, reason[:MAX_UPDATE_REASON]

    def refuse(self, version: str, reason: str) -> None:
        """Never that one again."""
        self.refused[version] = reason[:MAX_UPDATE_REASON]
        for oldest in list(self.refused)[:-MAX_REMEMBERED]:
            del self.refused[oldest]
        self.news("refused", version, reason)

    def begin_trial(self, version: str, before: Facts) -> None:
        """It is installed; the next start tries it. Counted now: a power cut is a trial, too."""
        self.trials[version] = self.trials.get(version, 0) + 1
        for oldest in list(self.trials)[:-MAX_REMEMBERED]:
            del self.trials[oldest]
        self.trying, self.before = version, before
        self.news("trial", version)

    def left_alone(self, version: str) -> str:
        """Why that version is not tried now; empty where it may be."""
        if version in self.refused:
            return self.refused[version]
        if self.trials.get(version, 0) >= MAX_TRIALS:
            return f"it did not prove itself in {MAX_TRIALS} trials"
        return ""


def read(file: Path) -> Ledger:
    """What is known; nothing where it cannot be read."""
    try:
        return msgspec.json.decode(file.read_bytes(), type=Ledger)
    except FileNotFoundError:
        return Ledger()
    except (OSError, msgspec.DecodeError) as error:
        log.error("%s: %s; updates are counted anew", file, error)
        return Ledger()


def write(file: Path, ledger: Ledger) -> None:
    """Keep it. Raises StorageFailed."""
    durable.replace_file(file, msgspec.json.encode(ledger))
