"""The audit is only ever added to, and shows when somebody got round that."""

import pytest

from central.audit import CONSOLE, Audit
from central.models import AuditEntry


@pytest.fixture
def audit(central, calendar) -> Audit:
    return Audit(central.store, calendar)


def raw(central, statement: str) -> None:
    """What somebody with the database in their hands could do."""
    with central.store.transaction():
        for name in ("auditentry_kept", "auditentry_unchanged"):
            central.store._database.execute_sql(f'DROP TRIGGER IF EXISTS "{name}"')
        central.store._database.execute_sql(statement)


def test_acts_are_kept_in_order(audit) -> None:
    audit.note("asel", "see", "a")
    audit.note(CONSOLE, "answer", "a", characters=12)
    audit.note("asel", "see", "b")

    assert [(acted.who, acted.act) for acted in audit.of("a")] == [
        ("asel", "see"),
        (CONSOLE, "answer"),
    ]
    assert audit.of("a")[1].detail == {"characters": 12}
    assert [acted.appeal for acted in audit.newest(2)] == ["b", "a"]
    assert [acted.appeal for acted in audit.newest(9, before=2)] == ["a"]
    assert len(audit.newest(9, who="asel", act="see")) == 2
    assert audit.verify() is None


@pytest.mark.parametrize(
    "change",
    [
        """UPDATE auditentry SET who = 'nobody' WHERE id = 2""",
        """UPDATE auditentry SET detail = '{"n": 1}' WHERE id = 2""",
        """UPDATE auditentry SET appeal = NULL WHERE id = 2""",
    ],
)
def test_a_changed_act_is_found(central, audit, change) -> None:
    for _ in range(3):
        audit.note("asel", "see", "a")

    raw(central, change)

    assert audit.verify() == 2


def test_a_removed_act_is_found(central, audit) -> None:
    for _ in range(3):
        audit.note("asel", "see", "a")

    raw(central, "DELETE FROM auditentry WHERE id = 2")

    assert audit.verify() == 3


class Broken(Exception):
    """What happens beside an act."""


def test_an_act_that_was_undone_with_its_transaction_leaves_nothing(central, audit) -> None:
    def fail() -> None:
        with central.store.transaction():
            audit.note("asel", "see", "a")
            raise Broken

    with pytest.raises(Broken):
        fail()

    assert audit.newest(9) == []
    with central.store.connection():
        assert AuditEntry.select().count() == 0
