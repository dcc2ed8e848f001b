"""The table of the visit, every state with every event; and the guard of idle time."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firmware.kiosk.diagram import page
from firmware.kiosk.texts import LOCALE
from firmware.kiosk.visit import LIMITS, UNWARNED, IdleGuard, Visit

STATES = sorted(state.id for state in Visit.states)
EVENTS = sorted(event.id for event in Visit.events)

WAYS = {
    "attract": {"touched": "language"},
    "language": {"chosen_language": "menu", "back": "attract"},
    "menu": {
        "appeal": "area",
        "violation": "body",
        "see_answer": "number",
        "see_information": "information",
        "back": "language",
    },
    "area": {"area_chosen": "official", "back": "menu"},
    "official": {"official_chosen": "phone", "back": "area"},
    "body": {"body_chosen": "phone", "back": "menu"},
    "phone": {"phone_given": "consent", "back": "official"},
    "consent": {"consented": "position", "back": "phone"},
    "position": {"ready": "countdown", "back": "consent", "recording_failed": "failed"},
    "countdown": {"counted": "recording", "back": "position", "recording_failed": "failed"},
    "recording": {
        "stopped": "review",
        "extend": "recording",
        "recording_failed": "failed",
        "storage_failed": "failed",
    },
    "review": {
        "again": "countdown",
        "send_it": "registering",
        "recording_failed": "failed",
        "storage_failed": "failed",
    },
    "registering": {"registered": "receipt", "storage_failed": "failed"},
    "receipt": {"slip_taken": "thanks", "print_again": "receipt", "expired": "thanks"},
    "thanks": {},
    "failed": {"again": "position"},
    "number": {"number_given": "asking", "back": "menu"},
    "asking": {"replied": "answer", "no_line": "answer", "back": "number"},
    "answer": {
        "watch": "watching",
        "seen": "rating",
        "back": "menu",
        "see_answer": "number",
    },
    "watching": {"ask_again": "asking", "seen": "rating", "back": "answer"},
    "rating": {"rate": "thanks"},
    "information": {"article_chosen": "article", "back": "menu"},
    "article": {"back": "information"},
}
"""Where each event leads with the facts of the fixture; `cancel` and `expired` below."""

HELD = {"attract", "registering", "receipt"}
UNTIMED = {"attract", "countdown", "recording", "registering", "asking", "receipt"}


def expected(state: str, event: str) -> str | None:
    if event == "cancel":
        return None if state in HELD else "attract"
    if event == "expired" and state not in UNTIMED:
        return "attract"
    return WAYS[state].get(event)


def at(state: str, facts: object) -> Visit:
    visit = Visit(facts)
    visit.current_state_value = state
    return visit


def test_the_table_of_this_test_knows_every_state():
    assert sorted(WAYS) == STATES == sorted(LIMITS)


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("event", EVENTS)
def test_every_event_leads_where_the_design_says_or_is_counted(state, event, facts):
    visit = at(state, facts)
    target = expected(state, event)
    assert visit.tell(event) is (target is not None)
    assert visit.state_id == (target or state)
    assert visit.ignored[event] == (0 if target else 1)


@pytest.mark.parametrize("state", STATES)
def test_an_event_that_no_state_knows_is_counted_and_not_raised(state, facts):
    visit = at(state, facts)
    assert not visit.tell("nonsense")
    assert visit.state_id == state
    assert visit.ignored == {"nonsense": 1}


def test_a_violation_may_be_reported_without_a_phone(facts):
    facts.is_violation = True
    visit = at("phone", facts)
    assert visit.tell("phone_skipped")
    assert visit.state_id == "consent"


def test_from_the_phone_a_violation_goes_back_to_the_body(facts):
    facts.is_violation = True
    visit = at("phone", facts)
    visit.tell("back")
    assert visit.state_id == "body"


def test_no_take_left_means_no_new_recording(facts):
    facts.takes_left = False
    visit = at("review", facts)
    assert not visit.tell("again")
    assert visit.state_id == "review"


def test_a_recording_at_its_limit_cannot_be_extended(facts):
    facts.can_extend = False
    assert not at("recording", facts).tell("extend")


def test_a_recording_left_alone_is_sent_only_by_setting(facts):
    facts.walk_away_sends = True
    visit = at("review", facts)
    visit.tell("expired")
    assert visit.state_id == "registering"
    assert visit.walked_away


def test_the_number_of_one_who_left_is_not_shown_to_the_next(facts):
    facts.walk_away_sends = True
    visit = at("review", facts)
    visit.tell("expired")
    visit.tell("registered")
    assert visit.state_id == "thanks"
    assert visit.walked_away
    visit.tell("expired")
    assert not visit.walked_away


@given(st.lists(st.sampled_from(EVENTS), max_size=60), st.tuples(*[st.booleans()] * 4))
def test_once_registered_the_number_is_always_shown_to_who_is_there(events, truths):
    names = ("is_violation", "takes_left", "can_extend", "walk_away_sends")
    visit = Visit(type("Facts", (), dict(zip(names, truths, strict=True)))())
    before = visit.state_id
    for event in events:
        if visit.tell(event) and event == "registered":
            assert before == "registering"
            assert visit.state_id == ("thanks" if visit.walked_away else "receipt")
        before = visit.state_id


@given(st.lists(st.sampled_from(EVENTS), max_size=60))
def test_after_any_events_a_visit_can_still_come_to_its_end(events):
    names = ("is_violation", "takes_left", "can_extend", "walk_away_sends")
    visit = Visit(type("Facts", (), dict.fromkeys(names, True))())
    for event in events:
        visit.tell(event)
    for _ in range(8):
        for event in ("registered", "storage_failed", "slip_taken", "cancel"):
            visit.tell(event)
    assert visit.state_id == "attract"


def test_the_page_in_the_docs_is_generated_from_the_table():
    assert (LOCALE.parents[1] / "docs" / "visit.md").read_text() == page()


def test_a_warning_comes_after_the_limit_and_the_end_twenty_seconds_later(clock):
    guard = IdleGuard(LIMITS, 20, clock)
    guard.enter("language")
    clock.seconds += 39.9
    assert guard.tick() is None
    clock.seconds += 0.1
    assert guard.tick() == 20
    clock.seconds += 12.5
    assert guard.tick() == 8
    clock.seconds += 7.5
    assert guard.tick() == 0


def test_a_touch_during_the_warning_begins_the_time_anew(clock):
    guard = IdleGuard(LIMITS, 20, clock)
    guard.enter("menu")
    for _ in range(10):
        clock.seconds += 75
        assert guard.tick() == 5
        guard.touch()
        assert guard.tick() is None


@pytest.mark.parametrize("state", [state for state, limit in LIMITS.items() if limit is None])
def test_a_state_without_a_limit_never_ends_by_itself(state, clock):
    guard = IdleGuard(LIMITS, 20, clock)
    guard.enter(state)
    clock.seconds += 1e6
    assert guard.tick() is None


@pytest.mark.parametrize("state", sorted(UNWARNED))
def test_where_nothing_can_be_lost_the_end_comes_without_a_warning(state, clock):
    guard = IdleGuard(LIMITS, 20, clock)
    guard.enter(state)
    clock.seconds += LIMITS[state]
    assert guard.tick() == 0


@pytest.mark.parametrize("state", [state for state, limit in LIMITS.items() if limit])
def test_every_state_with_a_limit_knows_what_to_do_when_time_is_over(state, facts):
    assert at(state, facts).tell("expired")
