"""Update bundles: published once, fetched in parts by booths alone."""

import json
import ssl
from datetime import timedelta
from hashlib import sha256
from urllib.request import Request, urlopen

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from central.errors import BadInput
from central.listener import Listener
from firmware.appeals import signing

CONTENT = b"hsqs" + bytes(range(256)) * 4000


@pytest.fixture
def bundle(tmp_path):
    file = tmp_path / "booth-1.2.0.raucb"
    file.write_bytes(CONTENT)
    return file


@pytest.fixture
def listener(central, tmp_path):
    certificate, own = tmp_path / "est.pem", tmp_path / "est.key"
    central.authority.put_server(["localhost", "127.0.0.1"], certificate, own)
    rooms = (central.enrolment, central.updates)
    made = Listener(("127.0.0.1", 0), certificate, own, central.authority.file, *rooms)
    made.start()
    yield made
    made.stop()


@pytest.fixture
def certificate(central, booth_key) -> x509.Certificate:
    """The certificate of booth 001."""
    central.enrolment.make_code("001", timedelta(hours=1))
    with central.store.transaction():
        return central.enrolment._issue("001", booth_key.public_key())


@pytest.fixture
def get(central, listener, tmp_path):
    """Asks as booth 001 does, or without a certificate."""

    def ask(path: str, certificate=None, part: str = ""):
        context = ssl.create_default_context(cafile=central.authority.file)
        if certificate:
            shown = tmp_path / "shown.pem"
            shown.write_bytes(certificate.public_bytes(Encoding.PEM))
            context.load_cert_chain(shown, tmp_path / "booth.key")
        request = Request(f"https://localhost:{listener.port}{path}")
        if part:
            request.add_header("Range", part)
        try:
            with urlopen(request, timeout=30, context=context) as answer:
                return answer.status, answer.headers, answer.read()
        except OSError as error:
            with error:
                return error.code, error.headers, b""

    return ask


def test_what_is_published_is_signed_and_can_be_fetched(central, get, certificate, bundle) -> None:
    update = central.updates.publish(bundle, "1.2.0")

    _status, _headers, token = get("/updates/current", certificate)
    said = json.loads(signing.verify(token.decode(), central.keys.signing.public_key()))
    assert (said["version"], said["sha256"]) == ("1.2.0", sha256(CONTENT).hexdigest())
    status, headers, content = get(f"/updates/{update.sha256}.raucb", certificate)
    assert (status, content) == (200, CONTENT)
    assert headers["Accept-Ranges"] == "bytes"


@pytest.mark.parametrize(
    ("part", "start", "end"),
    [
        ("bytes=0-99", 0, 100),
        ("bytes=500000-", 500_000, len(CONTENT)),
        ("bytes=-10", len(CONTENT) - 10, len(CONTENT)),
        ("bytes=1000-99999999", 1000, len(CONTENT)),
    ],
)
def test_a_broken_download_goes_on_where_it_was(
    central, get, certificate, bundle, part, start, end
) -> None:
    update = central.updates.publish(bundle, "1.2.0")

    status, headers, content = get(f"/updates/{update.sha256}.raucb", certificate, part)

    assert (status, content) == (206, CONTENT[start:end])
    assert headers["Content-Range"] == f"bytes {start}-{end - 1}/{len(CONTENT)}"


def test_a_part_beyond_the_end_is_refused(central, get, certificate, bundle) -> None:
    update = central.updates.publish(bundle, "1.2.0")

    status, headers, _content = get(
        f"/updates/{update.sha256}.raucb", certificate, f"bytes={len(CONTENT)}-"
    )

    assert (status, headers["Content-Range"]) == (416, f"bytes */{len(CONTENT)}")


def test_nobody_else_gets_one(central, get, certificate, bundle) -> None:
    update = central.updates.publish(bundle, "1.2.0")
    for path in ("/updates/current", f"/updates/{update.sha256}.raucb"):
        assert get(path)[0] == 403

    central.enrolment.revoke("001")

    for path in ("/updates/current", f"/updates/{update.sha256}.raucb"):
        assert get(path, certificate)[0] == 403


@pytest.mark.parametrize(
    "path",
    [
        "/updates/current",
        f"/updates/{'0' * 64}.raucb",
        "/updates/../keys/ca.key",
        "/updates/%2e%2e/keys/ca.key",
        "/updates/",
    ],
)
def test_what_is_not_there_is_not_there(get, certificate, path) -> None:
    assert get(path, certificate)[0] == 404


def test_the_bundle_before_is_kept_for_those_who_are_fetching_it(central, bundle) -> None:
    kept = []
    for turn in range(3):
        bundle.write_bytes(CONTENT + bytes([turn]))
        kept.append(central.updates.publish(bundle, f"1.2.{turn}").sha256)

    assert [central.updates.file(hashed).exists() for hashed in kept] == [False, True, True]
    assert central.updates.current().version == "1.2.2"


@pytest.mark.parametrize(
    ("content", "version", "said"),
    [
        (b"PK\x03\x04", "1.2.0", "not a RAUC bundle"),
        (b"", "1.2.0", "not a RAUC bundle"),
        (CONTENT, "", "version"),
        (CONTENT, "../1", "version"),
        (CONTENT, "newest", "version"),
    ],
)
def test_what_is_no_bundle_is_not_published(central, bundle, content, version, said) -> None:
    bundle.write_bytes(content)

    with pytest.raises(BadInput, match=said):
        central.updates.publish(bundle, version)

    assert central.updates.current() is None


def test_a_missing_file_is_named(central, tmp_path) -> None:
    with pytest.raises(BadInput, match="no such file"):
        central.updates.publish(tmp_path / "nothing.raucb", "1")


def test_a_spoiled_announcement_is_named(central, bundle) -> None:
    central.updates.publish(bundle, "1.2.0")
    (central.settings.data / "updates" / "current.jws").write_text("a.b.c")

    with pytest.raises(BadInput, match=r"current\.jws"):
        central.updates.current()
