"""kill -9 while it sends: nothing lost, nothing more than twice."""

import random
import subprocess
import sys
from collections import Counter
from datetime import UTC, datetime

from central.notices.events import Event
from central.notices.models import NoticeState

NOTICES, KILLS = 50, 4
ENDED = {NoticeState.SENT, NoticeState.UNKNOWN}


def test_a_killed_central_sends_each_once_or_twice(make_office, gateway, wait_until) -> None:
    office = make_office(quiet_from="00:00", quiet_until="00:00")
    office.calendar.now = datetime.now(UTC)
    for number in range(NOTICES):
        office.tell(Event.REGISTERED, office.appeal(phone=f"+770112345{number:02}"))
    chance = random.Random(1)
    command = [sys.executable, "-m", "tests.central.notices.killed"]
    command += [str(office.central.settings.data), str(gateway.port)]
    got = []

    def ended() -> bool:
        got.extend(gateway.all("submit"))
        return all(row.state in ENDED and not row.text for row in office.notices())

    for kill in range(KILLS + 1):
        process = subprocess.Popen(command)
        try:
            if kill < KILLS:
                got += [gateway.wait("submit") for _ in range(chance.randint(1, 8))]
            else:
                wait_until(ended)
        finally:
            process.kill()
            process.wait()
        got += gateway.all("submit")

    times = Counter(one["to"] for one in got)
    assert len(times) == NOTICES
    assert max(times.values()) <= 2
    assert sum(times.values()) <= NOTICES + KILLS
    assert len({(one["to"], one["text"]) for one in got}) == NOTICES
