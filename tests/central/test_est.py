"""The listener for booths, over real HTTPS."""

import base64
import http.client
import logging
import socket
import ssl
from contextlib import closing
from datetime import timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, pkcs7
from cryptography.x509.oid import NameOID

from central import listener
from central.authority import Authority
from central.enrolment import MAX_BY_BOOTH
from central.errors import ListenerFailed
from central.est import MAX_BODY, ROOT
from central.listener import MAX_CONNECTIONS, Listener

HOUR = timedelta(hours=1)


class Caller:
    """Speaks EST as any client does."""

    def __init__(self, central, key, folder) -> None:
        self.central, self.key, self.folder = central, key, folder
        certificate, own = folder / "est.pem", folder / "est.key"
        central.authority.put_server(["localhost", "127.0.0.1"], certificate, own)
        authority = central.authority.file
        self.listener = Listener(
            ("127.0.0.1", 0), certificate, own, authority, central.enrolment, central.updates
        )

    def context(self, certificate: x509.Certificate | None = None) -> ssl.SSLContext:
        context = ssl.create_default_context(cafile=self.central.authority.file)
        context.verify_flags |= ssl.VERIFY_X509_STRICT
        if certificate:
            file = self.folder / "shown.pem"
            file.write_bytes(certificate.public_bytes(Encoding.PEM))
            context.load_cert_chain(file, self.folder / "booth.key")
        return context

    def call(self, method, path, body=b"", headers=None, certificate=None) -> tuple[int, bytes]:
        line = http.client.HTTPSConnection(
            "localhost", self.listener.port, timeout=30, context=self.context(certificate)
        )
        with closing(line):
            line.request(method, path, body, headers or {})
            answer = line.getresponse()
            return answer.status, answer.read()

    def enrol(self, code: str, body: bytes | None = None, booth: str = "001") -> tuple[int, bytes]:
        headers = {"Authorization": basic(f"{booth}:{code}")}
        return self.call("POST", f"{ROOT}/simpleenroll", body or self.request(), headers)

    def renew(self, certificate, name: str = "001") -> tuple[int, bytes]:
        return self.call(
            "POST", f"{ROOT}/simplereenroll", self.request(name), certificate=certificate
        )

    def request(self, name: str = "001", key=None) -> bytes:
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
        made = x509.CertificateSigningRequestBuilder().subject_name(subject)
        signed = made.sign(key or self.key, hashes.SHA256())
        return base64.encodebytes(signed.public_bytes(Encoding.DER))

    def code(self) -> str:
        return self.central.enrolment.make_code("001", HOUR)

    def raw(self, sent: bytes) -> bytes:
        plain = socket.create_connection(("127.0.0.1", self.listener.port), 30)
        with self.context().wrap_socket(plain, server_hostname="localhost") as line:
            line.sendall(sent)
            answer = b""
            while more := line.recv(65_536):
                answer += more
            return answer


def basic(text: str) -> str:
    return "Basic " + base64.b64encode(text.encode()).decode()


def unpacked(answer: bytes) -> x509.Certificate:
    (found,) = pkcs7.load_der_pkcs7_certificates(base64.b64decode(answer))
    return found


@pytest.fixture
def caller(central, booth_key, tmp_path):
    made = Caller(central, booth_key, tmp_path)
    made.listener.start()
    yield made
    made.listener.stop()


def test_cacerts_is_central_s_own_authority(caller) -> None:
    status, answer = caller.call("GET", f"{ROOT}/cacerts")

    assert status == 200
    assert unpacked(answer) == caller.central.authority.certificate


def test_a_code_gives_a_certificate_and_that_the_next(caller) -> None:
    status, answer = caller.enrol(caller.code())
    assert status == 200
    first = unpacked(answer)
    status, answer = caller.renew(first)

    assert status == 200
    assert unpacked(answer).public_key() == caller.key.public_key()
    assert unpacked(answer).subject == first.subject


def test_wrong_used_and_foreign_codes_are_401_without_a_word(caller, caplog) -> None:
    caplog.set_level(logging.INFO)
    code = caller.code()

    assert caller.enrol("WRONG-CODE") == (401, b"")
    assert caller.enrol(code, booth="002") == (401, b"")
    assert caller.enrol(code)[0] == 200
    stranger = caller.request(key=ec.generate_private_key(ec.SECP256R1()))
    assert caller.enrol(code, stranger) == (401, b"")
    assert "its code was used already" in caplog.text
    assert "simpleenroll 401" in caplog.text
    assert code not in caplog.text
    assert "WRONG-CODE" not in caplog.text


@pytest.mark.parametrize(
    "given", [None, "Basic", "Basic !!!", "Bearer x", basic("\n" * 300), basic("001")]
)
def test_without_good_credentials_it_is_401(caller, given) -> None:
    headers = {"Authorization": given} if given else {}

    assert caller.call("POST", f"{ROOT}/simpleenroll", caller.request(), headers)[0] == 401


def test_too_many_wrong_codes_are_429(caller) -> None:
    code = caller.code()
    for _ in range(MAX_BY_BOOTH):
        assert caller.enrol("wrong")[0] == 401

    assert caller.enrol(code)[0] == 429


def test_a_foreign_key_is_400_or_403(caller) -> None:
    code = caller.code()
    other, large = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP521R1())

    assert caller.enrol(code, caller.request(key=large))[0] == 400
    assert caller.enrol(code, caller.request(key=other))[0] == 403
    assert caller.enrol(code)[0] == 200


@pytest.mark.parametrize("body", [b"garbage", b"!" * 100, base64.b64encode(b"\x30" * 3000)])
def test_garbage_is_400(caller, body) -> None:
    assert caller.enrol(caller.code(), body)[0] == 400


def test_a_huge_body_is_413_and_not_read(caller) -> None:
    assert caller.enrol(caller.code(), b"A" * (MAX_BODY + 1))[0] == 413
    head = f"POST {ROOT}/simpleenroll HTTP/1.1\r\nAuthorization: {basic('001:x')}\r\n"
    for length, code in (("9" * 400, b"413"), ("-1", b"400"), ("x", b"400")):
        sent = f"{head}Content-Length: {length}\r\n\r\n".encode()
        assert caller.raw(sent).startswith(b"HTTP/1.1 " + code)
    assert caller.raw(f"{head}\r\n".encode()).startswith(b"HTTP/1.1 411")


@pytest.mark.parametrize(
    ("sent", "code"),
    [
        (b"GET / HTTP/1.1\r\n\r\n", b"404"),
        (b"POST / HTTP/1.1\r\n\r\n", b"404"),
        (b"DELETE / HTTP/1.1\r\n\r\n", b"501"),
        (b"GET " + b"a" * 70_000, b"414"),
        (b"\x00\xff\r\n\r\n", b"400"),
        (b"GET / HTTP/1.1\r\n" + b"a: b\r\n" * 200 + b"\r\n", b"431"),
    ],
)
def test_anything_else_is_a_code_alone(caller, sent, code) -> None:
    answer = caller.raw(sent)

    assert b" " + code + b" " in answer.splitlines()[0]
    assert answer.partition(b"\r\n\r\n")[2] == b""


def test_a_path_cannot_forge_lines_of_the_log(caller, caplog) -> None:
    caplog.set_level(logging.INFO)
    caller.raw(b"GET /\x1b[2J\x9bforged HTTP/1.1\r\n\r\n")

    assert "forged" in caplog.text
    assert "\x1b" not in caplog.text
    assert "\x9b" not in caplog.text


def test_renewal_needs_a_certificate_of_a_booth(caller) -> None:
    certificate = unpacked(caller.enrol(caller.code())[1])

    assert caller.renew(None) == (403, b"")
    assert caller.renew(certificate, "002") == (403, b"")
    caller.central.enrolment.revoke("001")
    assert caller.renew(certificate) == (403, b"")


def test_an_expired_certificate_ends_the_connection(caller) -> None:
    expired = caller.central.authority.issue_booth("001", caller.key.public_key(), days=0)

    with pytest.raises((ssl.SSLError, ConnectionError)):
        caller.renew(expired)


def test_a_certificate_of_another_authority_ends_the_connection(caller, tmp_path) -> None:
    (tmp_path / "other").mkdir()
    foreign = Authority(tmp_path / "other").issue_booth("001", caller.key.public_key(), 90)

    with pytest.raises((ssl.SSLError, ConnectionError)):
        caller.renew(foreign)


def test_a_certificate_of_a_booth_is_not_a_server_s(caller, tmp_path) -> None:
    """Else a booth could stand in for central."""
    certificate = unpacked(caller.enrol(caller.code())[1])
    file = tmp_path / "shown.pem"
    file.write_bytes(certificate.public_bytes(Encoding.PEM))
    caller.listener.stop()
    caller.listener = Listener(
        ("127.0.0.1", 0),
        file,
        tmp_path / "booth.key",
        caller.central.authority.file,
        caller.central.enrolment,
        caller.central.updates,
    )
    caller.listener.start()

    with pytest.raises(ssl.SSLCertVerificationError):
        caller.call("GET", f"{ROOT}/cacerts")


def test_old_tls_is_refused(caller) -> None:
    context = caller.context()
    context.minimum_version = ssl.TLSVersion.MINIMUM_SUPPORTED
    with pytest.warns(DeprecationWarning, match="TLSv1_1"):
        context.maximum_version = ssl.TLSVersion.TLSv1_1
    plain = socket.create_connection(("127.0.0.1", caller.listener.port), 30)

    with plain, pytest.raises((ssl.SSLError, ConnectionError)):
        context.wrap_socket(plain, server_hostname="localhost")


def test_silent_connections_hold_up_nobody_and_are_limited(caller) -> None:
    where = ("127.0.0.1", caller.listener.port)
    silent = [socket.create_connection(where, 30) for _ in range(MAX_CONNECTIONS - 1)]
    assert caller.call("GET", f"{ROOT}/cacerts")[0] == 200
    more = [socket.create_connection(where, 30) for _ in range(3)]

    assert more[-1].recv(1) == b""
    for one in silent + more:
        one.close()


def test_a_silent_connection_is_cut(central, booth_key, tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(listener, "CONNECTION_S", 0.3)
    caller = Caller(central, booth_key, tmp_path)
    caller.listener.start()
    with socket.create_connection(("127.0.0.1", caller.listener.port), 30) as silent:
        assert silent.recv(1) == b""
    caller.listener.stop()


def test_stopping_cuts_what_is_open(caller) -> None:
    with socket.create_connection(("127.0.0.1", caller.listener.port), 30) as silent:
        assert caller.call("GET", f"{ROOT}/cacerts")[0] == 200
        caller.listener.stop()

        assert silent.recv(1) == b""


def test_a_port_in_use_is_said(caller, central, tmp_path) -> None:
    address = ("127.0.0.1", caller.listener.port)

    with pytest.raises(ListenerFailed, match=str(caller.listener.port)):
        Listener(
            address,
            tmp_path / "est.pem",
            tmp_path / "est.key",
            central.authority.file,
            central.enrolment,
            central.updates,
        )
