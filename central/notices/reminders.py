"""Looks which appeals are due soon; the outbox tells of each once."""

from datetime import date, timedelta

from central.models import CLOSED, Appeal
from central.notices.outbox import Outbox
from central.registry import Registry
from central.store import Store
from central.workdays import Workdays

_AHEAD = timedelta(days=31)
"""Surely more than three working days, whatever the holidays."""


class Reminders:
    """`look` may be repeated as often as one likes."""

    def __init__(
        self, store: Store, registry: Registry, outbox: Outbox, workdays: Workdays
    ) -> None:
        self._store = store
        self._registry = registry
        self._outbox = outbox
        self._workdays = workdays

    def look(self) -> int:
        """Queue the reminders of today; returns how many appeals are due. Not on a day off."""
        today = self._outbox.today
        if not self._workdays.is_working(today):
            return 0
        return sum(self._remind(id) for id in self._near(today))

    def _near(self, today: date) -> list[str]:
        horizon = today + _AHEAD
        near = (Appeal.promised <= horizon) | (Appeal.legal <= horizon)
        with self._store.connection():
            rows = Appeal.select(Appeal.id).where(Appeal.state.not_in(list(CLOSED)), near)
            return [row.id for row in rows.order_by(Appeal.legal, Appeal.id)]

    def _remind(self, id: str) -> bool:
        with self._store.connection():
            if self._outbox.due(self._registry.find(id)) is None:
                return False
        with self._store.transaction():
            entry = self._registry.find(id)
            event = self._outbox.due(entry)
            if event is not None:
                self._outbox.tell(event, entry)
        return event is not None
