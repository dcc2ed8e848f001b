"""Nothing personal leaves: not in what officials are told, not in the log."""

import json
import logging
from datetime import UTC, datetime, timedelta

from central.notices.events import Event
from central.notices.file import FileSender
from central.notices.senders import Refused, Throttled, Unreachable, Unsure
from central.notices.worker import Worker

CITIZEN_PHONE = "+77471112233"


def walk_through(office, sender, clock) -> str:
    """Everything that may happen to a report of a violation and be told; its id."""
    boss = office.add("boss", official=None, phone="+77770000009")
    office.add(superior=boss)
    id = office.appeal(kind="message", about="police", phone=CITIZEN_PHONE, language="ru")
    for event in Event:
        office.tell(event, id)
    worker = Worker(office.queue, office.reports, sender, 1000.0, monotonic=clock.monotonic)
    for _ in range(40):
        worker.turn()
        clock.forward(301)
        office.calendar.now += timedelta(seconds=301)
    return id


def test_officials_and_the_log_learn_nothing_of_the_citizen(
    make_office, tmp_path, clock, caplog
) -> None:
    caplog.set_level(logging.DEBUG)
    office = make_office(tell_reporters=True, quiet_from="00:00", quiet_until="00:00")
    office.calendar.now = datetime(2026, 12, 4, 6, tzinfo=UTC)
    file = tmp_path / "sms.jsonl"

    id = walk_through(office, FileSender(file, office.calendar), clock)

    number = office.entry(id).number
    sent = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    to_officials = [one["text"] for one in sent if one["phone"] != CITIZEN_PHONE]
    to_citizen = [one["text"] for one in sent if one["phone"] == CITIZEN_PHONE]
    assert len(to_officials) >= 4
    assert len(to_citizen) >= 2
    for secret in (number, number[:4], CITIZEN_PHONE[-7:], "police", id):
        assert not [text for text in to_officials if secret in text.replace(" ", "")]
    for secret in (number[4:12], CITIZEN_PHONE[-7:], "0000009", "0000001", *to_citizen):
        assert secret not in caplog.text.replace(" ", "")
    assert {row.text for row in office.notices()} == {""}


def test_errors_of_a_gateway_carry_nothing_into_the_log(
    make_office, scripted, clock, caplog
) -> None:
    caplog.set_level(logging.DEBUG)
    office = make_office(tell_reporters=True, quiet_from="00:00", quiet_until="00:00")
    scripted.script += [
        Unsure("silence"),
        Throttled("busy", 1.0),
        Unreachable("away"),
        Refused("never"),
        ValueError(f"bad {CITIZEN_PHONE}"),
    ]

    id = walk_through(office, scripted, clock)

    for secret in (office.entry(id).number, CITIZEN_PHONE[-7:], "0000001", "0000009"):
        assert secret not in caplog.text.replace(" ", "")
