"""The outbox: only a noted `stored` unlinks."""

from collections.abc import Callable

import pytest

from firmware.appeals.appeal import Draft
from firmware.spool.models import Transfer, TransferState
from firmware.spool.outbox import Outbox
from firmware.spool.registration import Recording, Registrar
from firmware.spool.spool import Spool

MakeClip = Callable[..., Recording]


@pytest.fixture
def appeal_ids(registrar: Registrar, draft: Draft, make_clip: MakeClip) -> list[str]:
    return [registrar.register(draft, make_clip(), registrar.reserve_number()).id for _ in range(2)]


@pytest.fixture
def outbox(spool: Spool) -> Outbox:
    return Outbox(spool)


def state(appeal_id: str) -> str:
    return str(Transfer.get_by_id(appeal_id).state)


def test_new_appeals_wait_oldest_first(outbox: Outbox, appeal_ids: list[str]) -> None:
    assert [pending.id for pending in outbox.pending()] == appeal_ids
    assert all(pending.clip.exists() for pending in outbox.pending())


def test_an_appeal_being_sent_is_pending_again_after_a_crash(
    outbox: Outbox, spool: Spool, appeal_ids: list[str]
) -> None:
    outbox.pending()
    outbox.begin(appeal_ids[0])

    assert [pending.id for pending in Outbox(spool).pending()] == appeal_ids


def test_a_failed_attempt_keeps_everything(
    outbox: Outbox, spool: Spool, appeal_ids: list[str]
) -> None:
    outbox.pending()
    outbox.begin(appeal_ids[0])
    outbox.fail(appeal_ids[0], "no line")

    assert state(appeal_ids[0]) == TransferState.WAITING
    assert len(list(spool.clips.iterdir())) == 6


def test_a_rejected_appeal_keeps_its_files_and_is_not_sent_again(
    outbox: Outbox, spool: Spool, appeal_ids: list[str]
) -> None:
    outbox.pending()
    outbox.reject(appeal_ids[0], "unknown booth")

    assert [pending.id for pending in outbox.pending()] == appeal_ids[1:]
    assert len(list(spool.clips.iterdir())) == 6


def test_stored_unlinks_that_appeal_alone(
    outbox: Outbox, spool: Spool, appeal_ids: list[str]
) -> None:
    outbox.pending()
    outbox.finish(appeal_ids[0], "token")

    assert state(appeal_ids[0]) == TransferState.PURGED
    assert {path.name.split(".")[0] for path in spool.clips.iterdir()} == {appeal_ids[1]}


def test_a_crash_between_stored_and_unlink_is_finished_at_the_next_start(
    outbox: Outbox, spool: Spool, appeal_ids: list[str]
) -> None:
    outbox.pending()
    Transfer.update(state=TransferState.STORED).where(Transfer.appeal == appeal_ids[0]).execute()

    outbox.purge_stored()

    assert state(appeal_ids[0]) == TransferState.PURGED
    assert len(list(spool.clips.iterdir())) == 3


def test_nothing_but_stored_is_ever_purged(
    outbox: Outbox, spool: Spool, appeal_ids: list[str]
) -> None:
    outbox.pending()

    outbox.purge(appeal_ids[0])

    assert len(list(spool.clips.iterdir())) == 6


@pytest.mark.parametrize("late", [Outbox.begin, lambda box, id: box.fail(id, "files"), None])
def test_what_a_stick_brought_as_stored_is_not_sent_again(
    outbox: Outbox, appeal_ids: list[str], late: Callable[[Outbox, str], None] | None
) -> None:
    outbox.pending()
    outbox.begin(appeal_ids[0])
    outbox.finish(appeal_ids[0], "token")
    if late is None:
        outbox.reject(appeal_ids[0], "the clip's file is missing")
    else:
        late(outbox, appeal_ids[0])

    assert state(appeal_ids[0]) == TransferState.PURGED
    assert [pending.id for pending in outbox.pending()] == appeal_ids[1:]
