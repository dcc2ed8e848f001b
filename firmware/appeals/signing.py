"""Signatures: compact JWS with ES256 (RFC 7515, RFC 7518 section 3.4), P-256 keys as PEM."""

from pathlib import Path

import jwt
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from firmware.appeals.errors import BadSignature
from firmware.appeals.files import create

PrivateKey = ec.EllipticCurvePrivateKey
PublicKey = ec.EllipticCurvePublicKey

_JWS = jwt.PyJWS()


def make_key(file: Path, mode: int = 0o600) -> PrivateKey:
    """A new P-256 key, written to `file`. FileExistsError if there is one.

    The file gets its name when it is whole and on the disk: a power cut at the
    first start must not leave half a key, with which no later start succeeds.
    """
    key = ec.generate_private_key(ec.SECP256R1())
    pem = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    create(file, pem, mode)
    return key


def load_key(file: Path) -> PrivateKey:
    """A private key that `make_key` wrote. Raises BadSignature, OSError."""
    try:
        key = serialization.load_pem_private_key(file.read_bytes(), password=None)
    except (ValueError, UnsupportedAlgorithm) as error:
        raise BadSignature(f"{file}: not a private key: {error}") from error
    if not isinstance(key, PrivateKey) or not isinstance(key.curve, ec.SECP256R1):
        raise BadSignature(f"{file}: not a P-256 key")
    return key


def public_pem(key: PrivateKey | PublicKey) -> bytes:
    """The public half as PEM."""
    public = key.public_key() if isinstance(key, PrivateKey) else key
    return public.public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )


def load_public(file: Path) -> PublicKey:
    """A public key as PEM. Raises BadSignature, OSError."""
    try:
        return read_public(file.read_bytes())
    except BadSignature as error:
        raise BadSignature(f"{file}: {error}") from error


def read_public(pem: bytes) -> PublicKey:
    """A public key. Raises BadSignature."""
    try:
        key = serialization.load_pem_public_key(pem)
    except (ValueError, UnsupportedAlgorithm) as error:
        raise BadSignature(f"not a public key: {error}") from error
    if not isinstance(key, PublicKey) or not isinstance(key.curve, ec.SECP256R1):
        raise BadSignature("not a P-256 key")
    return key


def sign(payload: bytes, key: PrivateKey) -> str:
    """The payload as a compact JWS."""
    return _JWS.encode(payload, key, algorithm="ES256", headers=None)


def verify(token: str, key: PublicKey) -> bytes:
    """The payload of a compact JWS signed by that key. Raises BadSignature."""
    try:
        return bytes(_JWS.decode(token, key, algorithms=["ES256"]))
    except (jwt.PyJWTError, ValueError) as error:
        raise BadSignature(f"signature does not verify: {error}") from error
