"""When an official is reminded: three working days before the answer is due, one, and none."""

from datetime import date, timedelta

from central.entries import Entry
from central.notices.events import Event
from central.workdays import Workdays

_FIRST, _SECOND = 3, 1
_TOO_LATE = timedelta(days=7)
"""After which a reminder is no news any more; the desk shows what is late."""


def due_event(entry: Entry, today: date, workdays: Workdays) -> Event | None:
    """The newest reminder that is due on that day, if one is; older ones are past."""
    due = entry.due
    if due is None or today > due + _TOO_LATE:
        return None
    left = workdays.until(today, due)
    if left > _FIRST:
        return None
    if left > _SECOND:
        return Event.DUE_3
    return Event.DUE_1 if left == _SECOND else Event.DUE_0
