"""Update bundles for the booths: kept in DATA/updates, announced by a signed description.

{sha256}.raucb  bundles as the image build made and signed them
current.jws     which of them booths should have, signed by central
"""

import re
import shutil
from hashlib import file_digest
from pathlib import Path

from central.errors import BadInput
from firmware.appeals import signing
from firmware.appeals.files import growing, replace
from firmware.wire import signed
from firmware.wire.errors import WireError
from firmware.wire.signed import SignedUpdate

_VERSION = re.compile(r"[0-9][0-9A-Za-z.+~-]{0,62}")
# A RAUC bundle is a squashfs with its signature behind it.
_MAGIC = b"hsqs"


class Updates:
    """Publishes bundles and finds them."""

    def __init__(self, folder: Path, key: signing.PrivateKey) -> None:
        self._folder = folder
        self._key = key

    def publish(self, bundle: Path, version: str) -> SignedUpdate:
        """Keep a bundle and make it the current one. Raises BadInput, OSError."""
        if not _VERSION.fullmatch(version):
            raise BadInput(f"version {version!r}: must begin with a digit, as 1.2.0")
        if not bundle.is_file():
            raise BadInput(f"{bundle}: no such file")
        with bundle.open("rb") as source:
            if source.read(len(_MAGIC)) != _MAGIC:
                raise BadInput(f"{bundle}: not a RAUC bundle")
            source.seek(0)
            hashed = file_digest(source, "sha256").hexdigest()
            source.seek(0)
            self._folder.mkdir(exist_ok=True, mode=0o700)
            with growing(self.file(hashed)) as kept:
                shutil.copyfileobj(source, kept)
        update = SignedUpdate(version=version, size=self.file(hashed).stat().st_size, sha256=hashed)
        before = self.current()
        replace(self._current, signed.sign(update, self._key).encode("ascii"))
        self._drop_others({hashed, before.sha256} if before else {hashed})
        return update

    def current(self) -> SignedUpdate | None:
        """What booths should have, if anything was published."""
        token = self.token()
        if token is None:
            return None
        try:
            return signed.read_update(token, self._key.public_key())
        except WireError as error:
            raise BadInput(f"{self._current}: {error}") from error

    def token(self) -> str | None:
        """The same as it was signed."""
        try:
            return self._current.read_text(encoding="ascii")
        except FileNotFoundError:
            return None

    def file(self, sha256: str) -> Path:
        """Where the bundle of that hash lies, if it is there."""
        return self._folder / f"{sha256}.raucb"

    @property
    def _current(self) -> Path:
        return self._folder / "current.jws"

    def _drop_others(self, kept: set[str]) -> None:
        for bundle in self._folder.glob("*.raucb"):
            if bundle.stem not in kept:
                bundle.unlink()
