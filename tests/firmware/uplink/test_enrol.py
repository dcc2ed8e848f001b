"""What the booth believes of what central answers."""

import ssl
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec

from central import est, listener
from central.authority import Authority
from central.listener import Listener
from firmware import config
from firmware.appeals.signing import make_key
from firmware.errors import ConfigError
from firmware.settings import BoothSettings, CentralSettings, Settings
from firmware.uplink import enrol
from firmware.uplink.errors import BadCredential, EnrolmentFailed


class Central:
    """Answers with whatever certificate a test puts."""

    def __init__(self, folder: Path) -> None:
        self.authority = Authority(folder)
        self.given: x509.Certificate | None = None
        self.authority.put_server(["localhost"], folder / "est.pem", folder / "est.key")
        self.listener = Listener(
            ("127.0.0.1", 0),
            folder / "est.pem",
            folder / "est.key",
            self.authority.file,
            self,
            None,
        )

    def enrol(self, _booth: str, _code: str, _address: str, _request: bytes) -> x509.Certificate:
        return self.given


@pytest.fixture
def central(tmp_path):
    (tmp_path / "central").mkdir()
    made = Central(tmp_path / "central")
    made.listener.start()
    yield made
    made.listener.stop()


@pytest.fixture
def key(tmp_path) -> ec.EllipticCurvePrivateKey:
    return make_key(tmp_path / "booth.key")


@pytest.fixture
def settings(tmp_path, central) -> Settings:
    return Settings(
        booth=BoothSettings(id="001", keys=str(tmp_path)),
        central=CentralSettings(
            ca=str(central.authority.file),
            certificate=str(tmp_path / "booth.pem"),
            est=f"localhost:{central.listener.port}",
        ),
    )


def test_its_own_certificate_is_taken_in_one_step(central, settings, key, tmp_path) -> None:
    (tmp_path / "booth.pem.new").write_text("torn, of a power cut")
    central.given = central.authority.issue_booth("001", key.public_key(), 90)

    assert enrol.enrol(settings, "x") == central.given
    written = (tmp_path / "booth.pem").read_bytes()
    assert x509.load_pem_x509_certificate(written) == central.given
    assert not (tmp_path / "booth.pem.new").exists()


@pytest.mark.parametrize(
    ("wrong", "said"),
    [("key", "another key"), ("name", "another booth"), ("authority", "not of central.ca")],
)
def test_a_certificate_that_is_not_its_own_is_refused(
    central, settings, key, tmp_path, wrong, said
) -> None:
    (tmp_path / "other").mkdir()
    authority = Authority(tmp_path / "other") if wrong == "authority" else central.authority
    other = ec.generate_private_key(ec.SECP256R1())
    public = (other if wrong == "key" else key).public_key()
    central.given = authority.issue_booth("002" if wrong == "name" else "001", public, 90)
    (tmp_path / "booth.pem").write_text("as before")

    with pytest.raises(EnrolmentFailed, match=said):
        enrol.enrol(settings, "x")
    assert (tmp_path / "booth.pem").read_text() == "as before"


@pytest.mark.parametrize(
    "answer", [b"", b"!", b"AAAA", b"MAAA", b"A" * (enrol.MAX_ANSWER + 4)], ids=len
)
@pytest.mark.usefixtures("key")
def test_garbage_is_refused(central, settings, answer, monkeypatch, tmp_path) -> None:
    monkeypatch.setattr(est, "bundle", lambda _: answer)

    with pytest.raises(EnrolmentFailed):
        enrol.enrol(settings, "x")
    assert central.given is None
    assert not (tmp_path / "booth.pem").exists()


@pytest.mark.usefixtures("key")
def test_an_answer_that_never_comes_ends_in_time(settings, monkeypatch, central) -> None:
    released = []
    monkeypatch.setattr(enrol, "TIMEOUT_S", 0.5)
    monkeypatch.setattr(listener, "CONNECTION_S", 3.0)
    monkeypatch.setattr(est.Handler, "do_POST", lambda self: released.append(self.rfile.read()))

    with pytest.raises(EnrolmentFailed, match="timed out"):
        enrol.enrol(settings, "x")
    central.listener.stop()


@pytest.mark.usefixtures("key")
def test_a_folder_that_is_not_there_is_named(central, settings, key, tmp_path) -> None:
    central.given = central.authority.issue_booth("001", key.public_key(), 90)
    elsewhere = Settings(
        booth=settings.booth,
        central=CentralSettings(
            ca=settings.central.ca,
            certificate=str(tmp_path / "nowhere" / "booth.pem"),
            est=settings.central.est,
        ),
    )

    with pytest.raises(BadCredential, match="nowhere"):
        enrol.enrol(elsewhere, "x")


def test_a_damaged_key_is_named(settings, tmp_path) -> None:
    (tmp_path / "booth.key").write_text("garbage")

    with pytest.raises(BadCredential, match="not a private key"):
        enrol.enrol(settings, "x")


def test_the_context_is_as_strict_as_python_3_13(settings) -> None:
    context = enrol.client_context(settings, identified=False)

    assert context.verify_flags & ssl.VERIFY_X509_STRICT
    assert context.check_hostname
    assert context.minimum_version == ssl.TLSVersion.TLSv1_2


@pytest.mark.parametrize("est", ["", "central:1", "192.0.2.1:65535", "[2001:db8::1]:8443"])
def test_where_to_enrol_is_host_and_port(est) -> None:
    assert config.parse(f'[central]\nest = "{est}"\n').central.est == est


@pytest.mark.parametrize("est", ["central", ":1", "central:0", "central:65536", "a/b:1", "a b:1"])
def test_anything_else_is_a_mistake_in_booth_toml(est) -> None:
    with pytest.raises(ConfigError, match="HOST:PORT"):
        config.parse(f'[central]\nest = "{est}"\n')


def test_without_a_certificate_it_is_said_how_to_get_one(settings) -> None:
    with pytest.raises(BadCredential, match="booth enrol"):
        enrol.client_context(settings)
