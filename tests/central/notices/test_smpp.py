"""The sender against a real SMPP server: npm's `smpp`, told to misbehave."""

import logging
import socket
import threading
from dataclasses import replace

import pytest

from central.notices.senders import Fate, Refused, Report, Throttled, Unreachable, Unsure
from central.notices.smpp import SmppSender
from central.settings import SmsSettings

PHONE = "+77011234567"
KAZAKH = "Диалог: жаңа шағым, әғқңөұүһі ӘҒҚҢӨҰҮҺІ"
LONG = f"{KAZAKH} — " * 3


@pytest.fixture
def sender(smpp_settings, calendar):
    made = SmppSender(smpp_settings, "secret", calendar)
    yield made
    made.close()


def listen(sender, seconds: float = 10.0) -> list[Report]:
    heard: list[Report] = []
    sender.attend(seconds, heard.append)
    return heard


def test_kazakh_arrives_as_it_was_written(sender, gateway) -> None:
    accepted = sender.send(PHONE, KAZAKH)

    bind, got = gateway.wait("bind"), gateway.wait("submit")
    assert (bind["login"], bind["password"]) == ("dialog", "secret")
    assert got["text"] == KAZAKH
    assert (got["to"], got["to_ton"], got["coding"], got["receipt"]) == ("77011234567", 1, 8, 1)
    assert (got["from"], got["from_ton"], got["udh"]) == ("Dialog", 5, [])
    assert accepted.message_ids == (got["id"],)
    assert sender.line.up


def test_english_goes_in_the_same_letters(sender, gateway) -> None:
    sender.send(PHONE, "Dialog: {new} [appeal] @_€")

    assert gateway.wait("submit")["text"] == "Dialog: {new} [appeal] @_€"


def test_a_long_text_goes_in_parts(sender, gateway) -> None:
    accepted = sender.send(PHONE, LONG)

    parts = [gateway.wait("submit") for _ in accepted.message_ids]
    assert len(parts) == 2
    assert "".join(part["text"] for part in parts) == LONG
    assert [part["udh"][0][-4:] for part in parts] == ["0201", "0202"]
    assert accepted.message_ids == tuple(part["id"] for part in parts)


@pytest.mark.parametrize(
    ("name", "ton"), [("Dialog", 5), ("1414", 0), ("+77010000000", 1), ("77010000000", 1)]
)
def test_a_name_and_a_number_are_sent_as_what_they_are(
    smpp_settings, calendar, gateway, name, ton
) -> None:
    sender = SmppSender(replace(smpp_settings, sender=name), "secret", calendar)

    sender.send(PHONE, "x")
    sender.close()

    got = gateway.wait("submit")
    assert (got["from"], got["from_ton"]) == (name.removeprefix("+"), ton)


@pytest.mark.parametrize(
    ("status", "error"),
    [
        (0x58, Throttled),
        (0x14, Throttled),
        (0x08, Throttled),
        (0x64, Throttled),
        (0x0B, Refused),
        (0x45, Refused),
        (0x65, Refused),
        (0x400, Refused),
        (0x0A, Unreachable),
        (0x04, Unreachable),
    ],
)
def test_an_error_of_the_gateway_is_what_it_means(sender, gateway, status, error) -> None:
    gateway.do(next=[status])

    with pytest.raises(error, match=f"0x{status:02X}"):
        sender.send(PHONE, "x")
    sender.send(PHONE, "y")

    assert [got["text"] for got in gateway.all("submit")] == ["x", "y"]


def test_a_refused_login_is_no_gateway(sender, gateway) -> None:
    gateway.do(bind=0x0E)

    with pytest.raises(Unreachable, match="Invalid Password"):
        sender.send(PHONE, "x")

    assert not sender.line.up
    assert "Invalid Password" in sender.line.problem
    assert gateway.all("submit") == []
    gateway.do(bind=0)
    sender.send(PHONE, "x")
    assert sender.line.up
    assert sender.line.problem == ""


def test_nobody_there(calendar) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    settings = SmsSettings(kind="smpp", host="127.0.0.1", port=port, login="x", sender="x")
    sender = SmppSender(settings, "secret", calendar)

    with pytest.raises(Unreachable, match="refused"):
        sender.send(PHONE, "x")
    with pytest.raises(Unreachable, match="refused"):
        sender.attend(0, print)


def test_a_connection_that_breaks_after_the_message_leaves_it_unknown(sender, gateway) -> None:
    gateway.do(next=["drop"])

    with pytest.raises(Unsure):
        sender.send(PHONE, "x")
    assert not sender.line.up
    sender.send(PHONE, "x")

    assert len(gateway.all("submit")) == 2


def test_a_connection_that_broke_before_swallows_no_message(sender, gateway) -> None:
    sender.send(PHONE, "x")
    gateway.wait("submit")
    gateway.do(hang_up=True)
    gateway.wait("close")

    sender.send(PHONE, "y")

    assert [got["text"] for got in gateway.all("submit")] == ["y"]


@pytest.fixture
def impatient(smpp_settings, calendar):
    made = SmppSender(replace(smpp_settings, answer_s=0.3), "secret", calendar)
    yield made
    made.close()


def test_silence_leaves_it_unknown(impatient, gateway) -> None:
    gateway.do(next=["silent"])

    with pytest.raises(Unsure, match=r"no answer within 0\.3 s"):
        impatient.send(PHONE, "x")

    assert len(gateway.all("bind")) == 1
    impatient.send(PHONE, "y")
    assert len(gateway.all("bind")) == 1


def test_an_answer_that_comes_too_late_is_not_the_next_ones(impatient, gateway) -> None:
    gateway.do(next=["late", "ok"])
    with pytest.raises(Unsure):
        impatient.send(PHONE, "x")

    gateway.do(late=True)
    accepted = impatient.send(PHONE, "y")

    assert accepted.message_ids == ("m-2",)


def test_an_answer_in_single_bytes_is_whole(sender, gateway) -> None:
    gateway.do(next=["bytes"])

    assert sender.send(PHONE, "x").message_ids == ("m-1",)


def test_an_answer_that_is_cut_by_a_wait_is_whole(sender, gateway) -> None:
    sender.send(PHONE, "x")
    gateway.do(next=["bytes"])
    done = threading.Event()

    def send() -> None:
        sender.send(PHONE, "y")
        done.set()

    thread = threading.Thread(target=send)
    thread.start()
    assert done.wait(30)
    thread.join()


def test_a_gateway_that_ends_the_session_is_bound_anew(sender, gateway) -> None:
    gateway.do(next=["unbind"])

    with pytest.raises(Unsure, match="ended the session"):
        sender.send(PHONE, "x")
    sender.send(PHONE, "y")

    assert len(gateway.all("bind")) == 2


def test_what_does_not_speak_smpp_is_hung_up_on(sender, gateway) -> None:
    sender.send(PHONE, "x")
    gateway.do(garbage=True)

    with pytest.raises(Unreachable, match="does not speak SMPP"):
        listen(sender)


def test_a_busy_gateway_gets_the_second_part_again(sender, gateway) -> None:
    gateway.do(next=["ok", 0x58, "ok"])

    assert sender.send(PHONE, LONG).message_ids == ("m-1", "m-3")


@pytest.mark.parametrize("script", [["ok", "drop"], ["ok", 0x0A]])
def test_half_a_message_is_unknown(sender, gateway, script) -> None:
    gateway.do(next=script)

    with pytest.raises(Unsure):
        sender.send(PHONE, LONG)


def test_a_part_that_is_refused_refuses_all(sender, gateway) -> None:
    gateway.do(next=["ok", 0x65])

    with pytest.raises(Refused):
        sender.send(PHONE, LONG)


@pytest.mark.parametrize("tlv", [True, False])
@pytest.mark.parametrize(("stat", "fate"), [("DELIVRD", "delivered"), ("UNDELIV", "failed")])
def test_a_report_is_heard_and_acknowledged(sender, gateway, stat, fate, tlv) -> None:
    (id,) = sender.send(PHONE, "x").message_ids
    gateway.do(report=id, stat=stat, tlv=tlv, to="77011234567")

    (report,) = listen(sender)

    assert (report.message_id, report.fate, report.phone) == (id, Fate(fate), "77011234567")
    assert gateway.wait("heard")["status"] == 0


def test_a_report_that_comes_before_the_answer_is_heard_after_it(sender, gateway) -> None:
    gateway.do(next=["report"])

    accepted = sender.send(PHONE, "x")
    (report,) = listen(sender)

    assert (report.message_id,) == accepted.message_ids


def test_a_report_that_was_not_written_down_is_not_acknowledged(sender, gateway) -> None:
    sender.send(PHONE, "x")
    gateway.do(report="m-1", stat="DELIVRD")

    def full(_: Report) -> None:
        raise OSError("disk full")

    with pytest.raises(OSError, match="disk full"):
        sender.attend(10, full)

    gateway.wait("close")
    assert gateway.all("heard") == []


def test_somebodys_own_sms_is_acknowledged_and_forgotten(sender, gateway) -> None:
    sender.attend(0, print)
    gateway.do(text="Сәлем")

    assert listen(sender) == []
    assert gateway.wait("heard")["status"] == 0


def test_a_gateway_may_ask_whether_we_live(sender, gateway) -> None:
    sender.attend(0, print)
    gateway.do(enquire=True)

    assert listen(sender, 0.5) == []
    assert gateway.wait("alive")["status"] == 0


def test_a_silent_line_is_asked_whether_it_lives(smpp_settings, calendar, gateway) -> None:
    sender = SmppSender(replace(smpp_settings, idle_s=0.1), "secret", calendar)

    sender.attend(0.3, print)
    gateway.wait("enquire")
    sender.close()

    gateway.wait("unbind")
    assert not sender.line.up


def test_a_dead_line_is_given_up(smpp_settings, calendar, gateway) -> None:
    sender = SmppSender(replace(smpp_settings, idle_s=0.1, answer_s=0.2), "secret", calendar)
    gateway.do(deaf=True)

    with pytest.raises(Unreachable, match="no answer"):
        sender.attend(10, print)

    assert not sender.line.up


def test_nothing_personal_is_logged(sender, gateway, caplog) -> None:
    caplog.set_level(logging.DEBUG)

    sender.send(PHONE, "0011 2345 6789 0123")
    gateway.do(report="m-1", stat="DELIVRD", to="77011234567")
    listen(sender)

    assert "7011234567" not in caplog.text
    assert "2345" not in caplog.text
    assert "2345".encode("utf-16-be").hex() not in caplog.text
