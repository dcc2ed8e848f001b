"""`central calendar`: by which days the law counts."""

import argparse

from rich.console import Console
from rich.table import Table

from central.options import command
from central.workdays import FILE, read_workdays
from firmware.wire.errors import one_line

YEARS = range(2020, 2100)


def add_to(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """The command, on central's parser."""
    calendar = command(commands, "calendar", "show which days of a year count by law, and why")
    calendar.add_argument("year", type=int, choices=YEARS, metavar="YEAR")
    calendar.set_defaults(run=_calendar)


def _calendar(arguments: argparse.Namespace) -> None:
    days = read_workdays(arguments.data).specials(arguments.year)
    table = Table("Day", "", "Why", "By")
    for day in days:
        table.add_row(
            day.day.strftime("%Y-%m-%d %a"),
            "works" if day.working else "off",
            one_line(day.name),
            FILE if day.ours else "",
        )
    Console(markup=False, emoji=False, highlight=False).print(table)
