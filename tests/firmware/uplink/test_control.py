"""The control connection without a network: what is believed, and what is asked."""

import os
from hashlib import sha256
from pathlib import Path
from queue import SimpleQueue

import pytest
from peewee import OperationalError

from firmware import config
from firmware.appeals.appeal import new_id
from firmware.appeals.signing import make_key
from firmware.clock import SystemClock
from firmware.spool.errors import StorageFailed
from firmware.spool.mailbox import KioskMailbox, UplinkMailbox
from firmware.spool.shelf import Shelf
from firmware.uplink.control import ASK_AGAIN_S, Control
from firmware.uplink.health import Checkup
from firmware.uplink.line import Connected, Disconnected, Received, Subscribed
from firmware.wire import signed, topics
from firmware.wire.directory import Area, Directory, Official, Text
from firmware.wire.pages import Pages
from firmware.wire.signed import SealedReply, SignedDirectory, SignedPages

PHOTO = b"\xff\xd8\xff" + os.urandom(100)
NAME = Text("қ", "р", "e")


def directory(version: int, site: str = "oskemen") -> Directory:
    official = Official("one", "area", NAME, NAME, NAME, sha256(PHOTO).hexdigest())
    return Directory(version, site, (Area("area", NAME),), (official,), ())


class FakeLine:
    def __init__(self, *_args) -> None:
        self.published: list[tuple[str, bytes, bool]] = []
        self.subscribed: list[str] = []

    def open(self) -> None:
        pass

    close = open

    def publish(self, topic: str, payload: bytes, *, retain: bool = False) -> int:
        self.published.append((topic, payload, retain))
        return len(self.published)

    def subscribe(self, topic: str) -> None:
        self.subscribed.append(topic)


class Bench:
    def __init__(self, booth) -> None:
        booth.configure(1, "5")
        self.key = booth.central.keys.signing
        self.shelf = Shelf(booth.spool)
        self.kiosk = KioskMailbox(booth.spool)
        self.line = FakeLine()
        settings, clock = config.load(booth.config), SystemClock()
        self.control = Control(
            settings,
            UplinkMailbox(booth.spool),
            self.shelf,
            Checkup(settings, booth.spool, clock),
            self.key.public_key(),
            clock,
            SimpleQueue(),
            lambda *_args: self.line,
        )
        self.control.open()

    def connect(self) -> None:
        self.control.handle(Connected("control", 1_000_000))
        self.control.handle(Subscribed("control"))

    def receive(self, topic: topics.Topic, payload: bytes) -> None:
        self.control.handle(Received("control", str(topic), payload))

    def directory(self, content: Directory, key=None) -> None:
        token = signed.sign(SignedDirectory(content), key or self.key)
        self.receive(topics.DirectoryTopic("oskemen"), token.encode())

    def poll(self, now: float) -> list[str]:
        before = len(self.line.published)
        self.control.poll(now, 0)
        return [topic for topic, _, _ in self.line.published[before:]]


@pytest.fixture
def bench(booth) -> Bench:
    return Bench(booth)


def test_the_kiosk_knows_whether_there_is_a_line(bench) -> None:
    assert not bench.kiosk.online()
    bench.connect()
    assert bench.kiosk.online()
    bench.control.handle(Disconnected("control", "cut"))
    assert not bench.kiosk.online()


def test_online_and_health_are_retained(bench) -> None:
    bench.connect()
    bench.poll(1000.0)

    assert [(topic.rsplit("/", 1)[1], retain) for topic, _, retain in bench.line.published] == [
        ("online", True),
        ("health", True),
    ]
    assert b'"waiting":0' in bench.line.published[1][1]
    assert bench.poll(1030.0) == []
    assert len(bench.poll(1060.0)) == 1


def test_a_signed_directory_comes_into_force_and_its_photos_are_fetched(bench) -> None:
    bench.connect()
    bench.directory(directory(5))

    assert bench.shelf.version() == 5
    photo = topics.PhotoTopic("oskemen", sha256(PHOTO).hexdigest())
    assert bench.line.subscribed == [str(photo)]
    bench.receive(photo, PHOTO)
    assert bench.shelf.photo(photo.sha256) == PHOTO


def test_a_bad_directory_leaves_the_old_one_in_force(bench, tmp_path) -> None:
    bench.connect()
    bench.directory(directory(5))
    other = make_key(tmp_path / "other.pem")
    topic = topics.DirectoryTopic("oskemen")

    bench.directory(directory(6), other)
    bench.directory(directory(6, site="almaty"))
    bench.directory(directory(4))
    bench.receive(topic, b"nonsense")
    bench.receive(topic, b"\xff")
    bench.receive(topic, b"x" * (topic.limit + 1))

    assert bench.shelf.version() == 5
    assert bench.control.refused_messages == 5


def test_a_photo_that_is_not_asked_for_or_not_itself_is_not_kept(bench) -> None:
    bench.connect()
    bench.directory(directory(5))
    stranger = b"\xff\xd8\xff stranger"
    script = b"<svg/>"

    bench.receive(topics.PhotoTopic("oskemen", sha256(stranger).hexdigest()), stranger)
    bench.receive(topics.PhotoTopic("oskemen", sha256(PHOTO).hexdigest()), stranger)
    bench.receive(topics.PhotoTopic("oskemen", sha256(script).hexdigest()), script)

    assert list(bench.shelf.missing_photos()) == [sha256(PHOTO).hexdigest()]
    assert bench.shelf.photo(sha256(stranger).hexdigest()) is None


def test_a_question_is_asked_once_and_again_when_no_reply_comes(bench) -> None:
    rid = new_id()
    bench.kiosk.put(rid, b"sealed")
    bench.poll(0.0)
    assert bench.line.published == []
    bench.connect()
    bench.poll(0.0)

    asks = [topic for topic, _, _ in bench.line.published if "/up/ask/" in topic]
    assert asks == [str(topics.AskTopic("oskemen", "001", rid))]
    assert bench.poll(1.0) == []
    assert bench.poll(ASK_AGAIN_S) == asks


def test_only_a_signed_reply_to_an_open_question_reaches_the_kiosk(bench, tmp_path) -> None:
    rid, closed = new_id(), new_id()
    bench.kiosk.put(rid, b"sealed")
    bench.connect()
    topic = topics.ReplyTopic("oskemen", "001", rid)
    good = signed.sign(SealedReply(rid=rid, sealed=b"x"), bench.key)
    forged = signed.sign(SealedReply(rid=rid, sealed=b"x"), make_key(tmp_path / "other.pem"))
    other = signed.sign(SealedReply(rid=closed, sealed=b"x"), bench.key)

    for token in (forged, other, "nonsense"):
        bench.receive(topic, token.encode())
    assert bench.kiosk.reply(rid) is None

    bench.receive(topic, good.encode())
    bench.receive(topics.ReplyTopic("oskemen", "001", closed), other.encode())
    assert bench.kiosk.reply(rid) == good
    assert bench.kiosk.reply(closed) is None
    assert bench.control.refused_messages == 3


def test_a_full_disk_does_not_stop_the_uplink(bench, monkeypatch) -> None:
    bench.connect()
    bench.directory(directory(5))

    def full(_content: bytes) -> None:
        raise StorageFailed(Path("photo"), OSError(28, "No space left on device"))

    monkeypatch.setattr(bench.shelf, "put_photo", full)
    bench.receive(topics.PhotoTopic("oskemen", sha256(PHOTO).hexdigest()), PHOTO)

    assert bench.shelf.missing_photos() == [sha256(PHOTO).hexdigest()]


def test_a_full_database_is_told_again_and_ends_nothing(bench, monkeypatch) -> None:
    def full(*_values):
        raise OperationalError("database or disk is full")

    with monkeypatch.context() as patched:
        patched.setattr(bench.shelf, "put_directory", full)
        patched.setattr(UplinkMailbox, "set_online", full)
        bench.connect()
        bench.directory(directory(5))
    assert not bench.kiosk.online()
    assert bench.shelf.version() == 0

    bench.poll(0.0)

    assert bench.kiosk.online()


def test_a_booth_that_was_moved_takes_the_directory_of_its_new_site(bench) -> None:
    bench.shelf.put_directory(directory(9, site="almaty"))
    bench.connect()

    bench.directory(directory(5))

    assert bench.shelf.directory().site == "oskemen"


def test_newer_signed_pages_of_this_site_come_into_force(bench, tmp_path) -> None:
    def receive(version: int, site: str = "oskemen", key=bench.key) -> None:
        token = signed.sign(SignedPages(Pages(version, site, ())), key)
        bench.receive(topics.PagesTopic("oskemen"), token.encode())

    bench.connect()
    receive(5)
    receive(6, site="almaty")
    receive(6, key=make_key(tmp_path / "other.pem"))
    receive(4)

    assert bench.shelf.pages().version == 5
    assert bench.control.refused_messages == 2
    receive(6)
    assert bench.shelf.pages().version == 6


def test_an_update_that_central_signed_is_left_for_the_updater(bench, tmp_path) -> None:
    def receive(version: str, key=bench.key) -> bytes:
        update = signed.SignedUpdate(version=version, size=1, sha256="0" * 64)
        token = signed.sign(update, key).encode()
        bench.receive(topics.UpdateTopic("oskemen"), token)
        return token

    bench.connect()
    first = receive("1.2")
    receive("1.3", make_key(tmp_path / "other.pem"))
    assert bench.shelf.update() == first
    assert bench.control.refused_messages == 1
    # What central takes back is taken back: an older one counts, too.
    assert bench.shelf.update() != receive("1.1") == bench.shelf.update()
