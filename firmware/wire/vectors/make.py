"""Makes the samples: python -m firmware.wire.vectors.make. Seals differ from run to run."""

import base64
import hashlib
import json
import tempfile
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct

from firmware.appeals.appeal import Kind, Language
from firmware.appeals.manifest import Envelope, FileFacts, Manifest, sign_envelope, write_manifest
from firmware.appeals.sealing import VisitKey, seal
from firmware.appeals.signing import PrivateKey, make_key, public_pem
from firmware.wire import messages, signed, topics
from firmware.wire.asking import seal_ask, seal_reply
from firmware.wire.directory import Area, Body, Directory, Official, Text
from firmware.wire.pages import Body as PageBody
from firmware.wire.pages import InfoPage, PageKind, Pages
from firmware.wire.vectors import FOLDER, KEYS

SITE, BOOTH = "oskemen", "001"
ID = "01907f8e-5a3c-7b2d-9e4f-0a1b2c3d4e5f"
RID = "01907f8e-5a3c-7b2d-8e4f-0a1b2c3d4e60"
CLIP = bytes(range(256)) * 16
SHA = hashlib.sha256(CLIP).hexdigest()
NUMBER = "0014823190765542"
Case = dict[str, Any]


class Maker:
    """Makes keys once, then the cases of each file."""

    def __init__(self, folder: Path) -> None:
        self.booth = make_key(folder / "booth.key")
        self.central = make_key(folder / "central.key")
        self.stranger = make_key(folder / "stranger.key")
        self.city, self.ask, self.visit = VisitKey(), VisitKey(), VisitKey()
        self.pem = {
            name: (folder / f"{name}.key").read_text() for name in ("booth", "central", "stranger")
        }

    def keys(self) -> dict[str, str]:
        """What opens and checks the samples."""
        return {
            **{f"{name}_key": pem for name, pem in self.pem.items()},
            "booth_public": public_pem(self.booth).decode(),
            "central_public": public_pem(self.central).decode(),
            "city_identity": self.city.identity,
            "city_recipient": self.city.recipient,
            "ask_identity": self.ask.identity,
            "ask_recipient": self.ask.recipient,
            "visit_identity": self.visit.identity,
            "visit_recipient": self.visit.recipient,
        }

    def files(self) -> dict[str, list[Case]]:
        """The cases by the name of their file."""
        return {
            "online": _online(),
            "health": _health(),
            "clip-init": self._init(),
            "clip-chunk": _chunk(),
            "clip-fin": _fin(),
            "clip-state": self._state(),
            "ask": self._ask(),
            "reply": self._reply(),
            "video-want": _video_want(),
            "video-state": _video_state(),
            "video-chunk": _video_chunk(),
            "video-fin": _video_fin(),
            "directory": self._directory(),
            "pages": self._pages(),
            "update": self._update(),
        }

    def _init(self) -> list[Case]:
        topic = str(topics.InitTopic(SITE, BOOTH, ID))
        manifest = Manifest(
            id=ID, number=NUMBER, kind=Kind.APPLICATION, addressee="akhmetov",
            directory_version=7, phone="+77011234567", language=Language.KK, consent_version="2",
            recorded_at=datetime(2026, 11, 22, 9, 30, tzinfo=UTC), clock="trusted",
            duration_ms=83_000, codec="avc1+mp4a.40.2", clip_sha256=SHA,
        )  # fmt: skip
        sealed = seal(write_manifest(manifest), [self.city.recipient])
        envelope = _envelope(sealed)
        token = sign_envelope(envelope, self.booth)
        good = msgspec.json.encode(messages.Init(envelope=token, manifest=sealed))
        inside = {"envelope": _plain(envelope), "manifest": _plain(manifest)}
        forged = messages.Init(envelope=sign_envelope(envelope, self.stranger), manifest=sealed)
        return [
            _good("an appeal", topic, good, inside),
            _bad("a field that nobody knows", topic, good[:-1] + b',"x":1}', "unknown field"),
            _bad("no JSON", topic, b"{", "not JSON"),
            _bad("too large", topic, b" " * (topics.InitTopic.limit + 1), "larger than allowed"),
            _bad("signed by a stranger", topic, msgspec.json.encode(forged), "not the booth's key"),
        ]

    def _state(self) -> list[Case]:
        topic = str(topics.ClipStateTopic(SITE, BOOTH, ID))
        facts = signed.stored_facts(_envelope(b"sealed manifest"))
        stored = messages.Stored(signed=signed.sign(facts, self.central))
        forged = messages.Stored(signed=signed.sign(facts, self.stranger))
        return [
            _good("want all", topic, _json(messages.Want(have=(), credit=1_048_576))),
            _good("want the rest", topic, _json(messages.Want(((0, 4096), (8192, 9000)), 65_536))),
            _good("unknown", topic, _json(messages.Unknown())),
            _good("wait", topic, _json(messages.Wait(retry_s=60))),
            _good("reject", topic, _json(messages.Reject(why="the envelope is of another booth"))),
            _good("stored", topic, _json(stored), _plain(facts)),
            _bad("stored, signed by a stranger", topic, _json(forged), "not central's key"),
            _bad("a state that nobody knows", topic, b'{"state":"gone"}', "unknown state"),
            _bad("a range below zero", topic, b'{"state":"want","have":[[-1,5]],"credit":1}', "<0"),
            _bad("wait without end", topic, b'{"state":"wait","retry_s":999999999}', "too long"),
        ]

    def _ask(self) -> list[Case]:
        topic = str(topics.AskTopic(SITE, BOOTH, RID))
        ask = messages.Ask(number=NUMBER, reply=self.visit.recipient)
        rated = messages.Ask(number=NUMBER, reply=self.visit.recipient, rating="good")
        return [
            _good("a question", topic, seal_ask(ask, self.ask.recipient), _plain(ask)),
            _good("a rating", topic, seal_ask(rated, self.ask.recipient), _plain(rated)),
            _bad("sealed to another", topic, seal_ask(ask, self.city.recipient), "not our key"),
            _bad("cut off", topic, seal_ask(ask, self.ask.recipient)[:-5], "torn"),
            _bad("open", topic, _json(ask), "not sealed"),
        ]

    def _reply(self) -> list[Case]:
        topic = str(topics.ReplyTopic(SITE, BOOTH, RID))
        official = Text("Ахметов Н. С.", "Ахметов Н. С.", "N. S. Akhmetov")
        answered = messages.Reply(
            status="answered", text="Жөнделеді.", official=official,
            answered_at=datetime(2026, 12, 1, 5, 0, tzinfo=UTC),
        )  # fmt: skip
        shown = msgspec.structs.replace(answered, video=messages.AnswerVideo(duration_ms=95_000))
        in_work = messages.Reply(status="in_work", until=date(2026, 12, 6), official=official)
        to = self.visit.recipient
        other = "01907f8e-5a3c-7b2d-8e4f-0a1b2c3d4e61"
        return [
            _good("answered", topic, self._token(answered, RID, to), _plain(answered)),
            _good("answered with a video", topic, self._token(shown, RID, to), _plain(shown)),
            _good("in work", topic, self._token(in_work, RID, to), _plain(in_work)),
            _bad("to another question", topic, self._token(in_work, other, to), "another rid"),
            _bad("sealed to another", topic, self._token(in_work, RID, self.city.recipient), "key"),
            _bad(
                "signed by a stranger",
                topic,
                seal_reply(RID, in_work, to, self.stranger).encode(),
                "not central's key",
            ),
        ]

    def _token(self, reply: messages.Reply, rid: str, to: str) -> bytes:
        return seal_reply(rid, reply, to, self.central).encode()

    def _directory(self) -> list[Case]:
        topic = str(topics.DirectoryTopic(SITE))
        text = Text("Тұрғын үй", "Жильё", "Housing")
        directory = Directory(
            7, SITE, (Area("housing", text),),
            (Official("akhmetov", "housing", text, text, text),),
            (Body("police", text, "akhmetov"),),
        )  # fmt: skip
        return self._signed(topic, signed.SignedDirectory(directory))

    def _pages(self) -> list[Case]:
        title = Text("Қалай?", "Как?", "How?")
        page = InfoPage("how", PageKind.HOW, title, PageBody("Былай.", "Так.", "So."))
        return self._signed(
            str(topics.PagesTopic(SITE)), signed.SignedPages(Pages(3, SITE, (page,)))
        )

    def _update(self) -> list[Case]:
        update = signed.SignedUpdate(version="1.2.0", size=4, sha256=SHA)
        return self._signed(str(topics.UpdateTopic(SITE)), update)

    def _signed(self, topic: str, content: Struct) -> list[Case]:
        good = signed.sign(content, self.central)
        head, body, tail = good.split(".")
        swapped = f"{head}.{body[:-4]}AAAA.{tail}"
        return [
            _good("as central signs it", topic, good.encode(), _plain(content)),
            _bad("signed by a stranger", topic, _by(content, self.stranger), "not central's key"),
            _bad("changed after signing", topic, swapped.encode(), "signature"),
            _bad("no signature", topic, f"{head}.{body}.".encode(), "signature"),
            _bad("another kind", topic, _by(_facts(), self.central), "signed as something else"),
        ]


def _facts() -> signed.StoredFacts:
    return signed.stored_facts(_envelope(b"sealed manifest"))


def _by(content: Struct, key: PrivateKey) -> bytes:
    return signed.sign(content, key).encode()


def _envelope(sealed: bytes) -> Envelope:
    return Envelope(
        id=ID,
        booth=BOOTH,
        site=SITE,
        boot="0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0",
        seq=12,
        clip=FileFacts(len(CLIP), SHA),
        manifest=FileFacts(len(sealed), hashlib.sha256(sealed).hexdigest()),
    )


def _online() -> list[Case]:
    topic = str(topics.OnlineTopic(SITE, BOOTH))
    return [
        _good("a line", topic, b'{"online":true}'),
        _good("the last will", topic, b'{"online":false}'),
        _good("said by a newer booth", topic, b'{"online":true,"since":5}'),
        _bad("no boolean", topic, b'{"online":1}', "wrong type"),
        _bad("nothing", topic, b"", "not JSON"),
    ]


def _health() -> list[Case]:
    topic = str(topics.HealthTopic(SITE, BOOTH))
    health = messages.Health(
        uptime_s=86_400, clock="trusted", waiting=3, disk_free_mb=20_480, disk_used_percent=35,
        days_left=41, counts={"visit.begun": 12, "visit.appealed": 5}, directory_version=7,
        refused_messages=0,
    )  # fmt: skip
    return [
        _good("a booth that is well", topic, _json(health)),
        _bad("time below zero", topic, _json(health).replace(b"86400", b"-1"), "below zero"),
        _bad("a field is missing", topic, b'{"v":1}', "missing field"),
        _bad("too large", topic, b" " * 8_193, "larger than allowed"),
    ]


def _chunk() -> list[Case]:
    topic = str(topics.ChunkTopic(SITE, BOOTH, ID, 0, SHA))
    return [
        _good("the first bytes", topic, CLIP),
        _bad("other bytes than the topic's hash", topic, CLIP[::-1], "hash"),
        _bad(
            "an offset with a zero before it",
            topic.replace("/0/", "/007/"),
            CLIP,
            "not a topic of this contract",
        ),
    ]


def _fin() -> list[Case]:
    topic = str(topics.FinTopic(SITE, BOOTH, ID, len(CLIP), SHA))
    return [
        _good("the end", topic, b""),
        _bad("with something in it", topic, b"x", "larger than allowed"),
    ]


def _video_want() -> list[Case]:
    topic = str(topics.VideoWantTopic(SITE, BOOTH, RID))
    begun = messages.WantVideo(have=((0, 65_536),), credit=262_144)
    lost = messages.WantVideo(have=((0, 65_536),), credit=262_144, lost=True)
    return [
        _good("from the beginning", topic, _json(messages.WantVideo(have=(), credit=262_144))),
        _good("the rest", topic, _json(begun)),
        _good("the rest, of which nothing is on its way any more", topic, _json(lost)),
        _good("nobody looks at it any more", topic, _json(messages.Enough())),
        _bad("a wish that nobody knows", topic, b'{"state":"stored","signed":"a.b.c"}', "unknown"),
        _bad("credit below zero", topic, b'{"state":"want","have":[],"credit":-1}', "below zero"),
        _bad("too large", topic, b" " * 1_025, "larger than allowed"),
    ]


def _video_state() -> list[Case]:
    topic = str(topics.VideoStateTopic(SITE, BOOTH, RID))
    return [
        _good("nothing of that question", topic, _json(messages.Unknown())),
        _good("not yet", topic, _json(messages.Wait(retry_s=1))),
        _bad("a state that is for clips", topic, b'{"state":"reject","why":"no"}', "unknown state"),
    ]


def _video_chunk() -> list[Case]:
    topic = str(topics.VideoChunkTopic(SITE, BOOTH, RID, 0, SHA))
    return [
        _good("the first bytes", topic, CLIP),
        _bad("other bytes than the topic's hash", topic, CLIP[::-1], "hash"),
    ]


def _video_fin() -> list[Case]:
    topic = str(topics.VideoFinTopic(SITE, BOOTH, RID, len(CLIP), SHA))
    return [
        _good("the end", topic, b""),
        _bad("with something in it", topic, b"x", "larger than allowed"),
    ]


def _good(name: str, topic: str, payload: bytes, inside: Any = None) -> Case:
    return _case(name, topic, payload, good=True, why="", inside=inside)


def _bad(name: str, topic: str, payload: bytes, why: str) -> Case:
    return _case(name, topic, payload, good=False, why=why, inside=None)


def _case(name: str, topic: str, payload: bytes, *, good: bool, why: str, inside: Any) -> Case:
    try:
        shown = {"text": payload.decode("ascii")}
    except UnicodeDecodeError:
        shown = {"base64": base64.b64encode(payload).decode()}
    return {"name": name, "topic": topic, **shown, "good": good, "why": why, "inside": inside}


def _json(message: Struct) -> bytes:
    return msgspec.json.encode(message)


def _plain(message: Struct) -> Any:
    return msgspec.to_builtins(message)


def main() -> None:
    """Write keys.json and a file for each kind of message."""
    with tempfile.TemporaryDirectory() as folder:
        maker = Maker(Path(folder))
    for name, content in {KEYS: maker.keys(), **maker.files()}.items():
        text = json.dumps(content, ensure_ascii=False, indent=1) + "\n"
        (FOLDER / f"{name}.json").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
