"""The hours in which nobody is disturbed by an SMS."""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo


@dataclass(frozen=True, slots=True)
class QuietHours:
    """From `begin` until `end` by the clock of that zone, usually over midnight."""

    begin: time
    end: time
    timezone: ZoneInfo

    def allowed_from(self, at: datetime) -> datetime:
        """That moment if it is not quiet then, else the end of the quiet hours; in UTC."""
        local = at.astimezone(self.timezone)
        if not self._quiet(local.time()):
            return at.astimezone(UTC)
        day = local.date()
        if local.time() >= self.end:
            day += timedelta(days=1)
        return datetime.combine(day, self.end, self.timezone).astimezone(UTC)

    def _quiet(self, clock: time) -> bool:
        if self.begin <= self.end:
            return self.begin <= clock < self.end
        return clock >= self.begin or clock < self.end
