"""Counts a day, and nothing of whom."""

from datetime import date

from firmware.spool.tallies import Tallies

MONDAY, TUESDAY = date(2026, 11, 23), date(2026, 11, 24)


def test_counts_and_seconds_of_a_day_add_up(spool):
    tallies = Tallies(spool)
    tallies.add(MONDAY, "visit.begun")
    tallies.add(MONDAY, "visit.begun", 2, 1.5)
    tallies.add(TUESDAY, "visit.begun")
    (monday, tuesday) = tallies.rows(MONDAY)

    assert (monday.day, monday.count, monday.seconds) == ("2026-11-23", 3, 1.5)
    assert (tuesday.day, tuesday.count) == ("2026-11-24", 1)


def test_sums_are_from_a_day_on(spool):
    tallies = Tallies(spool)
    tallies.add(MONDAY, "visit.begun", 5)
    tallies.add(TUESDAY, "visit.begun", 1)
    tallies.add(TUESDAY, "visit.read", 1)

    assert tallies.sums() == {"visit.begun": 6, "visit.read": 1}
    assert tallies.sums(TUESDAY) == {"visit.begun": 1, "visit.read": 1}


def test_old_days_are_forgotten(spool):
    tallies = Tallies(spool)
    tallies.add(MONDAY, "visit.begun")
    tallies.forget_before(TUESDAY)

    assert tallies.sums() == {}
