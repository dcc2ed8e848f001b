"""Codes, certificates, renewal and revoking."""

from datetime import timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from central.enrolment import MAX_A_DAY, MAX_BY_ADDRESS, MAX_BY_BOOTH, Enrolment
from central.errors import BadInput, CertificateRefused, CodeRefused, NotFound, TooOften

HOUR = timedelta(hours=1)


def request(key, name: str = "001") -> bytes:
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    made = x509.CertificateSigningRequestBuilder().subject_name(subject)
    return made.sign(key, hashes.SHA256()).public_bytes(Encoding.DER)


def der(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(Encoding.DER)


def cn(certificate: x509.Certificate) -> str:
    return certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)[0].value


@pytest.fixture
def enrolment(central, authority, calendar) -> Enrolment:
    return Enrolment(central.store, central.booths, central.accounts, authority, 90, calendar)


@pytest.fixture
def key(central) -> ec.EllipticCurvePrivateKey:
    """The key of booth 001, which central does not know yet."""
    central.add_booth("001", "oskemen")
    return ec.generate_private_key(ec.SECP256R1())


def revoked(enrolment) -> set[int]:
    listed = x509.load_pem_x509_crl(enrolment.revocations.read_bytes())
    return {entry.serial_number for entry in listed}


def test_a_code_gives_a_certificate_and_tells_central_the_key(central, enrolment, key) -> None:
    code = enrolment.make_code("001", HOUR)
    made = enrolment.enrol("001", code, "here", request(key, "central"))

    assert cn(made) == "001"
    assert made.public_key() == key.public_key()
    assert central.booths.key("001", "oskemen") == key.public_key()
    assert made.not_valid_after_utc - made.not_valid_before_utc < timedelta(days=91)


def test_what_a_request_asks_for_besides_its_key_is_not_given(enrolment, key) -> None:
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "central")])
    greedy = (
        x509.CertificateSigningRequestBuilder()
        .subject_name(subject)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("broker")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    code = enrolment.make_code("001", HOUR)
    made = enrolment.enrol("001", code, "here", der(greedy))

    extensions = made.extensions
    assert not extensions.get_extension_for_class(x509.BasicConstraints).value.ca
    usage = extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    assert list(usage) == [ExtendedKeyUsageOID.CLIENT_AUTH]
    with pytest.raises(x509.ExtensionNotFound):
        extensions.get_extension_for_class(x509.SubjectAlternativeName)


def test_a_code_is_long_and_may_be_mistyped_as_people_do(enrolment, key) -> None:
    code = enrolment.make_code("001", HOUR)
    typed = code.lower().replace("-", " ").replace("0", "o").replace("1", "l")

    assert len(code.replace("-", "")) * 5 >= 80
    assert enrolment.enrol("001", typed, "here", request(key))


def test_a_code_works_for_one_key(central, enrolment) -> None:
    central.add_booth("002", "oskemen")
    first, other = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
    code = enrolment.make_code("002", HOUR)
    enrolment.enrol("002", code, "here", request(first))

    with pytest.raises(CodeRefused, match="used already"):
        enrolment.enrol("002", code, "here", request(other))


def test_a_booth_whose_line_was_cut_may_ask_again_with_its_code(enrolment, key, calendar) -> None:
    code = enrolment.make_code("001", HOUR)
    made = [enrolment.enrol("001", code, "here", request(key)) for _ in range(2)]

    assert made[0].public_key() == made[1].public_key()
    calendar.now += HOUR
    with pytest.raises(CodeRefused, match="expired"):
        enrolment.enrol("001", code, "here", request(key))


def test_asking_again_has_its_pace(enrolment, key) -> None:
    code = enrolment.make_code("001", HOUR)
    for _ in range(MAX_A_DAY):
        enrolment.enrol("001", code, "here", request(key))

    with pytest.raises(TooOften):
        enrolment.enrol("001", code, "here", request(key))


def test_a_revoked_booth_cannot_come_back_by_its_used_code(enrolment, key) -> None:
    code = enrolment.make_code("001", HOUR)
    enrolment.enrol("001", code, "here", request(key))
    enrolment.revoke("001")

    with pytest.raises(CodeRefused, match="no code"):
        enrolment.enrol("001", code, "here", request(key))


def test_a_code_expires(enrolment, key, calendar) -> None:
    code = enrolment.make_code("001", HOUR)
    calendar.now += HOUR

    with pytest.raises(CodeRefused, match="expired"):
        enrolment.enrol("001", code, "here", request(key))


def test_a_newer_code_makes_the_older_one_void(enrolment, key) -> None:
    older, newer = (enrolment.make_code("001", HOUR) for _ in range(2))

    with pytest.raises(CodeRefused, match="wrong"):
        enrolment.enrol("001", older, "here", request(key))
    assert enrolment.enrol("001", newer, "here", request(key))


def test_the_code_of_another_booth_is_wrong(central, enrolment, key) -> None:
    central.add_booth("002", "oskemen")
    code = enrolment.make_code("002", HOUR)
    enrolment.make_code("001", HOUR)

    with pytest.raises(CodeRefused, match="wrong"):
        enrolment.enrol("001", code, "here", request(key))
    with pytest.raises(CodeRefused, match="no code"):
        enrolment.enrol("003", code, "here", request(key))


def test_an_unknown_booth_gets_no_code(enrolment) -> None:
    with pytest.raises(NotFound):
        enrolment.make_code("001", HOUR)


def test_a_key_that_is_not_the_registered_one_is_refused_and_the_code_stays(
    enrolment, booth_key
) -> None:
    code = enrolment.make_code("001", HOUR)

    with pytest.raises(CertificateRefused, match="key"):
        enrolment.enrol("001", code, "here", request(ec.generate_private_key(ec.SECP256R1())))
    assert enrolment.enrol("001", code, "here", request(booth_key))


def test_the_key_of_another_booth_is_a_copied_card_and_refused(
    central, enrolment, booth_key
) -> None:
    central.add_booth("002", "oskemen")
    code = enrolment.make_code("002", HOUR)

    with pytest.raises(CertificateRefused, match="key"):
        enrolment.enrol("002", code, "here", request(booth_key, "002"))


@pytest.mark.parametrize(
    "foreign",
    [ec.generate_private_key(ec.SECP384R1()), rsa.generate_private_key(65537, 2048)],
    ids=["P-384", "RSA"],
)
def test_only_keys_of_p256_are_taken(enrolment, key, foreign) -> None:
    code = enrolment.make_code("001", HOUR)

    with pytest.raises(BadInput, match="P-256"):
        enrolment.enrol("001", code, "here", request(foreign))
    assert enrolment.enrol("001", code, "here", request(key))


def test_a_request_must_be_signed_by_its_own_key(enrolment, key) -> None:
    code = enrolment.make_code("001", HOUR)
    forged = bytearray(request(key))
    forged[-1] ^= 1

    with pytest.raises(BadInput):
        enrolment.enrol("001", code, "here", bytes(forged))


@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(at=st.integers(0, 10_000), garbage=st.binary(min_size=1, max_size=40), torn=st.booleans())
def test_any_garbage_is_bad_input_or_refused(enrolment, booth_key, at, garbage, torn) -> None:
    sound = request(booth_key)
    place = at % len(sound)
    spoilt = sound[:place] + garbage + (b"" if torn else sound[place + len(garbage) :])
    code = enrolment.make_code("001", HOUR)
    try:
        made = enrolment.enrol("001", code, "here", spoilt)
    except (BadInput, CertificateRefused):
        return
    assert spoilt == sound
    assert made.public_key() == booth_key.public_key()


def test_too_many_wrong_codes_shut_the_booth_out_for_an_hour(enrolment, key) -> None:
    code = enrolment.make_code("001", HOUR)
    for number in range(MAX_BY_BOOTH):
        with pytest.raises(CodeRefused):
            enrolment.enrol("001", "wrong", f"address {number}", request(key))

    with pytest.raises(TooOften):
        enrolment.enrol("001", code, "another address", request(key))


def test_too_many_wrong_codes_shut_the_address_out(enrolment, key) -> None:
    code = enrolment.make_code("001", HOUR)
    for number in range(MAX_BY_ADDRESS):
        with pytest.raises(CodeRefused):
            enrolment.enrol(f"x{number}", "wrong", "here", request(key))

    with pytest.raises(TooOften):
        enrolment.enrol("001", code, "here", request(key))
    assert enrolment.enrol("001", code, "elsewhere", request(key))


@pytest.fixture
def enrolled(enrolment, booth_key) -> x509.Certificate:
    return enrolment.enrol("001", enrolment.make_code("001", HOUR), "here", request(booth_key))


def test_a_certificate_is_renewed_by_itself(enrolment, enrolled, booth_key, calendar) -> None:
    calendar.now += timedelta(days=60)
    made = enrolment.renew(der(enrolled), request(booth_key))

    assert made.not_valid_after_utc - enrolled.not_valid_after_utc == timedelta(days=60)
    assert made.serial_number != enrolled.serial_number


def test_renewal_is_for_the_same_name_and_key(enrolment, enrolled, booth_key) -> None:
    with pytest.raises(CertificateRefused, match="name"):
        enrolment.renew(der(enrolled), request(booth_key, "002"))
    with pytest.raises(CertificateRefused, match="key"):
        enrolment.renew(der(enrolled), request(ec.generate_private_key(ec.SECP256R1())))


def test_an_expired_certificate_is_not_renewed(enrolment, enrolled, booth_key, calendar) -> None:
    calendar.now += timedelta(days=91)

    with pytest.raises(CertificateRefused, match="expired"):
        enrolment.renew(der(enrolled), request(booth_key))


def test_a_server_s_certificate_renews_no_booth(authority, enrolment, booth_key, tmp_path) -> None:
    file = tmp_path / "server.pem"
    authority.put_server(["001"], file, tmp_path / "server.key")
    shown = x509.load_pem_x509_certificate(file.read_bytes())

    with pytest.raises(CertificateRefused, match="not issued to a booth"):
        enrolment.renew(der(shown), request(booth_key))


def test_renewals_in_a_day_are_limited(enrolment, enrolled, booth_key, calendar) -> None:
    for _ in range(MAX_A_DAY - 1):
        enrolment.renew(der(enrolled), request(booth_key))
    with pytest.raises(TooOften):
        enrolment.renew(der(enrolled), request(booth_key))
    calendar.now += timedelta(days=2)

    assert enrolment.renew(der(enrolled), request(booth_key))


def test_a_revoked_booth_loses_certificates_code_and_rights(
    central, enrolment, enrolled, booth_key
) -> None:
    code = enrolment.make_code("001", HOUR)

    assert enrolment.revoke("001") == 1
    assert revoked(enrolment) == {enrolled.serial_number}
    assert not central.accounts.may("001", "write", "dialog/1/oskemen/001/up/online")
    with pytest.raises(CertificateRefused, match="revoked"):
        enrolment.renew(der(enrolled), request(booth_key))
    with pytest.raises(CodeRefused):
        enrolment.enrol("001", code, "here", request(booth_key))
    assert enrolment.revoke("001") == 0
    with pytest.raises(NotFound):
        enrolment.revoke("002")


def test_a_revoked_booth_may_come_back_by_a_new_code(
    central, enrolment, enrolled, booth_key
) -> None:
    enrolment.revoke("001")
    enrolment.enrol("001", enrolment.make_code("001", HOUR), "here", request(booth_key))

    assert central.accounts.may("001", "write", "dialog/1/oskemen/001/up/online")
    assert revoked(enrolment) == {enrolled.serial_number}


def test_a_booth_that_gets_another_key_loses_its_certificates(
    central, enrolment, enrolled, tmp_path
) -> None:
    central.add_booth("001", "almaty", tmp_path / "booth.pem", replace=True)
    assert revoked(enrolment) == set()
    central.add_booth("001", "almaty", replace=True)

    assert revoked(enrolment) == {enrolled.serial_number}


@pytest.mark.usefixtures("key")
def test_only_hashes_of_codes_are_kept(central, enrolment) -> None:
    code = enrolment.make_code("001", HOUR)
    kept = b"".join(file.read_bytes() for file in central.store.folder.glob("central.db*"))

    assert code.encode() not in kept
    assert code.replace("-", "").encode() not in kept
