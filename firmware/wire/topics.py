"""Every topic of the contract, once: how it is written, read, and how much it may carry.

A topic is a value: `str(topic)` writes it, `parse` reads it, `topic.limit` is the
largest payload in bytes. The root carries the version of the contract.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Any, ClassVar

from firmware.appeals.manifest import MAX_ENVELOPE_BYTES, MAX_MANIFEST_BYTES
from firmware.wire.errors import BadTopic, TooLarge

ROOT = "dialog/1"
MAX_TOPIC_CHARS = 256

# age adds a header line a recipient and 16 bytes for each 64 KiB.
MAX_SEALED_MANIFEST_BYTES = MAX_MANIFEST_BYTES + 4_096
MAX_CHUNK_BYTES = 1_048_576
# Behind a chunk of an answer waits whatever else central says to that booth.
MAX_VIDEO_CHUNK_BYTES = 262_144
MAX_VIDEO_BYTES = 134_217_728
MAX_DIRECTORY_BYTES = 1_000_000
MAX_PHOTO_BYTES = 262_144

_UUID = r"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"
_SHA256 = r"[0-9a-f]{64}"
_BYTES = r"0|[1-9][0-9]{0,9}"
LEVELS = {
    "site": r"[a-z][a-z0-9-]{0,31}",
    "booth": r"(?!000)[0-9]{3}",
    "id": _UUID,
    "rid": _UUID,
    "offset": _BYTES,
    "size": _BYTES,
    "sha256": _SHA256,
}


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic of one site."""

    template: ClassVar[str]
    limit: ClassVar[int]

    site: str

    def __str__(self) -> str:
        levels = {field.name: getattr(self, field.name) for field in fields(self)}
        return f"{ROOT}/{self.template.format(**levels)}"

    def check_size(self, payload: bytes) -> None:
        """Raises TooLarge."""
        if len(payload) > self.limit:
            raise TooLarge(str(self), len(payload), self.limit)


@dataclass(frozen=True, slots=True)
class BoothTopic(Topic):
    """A topic of one booth."""

    booth: str


@dataclass(frozen=True, slots=True)
class OnlineTopic(BoothTopic):
    """Retained: whether the booth has a line; also its last will."""

    template = "{site}/{booth}/up/online"
    limit = 256


@dataclass(frozen=True, slots=True)
class HealthTopic(BoothTopic):
    """Retained: how the booth is."""

    template = "{site}/{booth}/up/health"
    limit = 8_192


@dataclass(frozen=True, slots=True)
class ClipTopic(BoothTopic):
    """A topic of the transfer of one clip."""

    id: str


@dataclass(frozen=True, slots=True)
class InitTopic(ClipTopic):
    """Here is a clip; also the question "what of it have you got?"."""

    template = "{site}/{booth}/up/clip/{id}/init"
    limit = MAX_ENVELOPE_BYTES + MAX_SEALED_MANIFEST_BYTES * 4 // 3 + 256


@dataclass(frozen=True, slots=True)
class ChunkTopic(ClipTopic):
    """Bytes of the sealed clip from `offset`, with the hash of just these bytes."""

    template = "{site}/{booth}/up/clip/{id}/{offset}/{sha256}"
    limit = MAX_CHUNK_BYTES

    offset: int
    sha256: str


@dataclass(frozen=True, slots=True)
class FinTopic(ClipTopic):
    """That was all: size and hash of the whole sealed clip."""

    template = "{site}/{booth}/up/clip/{id}/fin/{size}/{sha256}"
    limit = 0

    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class ClipStateTopic(ClipTopic):
    """What central says about a clip."""

    template = "{site}/{booth}/down/clip/{id}"
    limit = 65_536


@dataclass(frozen=True, slots=True)
class AskTopic(BoothTopic):
    """A sealed question for an answer."""

    template = "{site}/{booth}/up/ask/{rid}"
    limit = 4_096

    rid: str


@dataclass(frozen=True, slots=True)
class ReplyTopic(BoothTopic):
    """Central's signed and sealed reply."""

    template = "{site}/{booth}/down/ask/{rid}"
    limit = 131_072

    rid: str


@dataclass(frozen=True, slots=True)
class VideoTopic(BoothTopic):
    """A topic of the transfer of an answer's video; `rid` is of the question that it answers."""

    rid: str


@dataclass(frozen=True, slots=True)
class VideoWantTopic(VideoTopic):
    """What the booth has of the video, and how much may be on its way; or that it is enough."""

    template = "{site}/{booth}/up/video/{rid}"
    limit = 1_024


@dataclass(frozen=True, slots=True)
class VideoStateTopic(VideoTopic):
    """Why central sends nothing of the video."""

    template = "{site}/{booth}/down/video/{rid}"
    limit = 1_024


@dataclass(frozen=True, slots=True)
class VideoChunkTopic(VideoTopic):
    """Bytes of the sealed video from `offset`, with the hash of just these bytes."""

    template = "{site}/{booth}/down/video/{rid}/{offset}/{sha256}"
    limit = MAX_VIDEO_CHUNK_BYTES

    offset: int
    sha256: str


@dataclass(frozen=True, slots=True)
class VideoFinTopic(VideoTopic):
    """That was all: size and hash of the whole sealed video."""

    template = "{site}/{booth}/down/video/{rid}/fin/{size}/{sha256}"
    limit = 0

    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class DirectoryTopic(Topic):
    """Retained: the signed directory of a site."""

    template = "{site}/directory"
    limit = MAX_DIRECTORY_BYTES


@dataclass(frozen=True, slots=True)
class PhotoTopic(Topic):
    """Retained: a JPEG under its hash."""

    template = "{site}/photo/{sha256}"
    limit = MAX_PHOTO_BYTES

    sha256: str


@dataclass(frozen=True, slots=True)
class PagesTopic(Topic):
    """Retained: the signed pages of reference information."""

    template = "{site}/pages"
    limit = MAX_DIRECTORY_BYTES


@dataclass(frozen=True, slots=True)
class UpdateTopic(Topic):
    """Retained: the signed description of the update that the booths of a site should have."""

    template = "{site}/update"
    limit = 4_096


TOPICS: tuple[type[Topic], ...] = (
    OnlineTopic,
    HealthTopic,
    InitTopic,
    ChunkTopic,
    FinTopic,
    ClipStateTopic,
    AskTopic,
    ReplyTopic,
    VideoWantTopic,
    VideoStateTopic,
    VideoChunkTopic,
    VideoFinTopic,
    DirectoryTopic,
    PhotoTopic,
    PagesTopic,
    UpdateTopic,
)


def _pattern(kind: type[Topic]) -> re.Pattern[str]:
    levels = {name: f"(?P<{name}>{level})" for name, level in LEVELS.items()}
    return re.compile(f"{ROOT}/{kind.template.format(**levels)}")


_PATTERNS = tuple((_pattern(kind), kind) for kind in TOPICS)


def parse(text: str) -> Topic:
    """The topic of that name. Raises BadTopic."""
    if len(text) <= MAX_TOPIC_CHARS:
        for pattern, kind in _PATTERNS:
            if match := pattern.fullmatch(text):
                return kind(**_levels_of(match))
    raise BadTopic(repr(text[:MAX_TOPIC_CHARS]), "not a topic of this contract")


def _levels_of(match: re.Match[str]) -> dict[str, Any]:
    return {
        name: int(level) if name in ("offset", "size") else level
        for name, level in match.groupdict().items()
    }


def clip_states_of(site: str, booth: str) -> str:
    """Subscription to all that central says about a booth's clips."""
    return f"{ROOT}/{site}/{booth}/down/clip/+"


def replies_of(site: str, booth: str) -> str:
    """Subscription to the replies to a booth's questions."""
    return f"{ROOT}/{site}/{booth}/down/ask/+"


def videos_of(site: str, booth: str) -> str:
    """Subscription to the videos of answers that a booth has asked for."""
    return f"{ROOT}/{site}/{booth}/down/video/#"


def clips_and_health(sites: Sequence[str] = ()) -> list[str]:
    """Subscriptions to the clips and the health of those sites' booths; without sites, of all."""
    return _said_by_booths(("clip/#", "online", "health"), sites)


def questions(sites: Sequence[str] = ()) -> list[str]:
    """Subscriptions to the questions of those sites' booths; without sites, of all."""
    return _said_by_booths(("ask/+", "video/+"), sites)


def _said_by_booths(what: Sequence[str], sites: Sequence[str]) -> list[str]:
    return [f"{ROOT}/{site}/+/up/{end}" for site in sites or ("+",) for end in what]


def rights_of(site: str, booth: str) -> tuple[tuple[str, str], ...]:
    """What a booth may do: pairs of "read" or "write" and a topic filter."""
    return (
        ("write", f"{ROOT}/{site}/{booth}/up/#"),
        ("read", f"{ROOT}/{site}/{booth}/down/#"),
        ("read", str(DirectoryTopic(site))),
        ("read", f"{ROOT}/{site}/photo/+"),
        ("read", str(PagesTopic(site))),
        ("read", str(UpdateTopic(site))),
    )
