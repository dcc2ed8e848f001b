"""Entries: what hangs on appeals is read for all of them at once, and the newest counts."""

import pytest

from central.models import (
    Answer,
    AnswerVideo,
    Appeal,
    AppealState,
    Decision,
    Extension,
    Forwarding,
    LegalHold,
    database,
)

ON_BOTH = pytest.mark.parametrize("engine", ["folder", "servers"], indirect=True)
AT = "2026-11-23T06:00:00+00:00"


@pytest.fixture
def appeals(central, offer) -> list[str]:
    """Three appeals; the first two have everything twice, the third nothing."""
    ids = []
    for _ in range(3):
        clip = offer(b"clip")
        central.receiver.receive([clip.init, clip.chunk(0, len(clip.sealed)), clip.fin])
        ids.append(clip.id)
    with central.store.transaction():
        for id in ids[:2]:
            for turn in ("old", "new"):
                answer = Answer.create(appeal=id, text=turn, language="kk", answered_at=AT)
                AnswerVideo.create(answer=answer, video=f"{turn} {id}", duration_ms=1)
                Forwarding.create(appeal=id, official=turn, forwarded_at=AT)
                Extension.create(appeal=id, days=1, reason=turn, extended_at=AT)
                for state in ("answered", "clarification"):
                    Decision.create(
                        appeal=id, state=state, text=f"{turn} {state}", language="ru", decided_at=AT
                    )
                LegalHold.create(appeal=id, reason=turn, placed_at=AT, released_at=AT)
        LegalHold.create(appeal=ids[1], reason="again", placed_at=AT)
        Appeal.update(state=AppealState.CLARIFICATION).where(Appeal.id == ids[1]).execute()
    return ids


@ON_BOTH
def test_of_each_appeal_the_newest_counts_and_no_other_s(central, appeals) -> None:
    found = {entry.id: entry for entry in central.registry.all()}
    first, second, third = (found[id] for id in appeals)

    for entry in (first, second):
        assert entry.answer.text == entry.forwarded_to == entry.extension_reason == "new"
        assert entry.answer.video.id == f"new {entry.id}"
        assert entry.extended_at.isoformat() == AT
    # A decision counts while the appeal is in its state.
    assert first.decided is None
    assert second.decided.text == "new clarification"
    assert (first.held, second.held) == (False, True)
    assert third.answer is third.forwarded_to is third.extended_at is third.decided is None
    assert [central.registry.find(id) for id in appeals] == [first, second, third]


def test_many_appeals_are_as_many_questions_as_one(central, appeals, monkeypatch) -> None:
    asked: list[str] = []
    execute = database.obj.execute_sql

    def count(sql, *rest):
        asked.append(sql)
        return execute(sql, *rest)

    monkeypatch.setattr(database.obj, "execute_sql", count)
    central.registry.find(appeals[0])
    one = len([sql for sql in asked if sql.startswith("SELECT")])
    asked.clear()

    central.registry.all()

    assert len([sql for sql in asked if sql.startswith("SELECT")]) == one
