"""Delivery reports: late, twice, in any order, not ours."""

import json
from datetime import timedelta
from itertools import permutations
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from central.notices.events import Event
from central.notices.models import NoticeState
from central.notices.receipts import read_receipt
from central.notices.senders import Fate, Report

PHONE = "77011234567"
BOTH = pytest.mark.parametrize("engine", ["folder", "servers"], indirect=True)
"""Databases."""


@pytest.fixture
def sent(office):
    """Makes a notice that was sent in parts of these ids."""

    def make(*ids: str):
        office.tell(Event.REGISTERED, office.appeal())
        job = office.queue.take()
        office.queue.sent(job, ids)
        office.calendar.now += timedelta(microseconds=1)
        return job.id

    return make


def hear(office, id: str, fate: Fate = Fate.DELIVERED, phone: str = PHONE) -> str:
    office.reports.hear(Report(id, fate, phone, "UNDELIV 042"))
    return office.notices()[-1].state


def test_delivered(office, sent) -> None:
    sent("a")

    assert hear(office, "a") == NoticeState.DELIVERED
    assert office.notice().settled_at


def test_not_delivered_and_why(office, sent) -> None:
    sent("a")

    assert hear(office, "a", Fate.FAILED) == NoticeState.FAILED
    assert office.notice().problem == "UNDELIV 042"


@BOTH
def test_a_long_one_is_delivered_when_all_its_parts_are(office, sent) -> None:
    sent("a", "b")

    assert hear(office, "b") == NoticeState.SENT
    assert hear(office, "b") == NoticeState.SENT
    assert hear(office, "a") == NoticeState.DELIVERED


def test_a_long_one_has_failed_when_a_part_has(office, sent) -> None:
    sent("a", "b")
    hear(office, "a")

    assert hear(office, "b", Fate.FAILED) == NoticeState.FAILED


def test_of_two_reports_the_good_one_counts_in_any_order(office, sent) -> None:
    sent("a")
    hear(office, "a", Fate.FAILED)
    assert hear(office, "a") == NoticeState.DELIVERED
    assert hear(office, "a", Fate.FAILED) == NoticeState.DELIVERED
    assert office.notice().problem == ""


@BOTH
@pytest.mark.parametrize("id", ["b", "A", "%", '"', "a%", "", "_", "ж"])
def test_a_report_of_another_message_changes_nothing(office, sent, id) -> None:
    sent("a")

    assert hear(office, id) == NoticeState.SENT


@pytest.mark.parametrize("phone", ["", "7011234567", "+77011234567", "87011234567"])
def test_the_telephone_may_be_written_in_any_way(office, sent, phone) -> None:
    sent("a")

    assert hear(office, "a", phone=phone) == NoticeState.DELIVERED


def test_an_id_that_the_gateway_gave_again_is_told_by_the_telephone(office, sent) -> None:
    sent("a")

    assert hear(office, "a", phone="77019999999") == NoticeState.SENT


def test_an_id_of_last_month_is_another_message(office, sent) -> None:
    sent("a")
    office.calendar.now += timedelta(days=8)

    assert hear(office, "a") == NoticeState.SENT


def test_without_a_report_it_stays_sent(office, sent) -> None:
    sent("a")
    office.calendar.now += timedelta(days=3)

    assert office.queue.take() is None
    assert office.notice().state == NoticeState.SENT


@pytest.mark.parametrize(
    "reports",
    list(permutations([("a", Fate.DELIVERED), ("a", Fate.FAILED), ("b", Fate.DELIVERED)])),
)
def test_the_order_of_reports_does_not_matter(office, sent, reports) -> None:
    sent("a", "b")

    for id, fate in reports:
        hear(office, id, fate)

    assert office.notice().state == NoticeState.DELIVERED


def pdu(text: str = "", **more) -> SimpleNamespace:
    fields = {
        "esm_class": 4,
        "short_message": text.encode(),
        "message_payload": None,
        "receipted_message_id": None,
        "message_state": None,
        "source_addr": b"77011234567",
    }
    return SimpleNamespace(**(fields | more))


TEXT = "id:{} sub:001 dlvrd:001 submit date:2611230800 done date:2611230801 stat:{} err:{} text:"


@pytest.mark.parametrize(
    ("stat", "fate"),
    [
        ("DELIVRD", Fate.DELIVERED),
        ("delivrd", Fate.DELIVERED),
        ("EXPIRED", Fate.FAILED),
        ("DELETED", Fate.FAILED),
        ("UNDELIV", Fate.FAILED),
        ("REJECTD", Fate.FAILED),
    ],
)
def test_a_receipt_says_what_became_of_it(stat, fate) -> None:
    report = read_receipt(pdu(TEXT.format("7F", stat, "042")))

    assert (report.message_id, report.fate, report.phone) == ("7F", fate, PHONE)


@pytest.mark.parametrize(
    "deliver",
    [
        pdu(TEXT.format("7F", "ACCEPTD", "000")),
        pdu(TEXT.format("7F", "ENROUTE", "000")),
        pdu(TEXT.format("7F", "UNKNOWN", "000")),
        pdu("no receipt at all"),
        pdu("stat:DELIVRD"),
        pdu(""),
        pdu(TEXT.format("7F", "DELIVRD", "000"), message_state=6),
        pdu(TEXT.format("7F", "DELIVRD", "000"), esm_class=0),
        pdu(esm_class=None, short_message=None),
    ],
)
def test_what_is_not_the_end_is_no_report(deliver) -> None:
    assert read_receipt(deliver) is None


def test_the_optional_fields_outweigh_the_text() -> None:
    deliver = pdu(TEXT.format("x", "UNDELIV", "0"), receipted_message_id=b"7F\0", message_state=2)

    assert read_receipt(deliver) == Report("7F", Fate.DELIVERED, PHONE, "DELIVRD 0")


@given(st.binary(max_size=254), st.integers(0, 255))
def test_no_bytes_of_a_gateway_are_too_odd(content, state) -> None:
    read_receipt(
        pdu(
            short_message=content,
            receipted_message_id=content[:60],
            message_state=state,
            source_addr=content[:20],
        )
    )


def test_a_receipt_may_lie_in_the_payload() -> None:
    deliver = pdu(message_payload=TEXT.format("7F", "DELIVRD", "000").encode())

    assert read_receipt(deliver).message_id == "7F"


@BOTH
def test_ids_are_kept_as_they_are(office, sent) -> None:
    odd = 'ж"%_\\'
    sent(odd)

    assert json.loads(office.notice().message_ids) == [[odd, ""]]
    assert hear(office, odd) == NoticeState.DELIVERED
