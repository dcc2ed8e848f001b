"""The section [sms] of central.toml: a mistake is named by its key."""

import pytest

from central.config import parse
from central.errors import BadInput, BadSettings
from central.notices.service import make_sender
from central.notices.smpp import SmppSender
from central.settings import SmsSettings

GATEWAY = """
kind = "smpp"
host = "smsc.example.kz"
login = "dialog"
sender = "Dialog"
secret = "password"
"""


@pytest.fixture
def read(tmp_path):
    """Reads a section; `password` and `ca.pem` lie beside the file."""
    (tmp_path / "password").write_text("s3cret!\n")
    (tmp_path / "ca.pem").touch()

    def read_it(lines: str) -> SmsSettings:
        return parse(f"[sms]\n{lines}", tmp_path, tmp_path / "central.toml").sms

    return read_it


def test_without_a_section_nobody_is_told(tmp_path) -> None:
    settings = parse("", tmp_path, tmp_path / "central.toml").sms

    settings.check()
    assert settings == SmsSettings()
    assert settings.kind == "none"


def test_a_gateway_is_read(read, tmp_path, calendar) -> None:
    settings = read(GATEWAY + 'tls = true\nca = "ca.pem"\nday_and_night = ["message"]')

    settings.check()
    assert (settings.host, settings.port, settings.tls) == ("smsc.example.kz", 2775, True)
    assert settings.day_and_night == ("message",)
    assert isinstance(make_sender(settings, tmp_path, calendar), SmppSender)


@pytest.mark.parametrize(
    ("line", "key"),
    [
        ('kind = "modem"', "kind"),
        ('quiet_from = "9:00"', "quiet_from"),
        ('quiet_until = "24:00"', "quiet_until"),
        ('day_and_night = ["emergency"]', "day_and_night"),
        ("hourly = 0", "hourly"),
        ("resend_after_s = -1", "resend_after_s"),
        ("give_up_hours = 0", "give_up_hours"),
        ("per_second = 0", "per_second"),
        ("port = 65536", "port"),
        ("answer_s = 0", "answer_s"),
        ("idle_s = 0", "idle_s"),
        (f'login = "{"x" * 16}"', "login"),
        ('sender = "Диалог"', "sender"),
        (f'sender = "{"x" * 21}"', "sender"),
        ('secret = "missing"', "secret"),
        ('ca = "missing.pem"', "ca"),
        ('password = "x"', "password"),
    ],
)
def test_a_mistake_is_named(read, line, key) -> None:
    with pytest.raises(BadSettings) as error:
        read(line)
    assert f"sms.{key}" in str(error.value)


@pytest.mark.parametrize("missing", ["host", "login", "sender"])
def test_what_a_gateway_needs_is_named(read, missing) -> None:
    lines = [line for line in GATEWAY.splitlines() if not line.startswith(missing)]

    with pytest.raises(BadInput, match=rf"^sms\.{missing}: "):
        read("\n".join(lines)).check()


def test_an_authority_goes_with_tls(read) -> None:
    with pytest.raises(BadInput, match=r"^sms\.ca: "):
        read('ca = "ca.pem"').check()


@pytest.mark.parametrize("password", [b"nine char", "пароль".encode()])
def test_a_password_that_smpp_cannot_carry_is_refused(read, tmp_path, calendar, password) -> None:
    settings = read(GATEWAY)
    (tmp_path / "password").write_bytes(password)

    with pytest.raises(BadInput, match=r"^sms\.secret: "):
        make_sender(settings, tmp_path, calendar)
