"""What people do with appeals: the right to do it, the deed, the audit, who is told: one step.

The desk, the API and the commands all come through here.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Protocol
from zoneinfo import ZoneInfo

from central.audit import CONSOLE, Acted, Audit
from central.decisions import Decisions
from central.desk.models import Person
from central.entries import Entry
from central.errors import BadInput, NotAllowed, NotFound
from central.models import AppealState
from central.notices.events import Event
from central.people import People
from central.publisher import Publisher
from central.registry import Registry, Wanted
from central.retention import Retention
from central.rights import RIGHTS, Act, Role
from central.store import Store
from central.transcode import Progress
from central.videos import Videos
from firmware.appeals.appeal import Kind, Language


class Tells(Protocol):
    """Who is told of what has happened; inside the caller's transaction."""

    def tell(self, event: Event, entry: Entry) -> None:
        """Queue what is to be said."""


@dataclass(frozen=True, slots=True)
class Actor:
    """Who does it: a person of the desk, or (with `acts`) another system or a command."""

    who: str
    person: Person | None = None
    acts: frozenset[Act] = frozenset()

    def may(self, act: Act) -> bool:
        """Whether they have that right at all."""
        if self.person is None:
            return act in self.acts
        return act in RIGHTS[Role(self.person.role)]

    @property
    def is_official(self) -> bool:
        """Whether they see no more than what is theirs."""
        return self.person is not None and self.person.role == Role.OFFICIAL


AT_THE_CONSOLE = Actor(CONSOLE, acts=frozenset(Act))


@dataclass(frozen=True, slots=True)
class Rooms:
    """What `Cases` brings together."""

    store: Store
    registry: Registry
    decisions: Decisions
    audit: Audit
    people: People
    publisher: Publisher
    videos: Videos
    retention: Retention
    tells: Tells


class Cases:
    """Every call raises NotAllowed, NotFound (also for an appeal that is not theirs), BadInput."""

    def __init__(self, rooms: Rooms, timezone: ZoneInfo, now: Callable[[], datetime]) -> None:
        self._rooms = rooms
        self._timezone = timezone
        self._now = now

    def wanted(self, by: Actor, wanted: Wanted) -> Wanted:
        """The same, of those that they may see."""
        self._check(by, Act.SEE)
        held_by = self._offices(by) if by.is_official else wanted.held_by
        not_about = by.person.body if by.person and by.person.body else wanted.not_about
        return replace(wanted, held_by=held_by, not_about=not_about)

    def find(self, by: Actor, case: str, act: Act = Act.SEE) -> Entry:
        """An appeal that they may see, with the right to do that with it."""
        self._check(by, act)
        entry = self._rooms.registry.find(case)
        # Who may not see it learns no more than who made the id up.
        hidden = by.is_official and (entry.site, entry.holder) not in self._offices(by)
        if hidden or _is_accused(by, entry):
            raise NotFound(f"no appeal {case!r}")
        return entry

    def history(self, by: Actor, case: str) -> list[Acted]:
        """What was done with it."""
        return self._rooms.audit.of(self.find(by, case).id)

    def saw(self, by: Actor, case: str, act: Act = Act.SEE) -> Entry:
        """Somebody looks: at the appeal, its clip, its telephone; the audit notes which."""
        with self._deed(by, case, act) as entry:
            return entry

    def exported(self, by: Actor, case: str) -> Entry:
        """It leaves as a file (see `export`), but for what was deleted."""
        with self._deed(by, case, Act.EXPORT) as entry:
            if entry.state is AppealState.DELETED:
                raise BadInput(f"appeal {entry.id} was deleted")
            return entry

    def take(self, by: Actor, case: str) -> None:
        """They work on it now."""
        with self._deed(by, case, Act.TAKE) as entry:
            self._rooms.decisions.take(entry.id)

    def answer(
        self,
        by: Actor,
        case: str,
        text: str,
        language: Language,
        video: Path | None = None,
        progress: Progress = lambda _done: None,
    ) -> None:
        """An official's answer; `progress` is of the video. Raises OSError, too."""
        rooms = self._rooms
        rooms.decisions.check_answer(self.find(by, case, Act.ANSWER).id, text)
        kept = rooms.videos.put(video, progress) if video else None
        detail = {"characters": len(text), "video": kept.id if kept else None}
        try:
            with self._deed(by, case, Act.ANSWER, Event.ANSWERED, **detail) as entry:
                rooms.decisions.answer(entry.id, text, language, self._now(), kept)
        except BaseException:
            if kept:
                rooms.videos.drop(kept.id)
            raise

    def forward(self, by: Actor, case: str, official: str) -> None:
        """Pass it on to an official of its site's directory; never to the body it is about."""
        with self._deed(by, case, Act.FORWARD, Event.FORWARDED, to=official) as entry:
            directory = self._rooms.publisher.directory(entry.site)
            if directory is None or directory.official(official) is None:
                raise BadInput(f"official {official!r}: not in the directory of {entry.site}")
            if entry.about and entry.about in self._rooms.people.bodies_of(entry.site, official):
                raise BadInput(f"official {official!r}: belongs to the body that it is about")
            self._rooms.decisions.forward(entry.id, official, self._now())

    def extend(self, by: Actor, case: str, days: int, reason: str) -> date:
        """Put the answer off by so many days; returns the new day."""
        with self._deed(by, case, Act.EXTEND, Event.EXTENDED, days=days) as entry:
            return self._rooms.decisions.extend(entry.id, days, reason, self._now())

    def ask(self, by: Actor, case: str, text: str, language: Language) -> None:
        """Ask the citizen for what is missing."""
        with self._deed(by, case, Act.ASK, Event.CLARIFICATION) as entry:
            self._rooms.decisions.ask(entry.id, text, language, self._now())

    def dismiss(self, by: Actor, case: str, text: str, language: Language) -> None:
        """Close what is not an appeal."""
        with self._deed(by, case, Act.DISMISS, Event.DISMISSED) as entry:
            self._rooms.decisions.dismiss(entry.id, text, language, self._now())

    def reclass(self, by: Actor, case: str, kind: Kind) -> None:
        """What kind of appeal it is by law."""
        with self._deed(by, case, Act.RECLASS, kind=str(kind)) as entry:
            self._rooms.decisions.reclass(entry.id, kind)

    def number(self, by: Actor, case: str, official_number: str) -> None:
        """The number in the state's own register."""
        with self._deed(by, case, Act.NUMBER, number=official_number) as entry:
            self._rooms.decisions.number(entry.id, official_number)

    def hold(self, by: Actor, case: str, reason: str) -> None:
        """The law forbids its deletion for now."""
        with self._deed(by, case, Act.HOLD, held=True) as entry:
            self._rooms.retention.hold(entry.id, reason)

    def release(self, by: Actor, case: str) -> None:
        """The law allows its deletion again."""
        with self._deed(by, case, Act.HOLD, held=False) as entry:
            self._rooms.retention.release(entry.id)

    def delete(self, by: Actor, case: str, reason: str) -> str:
        """Delete it, on the citizen's request or a court's; returns the signed proof."""
        with self._deed(by, case, Act.DELETE) as entry:
            proof = self._rooms.retention.delete(entry.id, reason)
        self._rooms.retention.sweep()
        return proof

    @contextmanager
    def _deed(
        self, by: Actor, case: str, act: Act, event: Event | None = None, **detail: object
    ) -> Iterator[Entry]:
        """The appeal; what is done inside, its note and its notices are kept together or not."""
        rooms = self._rooms
        with rooms.store.transaction():
            entry = self.find(self._anew(by), case, act)
            yield entry
            rooms.audit.note(by.who, act, entry.id, **detail)
            if event is not None:
                rooms.tells.tell(event, rooms.registry.find(entry.id))

    def _anew(self, by: Actor) -> Actor:
        """As they are now: a video that takes long to make ready may have outlived their right."""
        if by.person is None:
            return by
        person = self._rooms.people.find(by.person.login)
        if not person.active:
            raise NotAllowed(f"{by.who} may not sign in any more")
        return replace(by, person=person)

    def _check(self, by: Actor, act: Act) -> None:
        if not by.may(act):
            raise NotAllowed(f"{by.who} may not {act}")

    def _offices(self, by: Actor) -> frozenset[tuple[str, str]]:
        assert by.person is not None
        return self._rooms.people.offices_of(by.person, self._today())

    def _today(self) -> date:
        return self._now().astimezone(self._timezone).date()


def _is_accused(by: Actor, entry: Entry) -> bool:
    """Whether it may be about the body that they belong to; see `registry.not_about`."""
    if by.person is None or not by.person.body:
        return False
    forgotten = entry.state is AppealState.DELETED and entry.kind == Kind.MESSAGE
    return forgotten or entry.about == by.person.body
