"""A visit that asks for an answer, as the kiosk does."""

from pathlib import Path

from central.server import Central
from firmware.appeals.appeal import new_id
from firmware.appeals.sealing import VisitKey
from firmware.spool.mailbox import KioskMailbox, arriving
from firmware.spool.spool import Spool
from firmware.wire.asking import open_reply, seal_ask
from firmware.wire.messages import Ask, Reply
from tests.conftest import until


class Visit:
    """One question, its reply, and the video of the answer."""

    def __init__(self, spool: Spool, central: Central) -> None:
        self.key, self.rid = VisitKey(), new_id()
        self.central, self.mailbox = central, KioskMailbox(spool)

    def ask(self, number: str) -> Reply:
        """Ask, and wait for the reply."""
        until(self.mailbox.online, "the uplink is online")
        question = Ask(number=number, reply=self.key.recipient)
        self.mailbox.put(self.rid, seal_ask(question, self.central.keys.ask_recipient))
        until(lambda: self.mailbox.reply(self.rid), "a reply")
        token = self.mailbox.reply(self.rid) or ""
        self.mailbox.forget(self.rid)
        return open_reply(token, self.rid, self.central.keys.signing.public_key(), self.key)

    def want_video(self) -> None:
        """Have it fetched."""
        self.mailbox.want_video(self.rid)

    @property
    def file(self) -> Path:
        """The video, once it is there whole."""
        return self.mailbox.video_file(self.rid)

    @property
    def arrived(self) -> int:
        """How many bytes of it there are."""
        for file in (self.file, arriving(self.file)):
            if file.exists():
                return file.stat().st_size
        return 0

    def film(self) -> bytes:
        """What the visit sees."""
        return self.key.open(self.file.read_bytes())
