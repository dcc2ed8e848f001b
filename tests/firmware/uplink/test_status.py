"""`booth uplink status`: what an engineer reads."""

import os

import pytest

from firmware.cli import main
from firmware.spool.outbox import Outbox
from firmware.uplink.status import FILE, STALE_S, WRITE_EVERY_S, Sending, Status, StatusFile, read


@pytest.fixture
def config(tmp_path, spool, monkeypatch):
    monkeypatch.setenv("COLUMNS", "200")
    file = tmp_path / "booth.toml"
    file.write_text(f'[booth]\nspool = "{spool.folder}"\n')
    return str(file)


def status(config: str, capsys) -> tuple[int, str]:
    code = main(["uplink", "status", "--config", config])
    return code, capsys.readouterr().out


def test_without_an_uplink_it_says_so(config, capsys):
    assert status(config, capsys) == (1, "the uplink does not run\n0 appeals wait, 0.0 MB\n")


def test_what_flows_is_told_with_speed_and_time_left(config, spool, capsys):
    sending = Sending(id="0190-a", sent=10_000_000, size=30_000_000, rate=250_000.0)
    StatusFile(spool.folder).write(Status(online=True, sending=sending), 0.0)
    code, said = status(config, capsys)

    assert code == 0
    for words in ("line to central: up", "0190-a", "10.0 of 30.0 MB", "2.00 Mbit/s", "1 min 20 s"):
        assert words in said


def test_what_waits_is_told_with_its_last_error(config, spool, registrar, draft, make_clip, capsys):
    ids = [registrar.register(draft, make_clip(), registrar.reserve_number()).id for _ in range(2)]
    outbox = Outbox(spool)
    outbox.pending()
    outbox.fail(ids[0], "central asks to wait")
    outbox.reject(ids[1], "central: of another booth")
    StatusFile(spool.folder).write(Status(online=False, reason="no route to host"), 0.0)
    code, said = status(config, capsys)

    assert code == 1
    assert "no line to central: no route to host" in said
    assert "central asks to wait" in said
    assert "rejected" in said
    assert "2 appeals wait" in said


def test_a_status_of_long_ago_is_none(config, spool, capsys):
    StatusFile(spool.folder).write(Status(online=True), 0.0)
    os.utime(spool.folder / FILE, (0, 0))

    assert "does not run" in status(config, capsys)[1]
    assert STALE_S > WRITE_EVERY_S


def test_it_is_written_every_two_seconds_at_most_and_trouble_costs_nothing(spool):
    file = StatusFile(spool.folder)
    file.write(Status(online=True), 0.0)
    file.write(Status(online=False), 1.0)
    assert read(spool.folder)[0].online
    file.write(Status(online=False), 2.0)
    assert not read(spool.folder)[0].online
    StatusFile(spool.folder / "missing").write(Status(online=True), 0.0)


def test_a_torn_status_is_none(spool):
    (spool.folder / FILE).write_text('{"online":')

    assert read(spool.folder) is None
