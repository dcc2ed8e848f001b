"""Every message of the contract as a type; sizes and shapes are checked at the door.

What is not signed tolerates unknown fields, so that a newer other side may say
more; what is signed does not (see `signed`).
"""

from datetime import date, datetime
from typing import Annotated, Literal, TypeVar

import msgspec
from msgspec import Meta, Struct

from firmware.appeals.appeal import Language
from firmware.appeals.manifest import MAX_ENVELOPE_BYTES
from firmware.wire.directory import Text
from firmware.wire.errors import BadMessage, without_content
from firmware.wire.topics import MAX_SEALED_MANIFEST_BYTES, Topic

_Message = TypeVar("_Message")

Offset = Annotated[int, Meta(ge=0, le=2**32)]
Token = Annotated[
    str, Meta(max_length=131_072, pattern=r"^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+$(?!\n)")
]
SealedManifest = Annotated[bytes, Meta(min_length=1, max_length=MAX_SEALED_MANIFEST_BYTES)]
AgeRecipient = Annotated[str, Meta(pattern=r"^age1[02-9ac-hj-np-z]{58}$(?!\n)")]


class Init(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A clip is offered: its signed envelope and its sealed manifest (base64 in JSON)."""

    v: Literal[1] = 1
    envelope: Annotated[str, Meta(min_length=1, max_length=MAX_ENVELOPE_BYTES)]
    manifest: SealedManifest


class Want(Struct, frozen=True, tag_field="state", tag="want"):
    """Central has these ranges and grants this many bytes on the way at a time."""

    have: Annotated[tuple[tuple[Offset, Offset], ...], Meta(max_length=1024)]
    credit: Annotated[int, Meta(ge=0, le=2**30)]


class Stored(Struct, frozen=True, tag_field="state", tag="stored"):
    """Central has taken the clip over; `signed` proves it (see `signed.StoredFacts`)."""

    signed: Token


class Unknown(Struct, frozen=True, tag_field="state", tag="unknown"):
    """Central knows nothing of this clip: say init again."""


class Wait(Struct, frozen=True, tag_field="state", tag="wait"):
    """Central cannot now; ask again after so many seconds."""

    retry_s: Annotated[int, Meta(ge=1, le=86_400)]


class Reject(Struct, frozen=True, tag_field="state", tag="reject"):
    """Central will never take it like this; a person must look."""

    why: Annotated[str, Meta(min_length=1, max_length=200)]


ClipState = Want | Stored | Unknown | Wait | Reject


class WantVideo(Struct, frozen=True, tag_field="state", tag="want"):
    """The booth has these ranges of a video and grants this many bytes on the way at a time.

    `lost`: of what was sent and is not in `have` nothing is on its way any more.
    """

    have: Annotated[tuple[tuple[Offset, Offset], ...], Meta(max_length=16)]
    credit: Annotated[int, Meta(ge=0, le=2**30)]
    lost: bool = False


class Enough(Struct, frozen=True, tag_field="state", tag="enough"):
    """The booth has the whole video, or nobody looks at it any more: forget it."""


VideoWish = WantVideo | Enough
VideoState = Unknown | Wait


class Online(Struct, frozen=True):
    """Whether the booth has a line."""

    online: bool


ShortWord = Annotated[str, Meta(min_length=1, max_length=64)]


PaperState = Literal["ok", "near_end", "end", "unknown"]


class Condition(Struct, frozen=True, kw_only=True):
    """How the devices of a booth are, as its kiosk sees them; null: it is not known.

    `in_order` is false when there is nothing left that a citizen could come for;
    `worries` are words about mains, voltage, heat and the card; `stuck` are buttons;
    `help_called` is true for two minutes after somebody pressed for help.
    """

    in_order: bool
    camera: bool
    microphone: bool
    printer: Literal["online", "offline", "silent", "unplugged", "unknown"]
    paper: PaperState
    cover_open: bool | None = None
    cutter_fault: bool | None = None
    mains: bool | None = None
    temperature_c: Annotated[int, Meta(ge=-50, le=150)] | None = None
    worries: Annotated[tuple[ShortWord, ...], Meta(max_length=16)] = ()
    stuck: Annotated[tuple[ShortWord, ...], Meta(max_length=8)] = ()
    help_called: bool = False


MAX_UPDATE_REASON = 200
UpdateState = Literal[
    "none", "offered", "fetching", "installing", "trial", "kept", "returned", "refused"
]


class UpdateNews(Struct, frozen=True, kw_only=True):
    """What became of an update last; `reason` in words, where something is wrong with it."""

    state: UpdateState = "none"
    version: Annotated[str, Meta(max_length=64)] = ""
    reason: Annotated[str, Meta(max_length=MAX_UPDATE_REASON)] = ""


MAX_COUNTS = 64
Counted = Annotated[str, Meta(pattern=r"^[a-z_.]{1,48}$(?!\n)")]


class Health(Struct, frozen=True, kw_only=True):
    """How the booth is, as its uplink sees it.

    `devices` was noted by the kiosk `devices_age_s` ago: a kiosk that is dead says nothing
    new. `oldest_waiting` is when the oldest clip that waits was recorded. `days_left`: until
    the disk is full at the pace of the last week, if nothing leaves; `counts` are of the
    last seven days: visits by how they ended, what recovery did.
    """

    v: Literal[1] = 1
    uptime_s: Annotated[int, Meta(ge=0)]
    clock: Literal["trusted", "unsure"]
    version: ShortWord = "-"
    waiting: Annotated[int, Meta(ge=0)]
    oldest_waiting: Annotated[datetime, Meta(tz=True)] | None = None
    certificate_until: Annotated[datetime, Meta(tz=True)] | None = None
    update: UpdateNews | None = None
    devices: Condition | None = None
    devices_age_s: Annotated[int, Meta(ge=0)] | None = None
    disk_free_mb: Annotated[int, Meta(ge=0)]
    disk_used_percent: Annotated[int, Meta(ge=0, le=100)] = 0
    days_left: Annotated[int, Meta(ge=0)] | None = None
    counts: Annotated[dict[Counted, Annotated[int, Meta(ge=0)]], Meta(max_length=MAX_COUNTS)] = {}
    directory_version: Annotated[int, Meta(ge=0)]
    refused_messages: Annotated[int, Meta(ge=0)]


Rating = Literal["good", "fair", "bad"]


class Ask(Struct, frozen=True, kw_only=True):
    """A question for an answer; travels only sealed to central's ask key.

    `reply` is an age recipient made for this visit; `phone_digits` are the last
    four digits of the phone, where the installation asks for them; `rating` says
    how good the answer was that the same visit has seen.
    """

    number: Annotated[str, Meta(min_length=1, max_length=32)]
    phone_digits: Annotated[str, Meta(pattern=r"^[0-9]{4}$(?!\n)")] | None = None
    reply: AgeRecipient
    rating: Rating | None = None


MAX_REASON_CHARS = 500
MAX_VIDEO_MS = 600_000

Status = Literal[
    "received",
    "in_work",
    "forwarded",
    "extended",
    "clarification",
    "answered",
    "not_an_appeal",
    "not_found",
    "try_later",
]


class AnswerVideo(Struct, frozen=True, kw_only=True):
    """There is a video of the answer; it is asked for by the `rid` of the question.

    It comes sealed to the question's `reply`: an MP4 that can be shown while it arrives.
    """

    duration_ms: Annotated[int, Meta(ge=1, le=MAX_VIDEO_MS)]


class Reply(Struct, frozen=True, kw_only=True):
    """The reply to an `Ask`; travels only sealed to its `reply` and signed.

    `until` is the day by which an answer is promised, `text` is there when answered,
    `video` where the official recorded one.
    `official` is the name of who answers or works on it, `forwarded_to` of whom it was
    passed on to; `reason` says why the day was put off, what is asked of the citizen, or why
    it is not an appeal. Names are as the directory has them.
    """

    status: Status
    language: Language = Language.KK
    until: date | None = None
    text: Annotated[str, Meta(max_length=16_000)] | None = None
    video: AnswerVideo | None = None
    official: Text | None = None
    forwarded_to: Text | None = None
    reason: Annotated[str, Meta(max_length=MAX_REASON_CHARS)] | None = None
    answered_at: Annotated[datetime, Meta(tz=True)] | None = None


_CLIP_STATE: msgspec.json.Decoder[ClipState] = msgspec.json.Decoder(ClipState)
_VIDEO_WISH: msgspec.json.Decoder[VideoWish] = msgspec.json.Decoder(VideoWish)
_VIDEO_STATE: msgspec.json.Decoder[VideoState] = msgspec.json.Decoder(VideoState)


def write(message: Struct) -> bytes:
    """Any message as JSON."""
    return msgspec.json.encode(message)


def read(payload: bytes, kind: type[_Message], topic: Topic) -> _Message:
    """The message on that topic. Raises TooLarge, BadMessage."""
    topic.check_size(payload)
    return decode(payload, kind, str(topic))


def read_clip_state(payload: bytes, topic: Topic) -> ClipState:
    """What central says about a clip. Raises TooLarge, BadMessage."""
    topic.check_size(payload)
    return _decode(_CLIP_STATE, payload, str(topic))


def read_video_wish(payload: bytes, topic: Topic) -> VideoWish:
    """What a booth says about the video of an answer. Raises TooLarge, BadMessage."""
    topic.check_size(payload)
    return _decode(_VIDEO_WISH, payload, str(topic))


def read_video_state(payload: bytes, topic: Topic) -> VideoState:
    """What central says about the video of an answer. Raises TooLarge, BadMessage."""
    topic.check_size(payload)
    return _decode(_VIDEO_STATE, payload, str(topic))


def decode(content: bytes, kind: type[_Message], place: str) -> _Message:
    """JSON of that type; `place` is for the error. Raises BadMessage."""
    return _decode(msgspec.json.Decoder(kind), content, place)


def _decode(decoder: msgspec.json.Decoder[_Message], content: bytes, place: str) -> _Message:
    try:
        return decoder.decode(content)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise BadMessage(place, without_content(str(error))) from None
    except RecursionError:
        # Fields that are not ours are skipped, however deep they are nested.
        raise BadMessage(place, "nested too deep") from None
