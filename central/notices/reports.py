"""Delivery reports, as they come: late, twice, in any order, of messages that are not ours."""

import json
import logging
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

from central.notices.models import Notice, NoticeState, stamp
from central.notices.senders import Fate, Report
from central.store import Store

log = logging.getLogger(__name__)

_REPORTED_WITHIN = timedelta(days=7)
"""A gateway may count anew; an older message of the same id is another one."""

_HEARD = (NoticeState.SENT, NoticeState.DELIVERED, NoticeState.FAILED)
_NATIONAL_DIGITS = 9


def write_parts(ids: Iterable[str]) -> str:
    """The ids of a message's parts as `message_ids` keeps them."""
    return json.dumps([[id, ""] for id in ids if id])


class Reports:
    """Writes down what they say."""

    def __init__(self, store: Store, now: Callable[[], datetime]) -> None:
        self._store = store
        self._now = now

    def hear(self, report: Report) -> None:
        """A notice is delivered when all its parts are; `delivered` outweighs `failed`."""
        with self._store.transaction():
            rows = self._concerned(report)
            for row in rows:
                self._write(row, report)
        if not rows:
            log.info("a delivery report of a message that is not, or no longer, ours")

    def _concerned(self, report: Report) -> list[Notice]:
        named = Notice.message_ids.contains(json.dumps(report.message_id))
        recent = Notice.sent_at > stamp(self._now() - _REPORTED_WITHIN)
        rows = Notice.select().where(named, recent, Notice.state.in_(_HEARD))
        return [row for row in rows if _is_of(row, report)]

    def _write(self, row: Notice, report: Report) -> None:
        parts = json.loads(row.message_ids)
        for part in parts:
            if part[0] == report.message_id and part[1] != Fate.DELIVERED:
                part[1] = str(report.fate)
        fates = {fate for _, fate in parts}
        before = row.state
        if fates == {Fate.DELIVERED}:
            row.state, row.problem = NoticeState.DELIVERED, ""
        elif Fate.FAILED in fates:
            row.state, row.problem = NoticeState.FAILED, row.problem or report.problem
        if row.state != before:
            row.settled_at = stamp(self._now())
        row.message_ids = json.dumps(parts)
        row.save()


def _is_of(row: Notice, report: Report) -> bool:
    if all(id != report.message_id for id, _ in json.loads(row.message_ids)):
        return False
    # Some gateways write the number as in the country, some leave it out.
    number = report.phone[-_NATIONAL_DIGITS:]
    return not row.phone or not number or row.phone.endswith(number)
