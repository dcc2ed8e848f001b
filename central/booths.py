"""The booths that central knows: their site and their public key."""

import logging
import re
from pathlib import Path

from central.errors import BadInput
from central.models import Booth
from central.store import Store
from firmware.appeals import signing
from firmware.appeals.errors import BadSignature

log = logging.getLogger("central")


class Booths:
    """Registers booths and finds their keys."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def add(self, id: str, site: str, public_key: Path, *, replace: bool = False) -> None:
        """Make a booth known. Raises BadInput, also for a known one without `replace`.

        Two booths of one id would refuse each other's appeals.
        """
        if not re.fullmatch(r"(?!000)[0-9]{3}", id):
            raise BadInput(f"booth {id!r}: must be three digits, 001 to 999")
        if not re.fullmatch(r"[a-z][a-z0-9-]{0,31}", site):
            raise BadInput(f"site {site!r}: must be a-z, 0-9 and -, at most 32")
        try:
            key = signing.load_public(public_key)
        except (OSError, BadSignature) as error:
            raise BadInput(f"public key: {error}") from error
        known = self.site(id)
        if known is not None and not replace:
            raise BadInput(
                f"booth {id}: registered already, at {known};"
                " --replace gives it a new key, site and password"
            )
        fresh = self._file(id).with_suffix(".new")
        fresh.write_bytes(signing.public_pem(key))
        fresh.replace(self._file(id))
        with self._store.transaction():
            if not Booth.update(site=site).where(Booth.id == id).execute():
                Booth.insert(id=id, site=site).execute()

    def key(self, id: str, site: str) -> signing.PublicKey | None:
        """The key of that booth of that site, None if there is no such booth or no sound key."""
        if self.site(id) != site:
            return None
        try:
            return signing.load_public(self._file(id))
        except (OSError, BadSignature) as error:
            log.error("booth %s: its public key cannot be read: %s", id, error)
            return None

    def site(self, id: str) -> str | None:
        """The site of that booth, None if it is not known."""
        with self._store.connection():
            row = Booth.get_or_none(Booth.id == id)
            return None if row is None else str(row.site)

    def heard(self, id: str, **values: object) -> None:
        """Note `online` or `health` of a booth; an unknown one is ignored."""
        with self._store.transaction():
            Booth.update(**values).where(Booth.id == id).execute()

    def _file(self, id: str) -> Path:
        return self._store.booths / f"{id}.pem"
