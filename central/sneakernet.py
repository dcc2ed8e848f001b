"""Takes over appeals that came on a USB stick, and leaves the signed `stored` beside them.

The stick is a booth that says everything at once: the rules of the receiver decide,
as they do over the line, and a stick may come as often as one likes.
"""

import base64
import binascii
import json
import logging
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from central.errors import BadInput
from central.receiver import Receiver
from firmware.wire import messages, ranges, stick
from firmware.wire.errors import WireError
from firmware.wire.messages import ClipState, Init, Reject, Stored, Wait, Want
from firmware.wire.topics import ChunkTopic, ClipTopic, FinTopic, InitTopic, parse

log = logging.getLogger("central")

CHUNK_BYTES = 262_144
# A batch is synced together.
BATCH = 8
MAX_ENVELOPE_BYTES = 4_096

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Imported:
    """How many are stored now, and which were not, by id and reason."""

    stored: int
    refused: tuple[tuple[str, str], ...]


def import_stick(receiver: Receiver, source: Path, progress: Progress) -> Imported:
    """Take over every appeal in `source`/dialog-appeals, or in `source` itself.

    `progress` hears how many of how many are done. Raises BadInput for a folder without
    appeals, OSError for central's own disk.
    """
    folder = source / stick.FOLDER if (source / stick.FOLDER).is_dir() else source
    envelopes = sorted(folder.glob(f"*{stick.ENVELOPE}")) if folder.is_dir() else []
    if not envelopes:
        raise BadInput(f"{source}: there are no appeals here")
    stored, refused = 0, []
    for number, envelope in enumerate(envelopes):
        progress(number, len(envelopes))
        id = envelope.name.removesuffix(stick.ENVELOPE)
        why = _take(receiver, folder, id)
        if why:
            refused.append((id, why))
        else:
            stored += 1
    progress(len(envelopes), len(envelopes))
    return Imported(stored, tuple(refused))


def _take(receiver: Receiver, folder: Path, id: str) -> str:
    """Take one over; why not, or nothing."""
    try:
        topic, offer = _offer(folder, id)
        with (folder / f"{id}{stick.CLIP}").open("rb") as clip:
            state = _say(receiver, topic, clip.fileno(), offer)
    except (WireError, ValueError) as error:
        return str(error)
    except OSError as error:
        if error.filename is None or folder not in Path(str(error.filename)).parents:
            raise
        return f"{Path(str(error.filename)).name}: {error.strerror}"
    if isinstance(state, Stored):
        _leave(folder / f"{id}{stick.STORED}", state.signed)
        return ""
    return _words(state)


def _offer(folder: Path, id: str) -> tuple[InitTopic, bytes]:
    """What the booth would have said first. Raises ValueError, OSError, WireError."""
    token = (
        (folder / f"{id}{stick.ENVELOPE}").read_bytes()[: MAX_ENVELOPE_BYTES + 1].decode("ascii")
    )
    said = _unchecked(token)
    topic = parse(str(InitTopic(str(said.get("site")), str(said.get("booth")), id)))
    assert isinstance(topic, InitTopic)
    manifest = (folder / f"{id}{stick.MANIFEST}").read_bytes()
    return topic, messages.write(Init(envelope=token.strip(), manifest=manifest))


def _unchecked(token: str) -> dict[str, object]:
    """What an envelope says, to know whose key must check it. Raises ValueError."""
    body = token.split(".")[1:2]
    try:
        said = json.loads(base64.urlsafe_b64decode(body[0] + "==")) if body else None
    except (binascii.Error, UnicodeDecodeError) as error:
        raise ValueError("the envelope is not a signed token") from error
    if not isinstance(said, dict):
        raise ValueError("the envelope is not a signed token")
    return said


def _say(receiver: Receiver, topic: InitTopic, clip: int, offer: bytes) -> ClipState | None:
    """Say everything that central wants to hear; its last word."""
    state = _last(receiver, (topic, offer))
    if not isinstance(state, Want):
        return state
    size = os.fstat(clip).st_size
    for batch in _batches(_chunks(topic, clip, size, state)):
        state = _last(receiver, *batch)
        if not isinstance(state, Want):
            return state
    fin = FinTopic(topic.site, topic.booth, topic.id, size, _hash(clip))
    return _last(receiver, (fin, b""))


def _last(receiver: Receiver, *said: tuple[ClipTopic, bytes]) -> ClipState | None:
    replies = receiver.receive(said)
    return replies[-1][1] if replies else None


def _chunks(
    topic: InitTopic, clip: int, size: int, want: Want
) -> Iterator[tuple[ClipTopic, bytes]]:
    for start, end in ranges.missing(ranges.merge(want.have), size):
        for at in range(start, end, CHUNK_BYTES):
            content = os.pread(clip, min(CHUNK_BYTES, end - at), at)
            hashed = sha256(content).hexdigest()
            yield ChunkTopic(topic.site, topic.booth, topic.id, at, hashed), content


def _batches(
    chunks: Iterator[tuple[ClipTopic, bytes]],
) -> Iterator[list[tuple[ClipTopic, bytes]]]:
    batch: list[tuple[ClipTopic, bytes]] = []
    for chunk in chunks:
        batch.append(chunk)
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def _hash(clip: int) -> str:
    hashed, at = sha256(), 0
    while block := os.pread(clip, CHUNK_BYTES, at):
        hashed.update(block)
        at += len(block)
    return hashed.hexdigest()


def _leave(file: Path, token: str) -> None:
    """The signed word for the booth, whole or not at all."""
    fresh = file.with_name(file.name + ".part")
    with fresh.open("w", encoding="ascii") as out:
        out.write(token)
        out.flush()
        os.fsync(out.fileno())
    fresh.replace(file)


def _words(state: ClipState | None) -> str:
    match state:
        case Reject(why=why):
            return why
        case Wait():
            return "central cannot take it now: its booth is not registered here, or it is full"
        case _:
            return "its bytes are not those that were signed"
