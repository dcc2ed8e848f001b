"""Whom an event concerns, as things are now."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from central.desk.models import Person
from central.entries import Entry
from central.notices.events import Event
from firmware.appeals.appeal import Kind

CITIZEN = "citizen"

TO_CITIZEN = frozenset(
    {
        Event.REGISTERED,
        Event.ANSWERED,
        Event.EXTENDED,
        Event.CLARIFICATION,
        Event.DISMISSED,
        Event.FORWARDED,
    }
)
TO_OFFICIAL = frozenset({Event.ARRIVED, Event.FORWARDED, Event.DUE_3, Event.DUE_1, Event.DUE_0})
TO_SUPERIOR = frozenset({Event.DUE_1, Event.DUE_0})


class Contacts(Protocol):
    """Who has the account of an official (`people.People`)."""

    def persons_of(self, site: str, official: str, today: date) -> Iterable[Person]:
        """The official's people, their substitutes while they are away."""


@dataclass(frozen=True, slots=True)
class Recipient:
    """Somebody to be told; `phone` as it was given, empty where there is none."""

    name: str
    phone: str
    language: str

    @property
    def is_citizen(self) -> bool:
        """Whether it is who appealed."""
        return self.name == CITIZEN


class Recipients:
    """Finds them. Needs a connection, and changes nothing."""

    def __init__(self, contacts: Contacts, *, tell_reporters: bool) -> None:
        self._contacts = contacts
        self._tell_reporters = tell_reporters

    def of(self, event: Event, entry: Entry, today: date) -> list[Recipient]:
        """Everybody who is to be told, each once."""
        found: dict[str, Recipient] = {}
        if event in TO_CITIZEN and (citizen := self._citizen(entry)):
            found[CITIZEN] = citizen
        if event in TO_OFFICIAL and entry.holder:
            for recipient in self._people(event, entry, entry.holder, today):
                found.setdefault(recipient.name, recipient)
        return list(found.values())

    def _citizen(self, entry: Entry) -> Recipient | None:
        if not entry.phone or not entry.language:
            return None
        # An SMS on the telephone of who reports a body may be seen by that body.
        if entry.kind == Kind.MESSAGE and not self._tell_reporters:
            return None
        return Recipient(CITIZEN, entry.phone, entry.language)

    def _people(
        self, event: Event, entry: Entry, official: str, today: date
    ) -> Iterator[Recipient]:
        people = list(self._contacts.persons_of(entry.site, official, today))
        if not people:
            yield Recipient(f"official {official}", "", "")
        for person in people:
            yield from _unless_accused(person, entry)
        for person in people if event in TO_SUPERIOR else ():
            superior = person.superior
            if superior is not None and superior.active:
                yield from _unless_accused(superior, entry)


def _unless_accused(person: Person, entry: Entry) -> Iterator[Recipient]:
    if entry.about is None or person.body != entry.about:
        yield Recipient(f"person {person.id}", person.phone or "", person.language)
