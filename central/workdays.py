"""The working-day calendar of Kazakhstan, by which the law counts the days of an appeal.

Holidays, the days off that replace them and transferred days come from the `holidays`
package. What a decree changes later, and the day of Kurban Ait, which the package only
estimates, is written into DATA/calendar.toml:

    [off]
    2026-01-05 = "transferred from 4 January"
    [working]
    2026-01-04 = "worked for 5 January"
"""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from pathlib import Path

import holidays

from central.errors import BadInput

FILE = "calendar.toml"
_TABLES = {"off": False, "working": True}
_DAY = timedelta(days=1)
_SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Special:
    """A day that is not what its weekday says."""

    day: date
    working: bool
    name: str
    ours: bool


@dataclass(frozen=True)
class Workdays:
    """Which days are worked, and the counting of them."""

    decreed: Mapping[date, tuple[bool, str]] = field(default_factory=dict)
    """By calendar.toml: whether it is worked, and why."""

    def is_working(self, day: date) -> bool:
        """Whether that day is worked."""
        if day in self.decreed:
            return self.decreed[day][0]
        return bool(_known().is_working_day(day))

    def on_or_after(self, day: date) -> date:
        """That day if it is worked, else the next one that is."""
        while not self.is_working(day):
            day += _DAY
        return day

    def after(self, day: date, count: int) -> date:
        """The `count`-th working day after that day; the day itself never counts."""
        for _ in range(count):
            day = self.on_or_after(day + _DAY)
        return day

    def until(self, day: date, last: date) -> int:
        """How many working days are left after `day` up to `last`; below zero when it is past."""
        if last < day:
            return -self.until(last, day)
        found = 0
        while day < last:
            day += _DAY
            found += self.is_working(day)
        return found

    def specials(self, year: int) -> Iterator[Special]:
        """The days of a year that are not what their weekday says, in order."""
        day = date(year, 1, 1)
        while day.year == year:
            if day in self.decreed:
                working, why = self.decreed[day]
                yield Special(day, working, why, ours=True)
            elif self.is_working(day) == (day.weekday() >= _SATURDAY):
                name = _known().get(day, "")
                yield Special(day, self.is_working(day), name, ours=False)
            day += _DAY


def read_workdays(folder: Path) -> Workdays:
    """The calendar with what that folder's calendar.toml says. Raises BadInput."""
    file = folder / FILE
    try:
        content = tomllib.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return Workdays()
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise BadInput(f"{file}: {error}") from error
    decreed: dict[date, tuple[bool, str]] = {}
    for table, days in content.items():
        if table not in _TABLES or not isinstance(days, dict):
            raise BadInput(f"{file}: {table}: must be a table [off] or [working]")
        for key, why in days.items():
            day = _day(file, table, key)
            if day in decreed:
                raise BadInput(f"{file}: {table}.{key}: this day is both off and working")
            if not isinstance(why, str):
                raise BadInput(f"{file}: {table}.{key}: must say why, in quotes")
            decreed[day] = (_TABLES[table], why)
    return Workdays(decreed)


@cache
def _known() -> holidays.HolidayBase:
    return holidays.country_holidays("KZ", language="kk")


def _day(file: Path, table: str, key: str) -> date:
    try:
        return date.fromisoformat(key)
    except ValueError:
        raise BadInput(f"{file}: {table}.{key}: not a date like 2026-01-31") from None
