"""What disk and database tell the engineer."""

from datetime import UTC, datetime, timedelta

from firmware.kiosk.service.report import gather, versions
from firmware.spool.mailbox import UplinkMailbox
from firmware.spool.outbox import Outbox


def test_an_empty_spool_has_nothing_waiting(spool):
    report = gather(spool, UTC)

    assert (report.waiting, report.oldest, report.online, report.directory) == (
        0,
        None,
        False,
        None,
    )
    assert report.disk_free_mb > 0


def test_what_central_has_taken_over_does_not_wait_any_more(spool, registrar, draft, make_clip):
    for _ in range(3):
        registrar.register(draft, make_clip(), registrar.reserve_number())
    outbox = Outbox(spool)
    first = outbox.pending()[0]
    outbox.finish(first.id, "stored")
    UplinkMailbox(spool).set_online(True)
    report = gather(spool, UTC)

    assert report.waiting == 2
    assert report.online


def test_the_oldest_clip_has_a_time(spool, registrar, draft, make_clip):
    registrar.register(draft, make_clip(), registrar.reserve_number())
    oldest = gather(spool, UTC).oldest

    assert oldest is not None
    assert abs(datetime.now(UTC) - oldest) < timedelta(minutes=5)


def test_every_version_is_said_even_of_what_is_not_installed():
    assert all(versions().values())
