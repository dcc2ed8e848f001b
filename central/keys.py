"""Central's keys, made at the first start in DATA/keys for the owner alone.

city, escrow   age identities that open clips (either one is enough)
ask            age identity that opens questions for an answer
signing        P-256 key that signs `stored`, replies and the directory

A process that does only a part of central's work needs only that part's keys, and makes
none: those of the installation are copied to it.
"""

from collections.abc import Collection
from functools import cached_property
from pathlib import Path

import pyrage

from central.errors import BadKey
from central.settings import PARTS, Part
from firmware.appeals import signing
from firmware.appeals.errors import BadSignature
from firmware.appeals.files import create, replace

_SIGNING = "signing.pem"
PUBLIC_SIGNING = "central.pem"
_OPENING = ("city", "escrow")

_NEEDS: dict[Part, tuple[str, ...]] = {
    "ingest": ("signing",),
    "registrar": ("identities",),
    "answers": ("signing", "ask_identity"),
    "publisher": ("signing",),
    "notices": (),
    "desk": ("signing", "identities", "ask_identity"),
    "public": ("signing", "ask_identity"),
    "retention": ("signing", "ask_identity"),
}


class Keys:
    """The private keys and their public halves, each opened when it is first needed.

    Every property raises BadKey.
    """

    def __init__(self, folder: Path, *, make: bool) -> None:
        self._folder = folder
        self._make = make

    @cached_property
    def identities(self) -> tuple[str, ...]:
        """Those that are here, of the ones that open clips."""
        return tuple(map(str, self._opening))

    @cached_property
    def recipients(self) -> tuple[str, ...]:
        """To whom booths seal."""
        return tuple(str(identity.to_public()) for identity in self._opening)

    @cached_property
    def ask_identity(self) -> str:
        """Opens questions, and the videos of answers."""
        return str(self._ask)

    @cached_property
    def ask_recipient(self) -> str:
        """To whom booths seal questions."""
        return str(self._ask.to_public())

    @cached_property
    def signing(self) -> signing.PrivateKey:
        """Central's signature."""
        file = self._folder / _SIGNING
        try:
            if self._make and not file.exists():
                return signing.make_key(file)
            return signing.load_key(file)
        except (OSError, BadSignature) as error:
            raise BadKey(file, str(error)) from error

    @cached_property
    def public_file(self) -> Path:
        """The public half of the signature, as a file for booths."""
        file = self._folder / PUBLIC_SIGNING
        if not file.exists():
            replace(file, signing.public_pem(self.signing), 0o644)
        return file

    @cached_property
    def _opening(self) -> tuple[pyrage.x25519.Identity, ...]:
        files = [self._folder / f"{name}.age" for name in _OPENING]
        if not self._make:
            files = [file for file in files if file.exists()] or files[:1]
        return tuple(map(self._identity, files))

    @cached_property
    def _ask(self) -> pyrage.x25519.Identity:
        return self._identity(self._folder / "ask.age")

    def _identity(self, file: Path) -> pyrage.x25519.Identity:
        if self._make and not file.exists():
            write_private(file, str(pyrage.x25519.Identity.generate()))
        try:
            return pyrage.x25519.Identity.from_str(file.read_text(encoding="ascii").strip())
        except (OSError, UnicodeDecodeError, pyrage.IdentityError) as error:
            raise BadKey(file, f"not an age identity: {error}") from error


def open_keys(folder: Path, parts: Collection[Part] = PARTS) -> Keys:
    """The keys of that folder, those that `parts` need opened already.

    For all parts missing keys are made. Raises BadKey.
    """
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    whole = set(parts) == set(PARTS)
    keys = Keys(folder, make=whole)
    for part in parts:
        for need in _NEEDS[part]:
            getattr(keys, need)
    if whole:
        _ = keys.public_file
    return keys


def write_private(file: Path, text: str) -> None:
    """A new file for its owner alone, on the disk. Raises BadKey."""
    try:
        create(file, f"{text}\n".encode("ascii"))
    except OSError as error:
        raise BadKey(file, str(error)) from error
