"""The days that the law gives for an appeal (APPC of Kazakhstan, articles 65 and 76).

The term is counted in working days from the day of registration, which is the next
working day for what came on a day off. Central's own clock decides, never the booth's:
what a booth promised on its slip is another date, and both have to be kept.
"""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from central.workdays import Workdays

ANSWER_WORKDAYS = 15
FORWARD_WORKDAYS = 3
NOTICE_WORKDAYS = 3
MAX_EXTENSION_DAYS = 60
"""Two months, all extensions of an appeal together."""


class Deadlines:
    """Counts in the installation's time zone."""

    def __init__(self, workdays: Workdays, timezone: ZoneInfo) -> None:
        self._workdays = workdays
        self._timezone = timezone

    def registered(self, received_at: datetime) -> date:
        """The day from which the term is counted."""
        return self._workdays.on_or_after(received_at.astimezone(self._timezone).date())

    def answer_by(self, received_at: datetime) -> date:
        """The last day for an answer."""
        return self._workdays.after(self.registered(received_at), ANSWER_WORKDAYS)

    def forward_by(self, received_at: datetime) -> date:
        """The last day to pass it on to who is competent."""
        return self._workdays.after(self.registered(received_at), FORWARD_WORKDAYS)

    def extended(self, answer_by: date, days: int) -> date:
        """The last day after an extension by so many calendar days."""
        return self._workdays.on_or_after(answer_by + timedelta(days=days))

    def notice_by(self, extended_at: datetime) -> date:
        """The last day to tell the citizen of an extension."""
        day = extended_at.astimezone(self._timezone).date()
        return self._workdays.after(day, NOTICE_WORKDAYS)
