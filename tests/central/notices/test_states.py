"""Whatever the gateway does: never more than two handings-over, nothing lost in silence."""

from collections import Counter
from datetime import timedelta
from itertools import count
from typing import Any

from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from central.models import Appeal, AppealState
from central.notices.events import Event
from central.notices.models import Notice, NoticeState
from central.notices.senders import (
    Accepted,
    Fate,
    Line,
    Refused,
    Report,
    Throttled,
    Unreachable,
    Unsure,
)
from central.notices.worker import Worker

_SETTLED = {NoticeState.FAILED, NoticeState.DROPPED, NoticeState.DELIVERED, NoticeState.SENT}

DOUBTFUL = ("breaks", "swallows", "kills", "kills after")
MOODS = ("takes", "refuses", "busy", "away", *DOUBTFUL)


class Killed(BaseException):
    """kill -9 of central."""


class MoodySender:
    """A gateway as the worker sees it; `got` is what may have reached the telephone."""

    def __init__(self, now) -> None:
        self.line = Line(up=True, since=now)
        self.mood = "takes"
        self.got: Counter[tuple[str, str]] = Counter()
        self.ids: dict[str, str] = {}
        self._count = count(1)

    def send(self, phone: str, text: str) -> Accepted:
        match self.mood:
            case "refuses":
                raise Refused("no")
            case "busy":
                raise Throttled("later", 1.0)
            case "away":
                raise Unreachable("nobody")
            case "breaks":
                raise Unsure("broke")
            case "kills":
                raise Killed
        self.got[phone, text] += 1
        match self.mood:
            case "swallows":
                raise Unsure("silence")
            case "kills after":
                raise Killed
        id = f"id-{next(self._count)}"
        self.ids[id] = phone
        return Accepted((id,))

    def attend(self, _seconds, _heard) -> None:
        """Reports come by a rule."""

    def close(self) -> None:
        """Nothing is open."""


class Notices(RuleBasedStateMachine):
    """Of one office for all examples: making one anew each time would take too long."""

    office: Any
    clock: Any

    @initialize()
    def begin(self) -> None:
        with self.office.store.transaction():
            Notice.delete().execute()
            Appeal.delete().execute()
        self.sender = MoodySender(self.office.calendar())
        self.worker = self.make_worker()
        self.cases: list[str] = []
        self.closed: set[str] = set()
        self.told: set[tuple[str, str]] = set()
        self.doubtful = False

    def make_worker(self) -> Worker:
        return Worker(
            self.office.queue,
            self.office.reports,
            self.sender,
            10.0,
            monotonic=self.clock.monotonic,
            jitter=lambda: 0.5,
        )

    def forward(self, seconds: float) -> None:
        self.clock.forward(seconds)
        self.office.calendar.now += timedelta(seconds=seconds)

    @precondition(lambda self: len(self.cases) < 5)
    @rule()
    def arrive(self) -> None:
        phone = f"+770112345{len(self.cases):02}"
        id = self.office.appeal(phone=phone)
        self.cases.append(id)
        self.tell(id, Event.REGISTERED)

    @precondition(lambda self: self.cases)
    @rule(data=st.data())
    def extend(self, data) -> None:
        id = data.draw(st.sampled_from(self.cases))
        if id not in self.closed:
            self.tell(id, Event.EXTENDED)

    @precondition(lambda self: self.cases)
    @rule(data=st.data(), state=st.sampled_from([AppealState.ANSWERED, AppealState.DELETED]))
    def close(self, data, state) -> None:
        id = data.draw(st.sampled_from(self.cases))
        with self.office.store.transaction():
            Appeal.update(state=state).where(Appeal.id == id).execute()
        self.closed.add(id)

    @rule(
        moods=st.lists(st.sampled_from(MOODS), min_size=1, max_size=6),
        seconds=st.sampled_from([0.2, 2.0, 1000.0]),
    )
    def go_on(self, moods, seconds) -> None:
        for mood in moods:
            self.sender.mood = mood
            self.doubtful |= mood in DOUBTFUL
            try:
                self.worker.turn()
            except Killed:
                self.worker = self.make_worker()
            self.forward(seconds)

    @rule(fate=st.sampled_from(Fate), number=st.integers(1, 8))
    def report(self, fate, number) -> None:
        id = f"id-{number}"
        self.office.reports.hear(Report(id, fate, self.sender.ids.get(id, ""), "UNDELIV"))

    def tell(self, id: str, event: Event) -> None:
        self.office.tell(event, id)
        self.told.add((id, event))

    @invariant()
    def nobody_hears_more_than_twice(self) -> None:
        assert max(self.sender.got.values(), default=0) <= 2

    @invariant()
    def nothing_is_lost(self) -> None:
        rows = self.office.notices()
        assert {(row.appeal_id, row.event) for row in rows} == self.told
        assert len(rows) == len(self.told)
        for row in rows:
            assert row.attempts <= 2
            if row.state in _SETTLED:
                assert row.text == ""
            if row.state == NoticeState.FAILED:
                assert row.problem
            if row.state == NoticeState.DROPPED:
                assert row.appeal_id in self.closed

    def teardown(self) -> None:
        """With a good gateway and time all come to their end."""
        self.sender.mood = "takes"
        for _ in range(60):
            self.worker.turn()
            self.forward(400)
        rows = self.office.notices()
        assert not {NoticeState.QUEUED, NoticeState.SUBMITTING} & {row.state for row in rows}
        for row in rows:
            if row.state in (NoticeState.SENT, NoticeState.DELIVERED):
                assert any(phone == row.phone for phone, _ in self.sender.got)
            if row.state == NoticeState.UNKNOWN:
                assert self.doubtful
                assert row.settled_at
                assert row.text == ""


def test_no_gateway_can_make_it_lose_or_repeat(make_office, clock) -> None:
    office = make_office(quiet_from="00:00", quiet_until="00:00", give_up_hours=720)
    machine = type("NoticesOfOffice", (Notices,), {"office": office, "clock": clock})

    # Making a failing example smaller would take longer than a test may.
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=20, stateful_step_count=30, phases=(Phase.explicit, Phase.generate)
        ),
    )
