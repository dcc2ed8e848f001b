"""The two dates of an appeal; the legal date is computed by central's calendar."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

PROMISE_DAYS = 14


def promise_date(recorded_at: datetime, timezone: ZoneInfo) -> date:
    """The day by which an answer is promised: 14 calendar days on, in the booth's zone."""
    return recorded_at.astimezone(timezone).date() + timedelta(days=PROMISE_DAYS)
