"""What people do at the desk is told: deed, audit and notice are one step."""

import pytest

from central.cases import AT_THE_CONSOLE, Cases, Rooms
from central.errors import BadInput
from firmware.appeals.appeal import Language


@pytest.fixture
def cases(office, central) -> Cases:
    rooms = Rooms(
        central.store,
        central.registry,
        central.decisions,
        central.audit,
        office.people,
        central.publisher,
        central.videos,
        central.retention,
        office.outbox,
    )
    return Cases(rooms, central.settings.timezone, office.calendar)


def events(office) -> list[str]:
    return [row.event for row in office.notices()]


def test_the_citizen_hears_of_every_deed(office, cases) -> None:
    id = office.appeal()

    cases.take(AT_THE_CONSOLE, id)
    cases.extend(AT_THE_CONSOLE, id, 3, "Сараптама")
    cases.ask(AT_THE_CONSOLE, id, "Қай үй?", Language.KK)
    cases.answer(AT_THE_CONSOLE, id, "Жөнделді.", Language.KK)
    cases.answer(AT_THE_CONSOLE, id, "Толық жөнделді.", Language.KK)

    assert events(office) == ["extended", "clarification", "answered", "answered:2"]


def test_what_is_dismissed_is_told(office, cases) -> None:
    cases.dismiss(AT_THE_CONSOLE, office.appeal(), "Жарнама.", Language.KK)

    assert events(office) == ["dismissed"]


def test_a_deed_that_was_refused_is_not_told(office, cases) -> None:
    with pytest.raises(BadInput):
        cases.extend(AT_THE_CONSOLE, office.appeal(), 3, "")

    assert events(office) == []


def test_of_a_deleted_appeal_no_telephone_and_no_text_is_left(
    office, central, cases, offer
) -> None:
    clip = offer()
    central.receiver.receive([clip.init, clip.chunk(0, len(clip.sealed)), clip.fin])
    cases.answer(AT_THE_CONSOLE, clip.id, "Жөнделді.", Language.KK)

    cases.delete(AT_THE_CONSOLE, clip.id, "азаматтың өтініші")
    assert office.queue.take() is None

    row = office.notice()
    assert (row.state, row.phone, row.text) == ("dropped", "", "")
