"""A town's worth of weeks, made up: people of the desk, booths, appeals and what became of them.

The same seed tells the same story; keys, numbers and clips are new each time.
"""

import random
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

from central.cases import Actor
from central.errors import BadInput
from central.rights import Role
from central.sample import SITE, publish_sample
from central.sample.film import draw_film
from central.sample.stories import ANSWERS, ASKED, DELAYS, DISMISSED, Fate, fate_of
from central.server import Central
from central.settings import CentralSettings
from firmware.appeals import manifest as papers
from firmware.appeals import number as numbers
from firmware.appeals.appeal import Kind, Language, new_id
from firmware.appeals.manifest import Envelope, FileFacts, Manifest
from firmware.appeals.sealing import seal
from firmware.appeals.signing import PrivateKey, make_key, public_pem
from firmware.wire import messages
from firmware.wire.directory import Directory
from firmware.wire.messages import Condition, Health, Init, Rating, Stored
from firmware.wire.topics import ChunkTopic, FinTopic, InitTopic

BOOTHS = ("001", "002", "003")
WEEKS = 8
_CHUNK = 262_144
_LOOKS = 4
_STAFF = (
    ("registrar", "Тіркеуші", Role.REGISTRAR),
    ("operator", "Оператор", Role.OPERATOR),
    ("auditor", "Аудитор", Role.AUDITOR),
)

_RATINGS: tuple[Rating, ...] = ("good", "fair", "bad")
_OPEN_HOURS = (9, 18)

Told = Callable[[int, int], None]


class Clock:
    """The time of the story."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        """The time, in UTC."""
        return self.now


@dataclass(frozen=True, slots=True)
class Demonstration:
    """What was made: logins, with the password that all of them have."""

    logins: tuple[str, ...]
    password: str
    appeals: int


@dataclass(frozen=True, slots=True)
class _Event:
    """Something that happens at a moment."""

    at: datetime
    happen: Callable[[], None]


def demonstrate(
    settings: CentralSettings,
    until: datetime,
    password: str,
    *,
    appeals: int,
    seed: int,
    told: Told = lambda _done, _of: None,
) -> Demonstration:
    """Fill a central that has no appeals yet; `told` hears how far it is. Raises BadInput."""
    clock = Clock(until)
    central = Central(settings, clock=clock)
    if central.registry.all() or central.people.all():
        raise BadInput(f"{settings.data}: has appeals or people; this needs a new folder")
    publish_sample(central)
    directory = central.publisher.directory(SITE)
    assert directory is not None
    story = _Story(central, clock, directory, random.Random(seed))
    logins = story.people(password)
    story.booths()
    events = sorted(story.events(until, appeals), key=lambda event: event.at)
    for done, event in enumerate(events):
        clock.now = event.at
        event.happen()
        told(done + 1, len(events))
    clock.now = until
    story.health()
    return Demonstration(logins, password, appeals)


class _Story:
    """What happens in the town."""

    def __init__(
        self, central: Central, clock: Clock, directory: Directory, chance: random.Random
    ) -> None:
        self._central = central
        self._clock = clock
        self._directory = directory
        self._chance = chance
        self._keys: dict[str, PrivateKey] = {}
        self._films = _films()
        self._seq = 0

    def people(self, password: str) -> tuple[str, ...]:
        """An account for each official, and for those who keep the desk running."""
        add = self._central.people.add
        for official in self._directory.officials:
            name = official.name.kk
            place = {"site": SITE, "official": official.id}
            add(official.id, name, Role.OFFICIAL, password, Language.KK, **place)
        for login, name, role in _STAFF:
            add(login, name, role, password, Language.RU)
        return (*(one.id for one in self._directory.officials), *(one[0] for one in _STAFF))

    def booths(self) -> None:
        """Register them, with keys of their own."""
        with tempfile.TemporaryDirectory() as folder:
            for booth in BOOTHS:
                key = make_key(Path(folder) / f"{booth}.key")
                public = Path(folder) / f"{booth}.pem"
                public.write_bytes(public_pem(key))
                self._central.booths.add(booth, SITE, public)
                self._keys[booth] = key

    def events(self, until: datetime, appeals: int) -> Iterator[_Event]:
        """Every appeal, and what becomes of it before the story ends."""
        for _ in range(appeals):
            ago = timedelta(days=WEEKS * 7 * self._chance.random() ** 1.3)
            hour = timedelta(hours=self._chance.uniform(*_OPEN_HOURS))
            midnight = (
                (until - ago)
                .astimezone(self._central.settings.timezone)
                .replace(hour=0, minute=0, second=0, microsecond=0)
            )
            at = min((midnight + hour).astimezone(UTC), until - timedelta(minutes=5))
            yield from self._appeal(at, until)

    def health(self) -> None:
        """How the booths are at the end: the second is short of paper, the third has no line."""
        for booth in BOOTHS:
            self._central.booths.said_online(booth, online=booth != "003")
            said = _health(paper="near_end" if booth == "002" else "ok", waiting=0)
            payload = messages.write(said).decode()
            self._central.booths.said_health(booth, said, payload)

    def _appeal(self, at: datetime, until: datetime) -> Iterator[_Event]:
        id, chance = new_id(), self._chance
        language = chance.choices(list(Language), (5, 4, 1))[0]
        fate = fate_of(chance)
        yield _Event(at, lambda: self._arrive(id, language))
        moments = ((at + timedelta(days=day), deed) for day, deed in fate.deeds(chance))
        for moment, deed in moments:
            if moment < until:
                yield _Event(moment, lambda deed=deed: self._do(id, deed, language))  # type: ignore[misc]

    def _do(self, id: str, deed: Fate, language: Language) -> None:
        cases, chance = self._central.cases, self._chance
        entry = self._central.registry.find(id)
        assert entry.holder is not None
        by = Actor(entry.holder, self._central.people.find(entry.holder))
        match deed:
            case Fate.TAKEN:
                cases.take(by, id)
            case Fate.FORWARDED:
                others = [one.id for one in self._directory.officials if one.id != entry.holder]
                cases.forward(by, id, chance.choice(others))
            case Fate.EXTENDED:
                cases.extend(by, id, chance.randint(5, 20), DELAYS[language])
            case Fate.ASKED:
                cases.ask(by, id, ASKED[language], language)
            case Fate.DISMISSED:
                cases.dismiss(by, id, DISMISSED[language], language)
            case Fate.ANSWERED:
                cases.answer(by, id, chance.choice(ANSWERS[language]), language)
            case Fate.RATED:
                self._central.registry.rate(id, chance.choices(_RATINGS, (6, 3, 1))[0])

    def _arrive(self, id: str, language: Language) -> None:
        chance, central = self._chance, self._central
        booth = chance.choices(BOOTHS, (5, 3, 2))[0]
        about = chance.choice(self._directory.bodies) if chance.random() < 0.12 else None
        official = chance.choices(
            self._directory.officials, [1 / (1 + n) for n in range(len(self._directory.officials))]
        )[0]
        plain, duration_ms = chance.choice(self._films)
        sealed = seal(plain, central.keys.recipients)
        manifest = Manifest(
            id=id,
            number=numbers.draw(booth),
            kind=Kind.MESSAGE if about else Kind.APPLICATION,
            addressee=about.overseer if about else official.id,
            about=about.id if about else None,
            directory_version=self._directory.version,
            # A range of the country's plan that nobody has.
            phone=None if about else f"+7700000{chance.randint(0, 9999):04d}",
            language=language,
            consent_version="1",
            recorded_at=self._clock.now,
            clock="trusted",
            duration_ms=duration_ms,
            codec="h264/aac",
            clip_sha256=sha256(sealed).hexdigest(),
        )
        self._send(manifest, booth, sealed)

    def _send(self, manifest: Manifest, booth: str, sealed: bytes) -> None:
        paper = seal(papers.write_manifest(manifest), self._central.keys.recipients)
        self._seq += 1
        envelope = Envelope(
            id=manifest.id,
            booth=booth,
            site=SITE,
            boot="0" * 8,
            seq=self._seq,
            clip=FileFacts(size=len(sealed), sha256=manifest.clip_sha256),
            manifest=papers.file_facts(paper),
        )
        init = Init(envelope=papers.sign_envelope(envelope, self._keys[booth]), manifest=paper)
        place = (SITE, booth, manifest.id)
        pieces = [sealed[at : at + _CHUNK] for at in range(0, len(sealed), _CHUNK)]
        chunks = [
            (ChunkTopic(*place, number * _CHUNK, sha256(piece).hexdigest()), piece)
            for number, piece in enumerate(pieces)
        ]
        fin = FinTopic(*place, len(sealed), manifest.clip_sha256)
        said = self._central.receiver.receive(
            [(InitTopic(*place), messages.write(init)), *chunks, (fin, b"")]
        )
        assert isinstance(said[-1][1], Stored), said


def _films() -> list[tuple[bytes, int]]:
    """Some clips and how long they are."""
    with tempfile.TemporaryDirectory() as folder:
        found = []
        for look in range(_LOOKS):
            file = Path(folder) / f"{look}.mp4"
            seconds = 3 + look
            draw_film(file, 5 + look, seconds)
            found.append((file.read_bytes(), seconds * 1000))
        return found


def _health(*, paper: messages.PaperState, waiting: int) -> Health:
    devices = Condition(in_order=True, camera=True, microphone=True, printer="online", paper=paper)
    return Health(
        uptime_s=86_400,
        clock="trusted",
        version="0.1.0",
        waiting=waiting,
        devices=devices,
        devices_age_s=2,
        disk_free_mb=20_000,
        disk_used_percent=18,
        directory_version=1,
        refused_messages=0,
    )
