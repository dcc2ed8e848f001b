"""The last lines of the log in memory."""

import logging

from firmware.kiosk.service.journal import LINES, LONGEST, Journal


def record(text: str) -> logging.LogRecord:
    made = logging.LogRecord("firmware.kiosk.devices", logging.WARNING, "", 1, text, None, None)
    made.created = 1_795_000_000.0
    return made


def test_a_line_has_the_time_of_the_booth_and_where_it_is_from():
    journal = Journal("Asia/Almaty")
    journal.handle(record("camera: no picture"))

    assert journal.lines == ("18.11 16:06:40 WARNING devices: camera: no picture",)


def test_only_the_last_lines_are_kept():
    journal = Journal("UTC")
    for number in range(LINES + 5):
        journal.handle(record(f"line {number}"))

    assert len(journal.lines) == LINES
    assert journal.lines[-1].endswith(f"line {LINES + 4}")


def test_a_line_is_one_line_and_not_too_long():
    journal = Journal("UTC")
    journal.handle(record("a\nb " + "c" * 500))

    assert "a b" in journal.lines[0]
    assert len(journal.lines[0]) == LONGEST


def test_the_lines_are_the_same_value_until_there_is_a_new_one():
    journal = Journal("UTC")
    journal.handle(record("one"))
    before = journal.lines

    assert journal.lines is before
