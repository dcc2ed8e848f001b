"""The devices' condition is left for the uplink, when it changes."""

from firmware.kiosk.condition import AGAIN_S, LOOK_S
from firmware.spool.mailbox import UplinkMailbox
from hw.printer import Link, Paper, PrinterStatus


def noted(bench):
    bench.tick(LOOK_S)
    bench.work()
    found = UplinkMailbox(bench.rooms.spool).condition()
    return found[0] if found else None


def test_what_a_citizen_would_miss_is_noted(bench):
    bench.printer.now = PrinterStatus(Link.OFFLINE, Paper.END, True, None)
    bench.rooms.devices.printer._poll()
    found = noted(bench)

    assert (found.printer, found.paper, found.cover_open) == ("offline", "end", True)
    assert found.camera
    bench.camera.there = False
    assert not noted(bench).camera


def test_a_call_for_help_is_noted(bench):
    bench.conductor.help.call()

    assert noted(bench).help_called


def test_what_has_not_changed_is_written_again_only_now_and_then(bench):
    noted(bench)
    writes = []
    mailbox = bench.conductor._conditions._mailbox
    mailbox.put_condition = writes.append
    for _ in range(int(AGAIN_S / LOOK_S) + 2):
        bench.tick(LOOK_S)
        bench.work()

    assert len(writes) == 1
