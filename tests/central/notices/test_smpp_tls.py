"""The line to the gateway over TLS: nothing is said to a stranger."""

from dataclasses import replace

import pytest

from central.authority import Authority
from central.notices.senders import Report, Unreachable
from central.notices.smpp import SmppSender

PHONE = "+77011234567"
KAZAKH = "Диалог: жаңа шағым, әғқңөұүһі"


@pytest.fixture
def certified(tmp_path):
    """A certificate of `localhost`, and its authority."""
    keys = tmp_path / "keys"
    keys.mkdir()
    authority = Authority(keys)
    authority.put_server(["localhost"], keys / "smsc.pem", keys / "smsc.key")
    return authority.file, keys / "smsc.key", keys / "smsc.pem"


@pytest.fixture
def over_tls(certified, make_gateway, smpp_settings):
    ca, key, pem = certified
    gateway = make_gateway(key, pem)
    return gateway, replace(smpp_settings, port=gateway.port, tls=True, ca=ca, host="localhost")


def test_over_tls(over_tls, calendar) -> None:
    gateway, settings = over_tls
    sender = SmppSender(settings, "secret", calendar)

    sender.send(PHONE, KAZAKH)
    gateway.do(report="m-1", stat="DELIVRD")
    heard: list[Report] = []
    sender.attend(10, heard.append)
    assert [report.message_id for report in heard] == ["m-1"]
    sender.close()

    assert gateway.wait("submit")["text"] == KAZAKH


def test_a_wrong_host_name_is_refused(over_tls, calendar) -> None:
    gateway, settings = over_tls

    with pytest.raises(Unreachable, match=r"TLS.*(mismatch|not valid)"):
        SmppSender(replace(settings, host="127.0.0.1"), "secret", calendar).send(PHONE, "x")
    assert gateway.all("bind") == []


def test_an_unknown_authority_is_refused(over_tls, calendar) -> None:
    gateway, settings = over_tls

    with pytest.raises(Unreachable, match=r"TLS.*(self-signed|unable to get)"):
        SmppSender(replace(settings, ca=None), "secret", calendar).send(PHONE, "x")
    assert gateway.all("bind") == []


def test_a_gateway_without_tls_gets_nothing(smpp_settings, calendar, gateway) -> None:
    settings = replace(smpp_settings, tls=True, host="localhost", answer_s=0.5)

    with pytest.raises(Unreachable):
        SmppSender(settings, "secret", calendar).send(PHONE, "x")
    assert gateway.all("bind") == []
