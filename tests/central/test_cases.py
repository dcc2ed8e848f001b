"""What people do with appeals: rights, audit and notices go together."""

from datetime import timedelta
from importlib import resources

import pytest

from central.cases import AT_THE_CONSOLE, Actor, Cases, Rooms
from central.errors import BadInput, NotAllowed, NotFound
from central.models import AppealState
from central.notices.events import Event
from central.people import People
from central.registry import Wanted
from central.rights import RIGHTS, Act, Role
from firmware.appeals.appeal import Kind, Language

MINE, OTHER = "zhylybaeva", "sukhorechny"


class Told:
    def __init__(self) -> None:
        self.events: list[Event] = []

    def tell(self, event, entry) -> None:
        assert entry.number
        self.events.append(event)


@pytest.fixture
def told() -> Told:
    return Told()


@pytest.fixture
def people(central, calendar, quick_hasher) -> People:
    return People(central.store, calendar, quick_hasher)


@pytest.fixture
def cases(central, calendar, people, told) -> Cases:
    sample = resources.files("central.sample").joinpath("directory.json")
    central.publish_directory(sample.read_bytes())
    rooms = Rooms(
        central.store,
        central.registry,
        central.decisions,
        central.audit,
        people,
        central.publisher,
        central.videos,
        central.retention,
        told,
    )
    return Cases(rooms, central.settings.timezone, calendar)


@pytest.fixture
def person(people):
    """Makes people of the desk as actors."""

    def make(login: str, role: Role, **more) -> Actor:
        made = people.add(login, login, role, "a long password", Language.RU, **more)
        return Actor(login, made)

    return make


@pytest.fixture
def official(person) -> Actor:
    return person("mine", Role.OFFICIAL, site="oskemen", official=MINE)


@pytest.fixture
def arrive(central, offer):
    """Makes appeals that were taken over."""

    def take(addressee: str = MINE, **more) -> str:
        clip = offer(addressee=addressee, **more)
        central.receiver.receive([clip.init, clip.chunk(0, len(clip.sealed)), clip.fin])
        return clip.id

    return take


def do(cases: Cases, by: Actor, case: str, act: Act) -> None:
    """That act, as sensibly as it can be done."""
    match act:
        case Act.SEE | Act.PLAY | Act.SEE_PHONE | Act.EXPORT:
            cases.saw(by, case, act)
        case Act.TAKE:
            cases.take(by, case)
        case Act.ANSWER:
            cases.answer(by, case, "Яма засыпана.", Language.RU)
        case Act.FORWARD:
            cases.forward(by, case, OTHER)
        case Act.EXTEND:
            cases.extend(by, case, 3, "Ждём.")
        case Act.ASK:
            cases.ask(by, case, "Какой дом?", Language.RU)
        case Act.DISMISS:
            cases.dismiss(by, case, "Это реклама.", Language.RU)
        case Act.RECLASS:
            cases.reclass(by, case, Kind.COMPLAINT)
        case Act.NUMBER:
            cases.number(by, case, "ЖТ-2026-1")


DEEDS = [
    Act.SEE,
    Act.PLAY,
    Act.SEE_PHONE,
    Act.EXPORT,
    Act.TAKE,
    Act.ANSWER,
    Act.FORWARD,
    Act.EXTEND,
    Act.ASK,
    Act.DISMISS,
    Act.RECLASS,
    Act.NUMBER,
]


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("act", DEEDS)
def test_each_role_does_what_is_its_right_and_nothing_else(
    cases, central, person, arrive, role, act
) -> None:
    by = person("somebody", role, site="oskemen", official=MINE)
    case = arrive()

    if act in RIGHTS[role]:
        do(cases, by, case, act)
        assert [(acted.who, acted.act) for acted in central.audit.of(case)] == [("somebody", act)]
    else:
        with pytest.raises(NotAllowed):
            do(cases, by, case, act)
        assert central.audit.of(case) == []


@pytest.mark.parametrize("act", sorted(set(DEEDS) & RIGHTS[Role.OFFICIAL]))
def test_another_officials_appeal_is_not_there(cases, central, official, arrive, act) -> None:
    case = arrive(OTHER)

    with pytest.raises(NotFound):
        do(cases, official, case, act)

    assert central.registry.search(cases.wanted(official, Wanted())) == []
    assert central.audit.of(case) == []


def test_an_official_of_nothing_sees_nothing(cases, central, person, arrive) -> None:
    arrive()
    nobody = person("nobody", Role.OFFICIAL)

    assert central.registry.search(cases.wanted(nobody, Wanted())) == []


def test_what_was_passed_on_is_the_other_officials(cases, central, official, person, arrive):
    other = person("other", Role.OFFICIAL, site="oskemen", official=OTHER)
    case = arrive()

    cases.forward(official, case, OTHER)

    assert central.registry.search(cases.wanted(official, Wanted())) == []
    assert [entry.id for entry in central.registry.search(cases.wanted(other, Wanted()))] == [case]


def test_a_substitute_sees_it_too_while_the_official_is_away(
    cases, calendar, people, person, arrive
) -> None:
    person("mine", Role.OFFICIAL, site="oskemen", official=MINE)
    deputy = person("deputy", Role.OFFICIAL, site="oskemen", official=OTHER)
    case = arrive()
    until = calendar.now.date() + timedelta(days=3)
    people.change("mine", substitute=deputy.person, away_until=until)

    assert cases.find(deputy, case).id == case

    calendar.now += timedelta(days=5)
    with pytest.raises(NotFound):
        cases.find(deputy, case)


def test_whom_a_report_is_about_never_sees_it(cases, central, person, arrive) -> None:
    case = arrive(about="water")
    accused = person("accused", Role.OFFICIAL, site="oskemen", official=MINE, body="water")
    clerk = person("clerk", Role.REGISTRAR, body="water")

    for by in (accused, clerk):
        with pytest.raises(NotFound):
            cases.find(by, case)
        assert central.registry.search(cases.wanted(by, Wanted())) == []


def test_a_report_is_not_passed_on_to_whom_it_is_about(cases, person, official, arrive) -> None:
    person("accused", Role.OFFICIAL, site="oskemen", official=OTHER, body="water")
    case = arrive(about="water")

    with pytest.raises(BadInput, match="body that it is about"):
        cases.forward(official, case, OTHER)


@pytest.mark.parametrize(
    ("act", "event"),
    [
        (Act.ANSWER, Event.ANSWERED),
        (Act.FORWARD, Event.FORWARDED),
        (Act.EXTEND, Event.EXTENDED),
        (Act.ASK, Event.CLARIFICATION),
        (Act.DISMISS, Event.DISMISSED),
    ],
)
def test_people_are_told_of_what_was_decided(cases, told, official, arrive, act, event) -> None:
    case = arrive()

    do(cases, official, case, act)

    assert told.events == [event]


def test_what_fails_leaves_neither_note_nor_notice(cases, central, told, official, arrive) -> None:
    case = arrive()

    with pytest.raises(BadInput):
        cases.extend(official, case, 0, "x")
    with pytest.raises(BadInput):
        cases.forward(official, case, "nobody")

    assert told.events == []
    assert central.audit.of(case) == []


def test_what_was_dismissed_is_closed_and_says_why(cases, central, official, arrive) -> None:
    case = arrive()

    cases.dismiss(official, case, "Это реклама.", Language.RU)

    entry = central.registry.find(case)
    assert entry.state is AppealState.NOT_AN_APPEAL
    assert not entry.open
    assert entry.closed_at is not None
    assert entry.decided.text == "Это реклама."
    with pytest.raises(BadInput, match="not an appeal"):
        cases.answer(official, case, "Да.", Language.RU)


def test_what_was_asked_back_goes_on(cases, central, official, arrive) -> None:
    case = arrive()
    cases.ask(official, case, "Какой дом?", Language.RU)
    assert central.registry.find(case).decided.text == "Какой дом?"

    cases.answer(official, case, "Да.", Language.RU)

    entry = central.registry.find(case)
    assert entry.state is AppealState.ANSWERED
    assert entry.decided is None


def test_the_console_may_do_everything(cases, arrive) -> None:
    assert all(AT_THE_CONSOLE.may(act) for act in Act)
    cases.take(AT_THE_CONSOLE, arrive())


def test_what_was_deleted_is_not_exported_and_the_audit_says_nothing_else(
    central, cases, offer
) -> None:
    clip = offer()
    central.receiver.receive([clip.init, clip.chunk(0, len(clip.sealed)), clip.fin])
    assert cases.exported(AT_THE_CONSOLE, clip.id).number == clip.number
    cases.delete(AT_THE_CONSOLE, clip.id, "x")

    with pytest.raises(BadInput, match="deleted"):
        cases.exported(AT_THE_CONSOLE, clip.id)

    assert [acted.act for acted in central.audit.of(clip.id)] == [Act.EXPORT, Act.DELETE]
