"""All together: an office, its thread, a real gateway; and how the desk sees it."""

from datetime import UTC, datetime, timedelta

import pytest

from central.notices.console import ConsoleSender
from central.notices.events import Event
from central.notices.file import FileSender
from central.notices.models import NoticeState
from central.notices.service import Sms, make_sender
from central.notices.smpp import SmppSender
from central.settings import SmsSettings


@pytest.fixture
def make_sms(make_office):
    """Makes an office and its service; everything is stopped at the end."""
    made: list[Sms] = []

    def make(settings: SmsSettings) -> tuple[object, Sms]:
        office = make_office(**{name: getattr(settings, name) for name in settings.__slots__})
        sms = Sms(
            settings,
            office.store,
            office.registry,
            office.outbox,
            office.workdays,
            office.central.settings.timezone,
            office.calendar,
        )
        made.append(sms)
        return office, sms

    yield make
    for sms in made:
        sms.stop()


def test_from_the_event_to_the_telephone_and_back(
    make_sms, smpp_settings, gateway, wait_until
) -> None:
    office, sms = make_sms(smpp_settings)
    office.add()
    id = office.appeal(kind="complaint", language="ru")
    office.tell(Event.ARRIVED, id)
    office.tell(Event.REGISTERED, id)
    texts = [row.text for row in office.notices()]

    sms.start()
    got = [gateway.wait("submit") for _ in texts]
    assert [one["text"] for one in got] == texts
    for one in got:
        gateway.do(report=one["id"], stat="DELIVRD", to=one["to"])

    wait_until(lambda: {row.state for row in office.notices()} == {NoticeState.DELIVERED})
    assert sms.status().up


def test_reminders_are_looked_for_at_the_start(make_sms, smpp_settings, gateway) -> None:
    office, sms = make_sms(smpp_settings)
    office.add()
    office.appeal()
    office.calendar.now = datetime(2026, 12, 4, 6, tzinfo=UTC)

    sms.start()

    assert gateway.wait("submit")["text"].startswith("Диалог: мерзімі таяу, 07.12 https://")


def test_a_gateway_that_comes_back_gets_what_waited(
    make_sms, smpp_settings, gateway, wait_until
) -> None:
    gateway.do(bind=0x0E)
    office, sms = make_sms(smpp_settings)
    office.tell(Event.REGISTERED, office.appeal())

    sms.start()
    gateway.wait("bind")
    wait_until(lambda: "Invalid Password" in sms.status().problem)
    assert not sms.status().up
    gateway.do(bind=0)
    office.calendar.now += timedelta(minutes=10)

    gateway.wait("submit")
    wait_until(lambda: office.notice().state == NoticeState.SENT)


def test_the_desk_sees_how_it_is(make_sms) -> None:
    office, sms = make_sms(SmsSettings(kind="file"))
    now = office.calendar.now
    for _ in range(4):
        office.tell(Event.REGISTERED, office.appeal())
        office.calendar.now += timedelta(minutes=1)
    office.queue.refused(office.queue.take(), "no")
    office.queue.unsure(office.queue.take(), "silence")

    status = sms.status()

    assert (status.kind, status.running) == ("file", False)
    figures = status.figures
    assert (figures.queued, figures.unknown_today, figures.failed_today) == (2, 1, 1)
    assert figures.oldest == now + timedelta(minutes=2)
    office.calendar.now += timedelta(days=1)
    assert sms.status().figures.failed_today == 0


def test_with_kind_none_nothing_runs(make_sms) -> None:
    _, sms = make_sms(SmsSettings())

    sms.start()

    assert not sms.status().running


def test_each_kind_has_its_sender(tmp_path, calendar) -> None:
    gateway = SmsSettings(kind="smpp", host="x", login="x", sender="x")

    assert isinstance(make_sender(SmsSettings(kind="console"), tmp_path, calendar), ConsoleSender)
    assert isinstance(make_sender(SmsSettings(kind="file"), tmp_path, calendar), FileSender)
    assert isinstance(make_sender(gateway, tmp_path, calendar), SmppSender)
