"""Questions for an answer and their replies, passing between the two processes, sealed."""

from firmware.spool.models import Ask, Line, Reply
from firmware.spool.spool import Spool

MAX_OPEN_ASKS = 8


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

    def forget_all(self) -> None:
        """At the start of the kiosk: questions of a visit that died with it."""
        with self._spool.transaction():
            Ask.remove().execute()

    def online(self) -> bool:
        """Whether the uplink has a line to central, as far as it knows."""
        with self._spool.connection():
            row = Line.select().first()
            return row is not None and bool(row.online)


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

    def set_online(self, online: bool) -> None:
        """Say whether there is a line."""
        with self._spool.transaction():
            Line.remove().execute()
            Line.insert(online=online).execute()
