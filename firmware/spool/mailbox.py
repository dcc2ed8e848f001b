"""Questions for an answer and their replies, passing between the two processes, sealed."""

import time
from pathlib import Path

import msgspec

from firmware.spool.models import Ask, DeviceNote, Line, NotedIn, Reply, VideoWish
from firmware.spool.spool import Spool
from firmware.wire.messages import Condition

MAX_OPEN_ASKS = 8


_BOOT_ID = Path("/proc/sys/kernel/random/boot_id")


def _boot_seconds() -> float:
    """Both processes see the same clock, and it never jumps; it begins anew with each boot."""
    return time.clock_gettime(time.CLOCK_BOOTTIME)


def _boot() -> str:
    return _BOOT_ID.read_text(encoding="ascii").strip()


class KioskMailbox:
    """The kiosk's side: put a sealed question, look for its reply, forget both."""

    def __init__(self, spool: Spool) -> None:
        self._spool = spool

    def put(self, rid: str, sealed: bytes) -> None:
        """Leave a question for the uplink."""
        with self._spool.transaction():
            Ask.insert(rid=rid, sealed=sealed).execute()

    def reply(self, rid: str) -> str | None:
        """Central's signed, sealed reply, if it has come."""
        with self._spool.connection():
            row = Reply.select().where(Reply.rid == rid).first()
            return None if row is None else str(row.token)

    def forget(self, rid: str) -> None:
        """The visit does not need it any more; the uplink then drops the reply."""
        with self._spool.transaction():
            Ask.remove().where(Ask.rid == rid).execute()

    def want_video(self, rid: str) -> None:
        """Have the uplink fetch the video of the answer to that question (see `video_file`).

        It is the only one: a wish that a full disk kept from being dropped goes with the next.
        """
        with self._spool.transaction():
            VideoWish.remove().where(VideoWish.rid != rid).execute()
            VideoWish.insert(rid=rid).on_conflict_ignore().execute()

    def drop_video(self, rid: str) -> None:
        """Nobody looks at it any more; the uplink then deletes its file."""
        with self._spool.transaction():
            VideoWish.remove().where(VideoWish.rid == rid).execute()

    def video_file(self, rid: str) -> Path:
        """Where the sealed video arrives (see `arriving`)."""
        return video_file(self._spool, rid)

    def forget_all(self) -> None:
        """At the start of the kiosk: questions of a visit that died with it."""
        with self._spool.transaction():
            Ask.remove().execute()
            VideoWish.remove().execute()

    def put_condition(self, condition: Condition) -> None:
        """Say how the devices are."""
        content = msgspec.json.encode(condition)
        with self._spool.transaction():
            DeviceNote.remove().execute()
            DeviceNote.insert(content=content, noted_at=_boot_seconds()).execute()
            NotedIn.remove().execute()
            NotedIn.insert(boot=_boot()).execute()

    def online(self) -> bool:
        """Whether the uplink has a line to central, as far as it knows."""
        with self._spool.connection():
            row = Line.select().first()
            return row is not None and bool(row.online)


def video_file(spool: Spool, rid: str) -> Path:
    """The video of an answer, once it is there whole."""
    return spool.answers / f"{rid}.age"


def arriving(file: Path) -> Path:
    """The same while it arrives: it only grows at its end, and is renamed when it is whole."""
    return file.with_suffix(".part")


class UplinkMailbox:
    """The uplink's side: open questions, replies, and whether there is a line."""

    def __init__(self, spool: Spool) -> None:
        self._spool = spool

    def open_asks(self) -> list[tuple[str, bytes]]:
        """Questions that have no reply yet: (rid, sealed bytes)."""
        with self._spool.connection():
            query = Ask.select().where(Ask.rid.not_in(Reply.select(Reply.rid))).limit(MAX_OPEN_ASKS)
            return [(row.rid, bytes(row.sealed)) for row in query]

    def put_reply(self, rid: str, token: str) -> None:
        """Keep a reply whose question is still open; any other is dropped."""
        with self._spool.transaction():
            if Ask.select().where(Ask.rid == rid).exists():
                Reply.insert(rid=rid, token=token).on_conflict_ignore().execute()

    def drop_orphans(self) -> None:
        """Delete replies whose question the kiosk has forgotten."""
        with self._spool.connection():
            orphans = Reply.select().where(Reply.rid.not_in(Ask.select(Ask.rid)))
            if not orphans.exists():
                return
            with self._spool.transaction():
                Reply.remove().where(Reply.rid.not_in(Ask.select(Ask.rid))).execute()

    def wanted_videos(self) -> list[str]:
        """The questions whose answers' videos are wanted."""
        with self._spool.connection():
            return [row.rid for row in VideoWish.select().limit(MAX_OPEN_ASKS)]

    def video_file(self, rid: str) -> Path:
        """Where that video is to be."""
        return video_file(self._spool, rid)

    def videos(self) -> list[Path]:
        """Every file of a video, whole or arriving."""
        return [file for file in self._spool.answers.iterdir() if file.is_file()]

    def condition(self) -> tuple[Condition, float] | None:
        """How the devices are, and how many seconds ago the kiosk said so; None before it did.

        What it said before the machine was started says nothing of now.
        """
        with self._spool.connection():
            row, noted = DeviceNote.select().first(), NotedIn.select().first()
        if row is None or noted is None or noted.boot != _boot():
            return None
        age_s = max(0.0, _boot_seconds() - float(row.noted_at))
        return msgspec.json.decode(bytes(row.content), type=Condition), age_s

    def set_online(self, online: bool) -> None:
        """Say whether there is a line."""
        with self._spool.transaction():
            Line.remove().execute()
            Line.insert(online=online).execute()
