"""The booths that central knows: their site and their public key."""

import logging
import re
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from central.errors import BadInput
from central.fleet import troubles
from central.models import Booth, Trouble
from central.store import Store
from firmware.appeals import signing
from firmware.appeals.errors import BadSignature
from firmware.wire.messages import Health

log = logging.getLogger("central")


class Booths:
    """Registers booths and finds their keys."""

    def __init__(self, store: Store, now: Callable[[], datetime]) -> None:
        self._store = store
        self._now = now
        self._take_in_files()

    def add(
        self, id: str, site: str, public_key: Path | None = None, *, replace: bool = False
    ) -> None:
        """Make a booth known. Raises BadInput, also for a known one without `replace`.

        Two booths of one id would refuse each other's appeals. Without `public_key` the key
        is the one with which the booth enrols.
        """
        if not re.fullmatch(r"(?!000)[0-9]{3}", id):
            raise BadInput(f"booth {id!r}: must be three digits, 001 to 999")
        if not re.fullmatch(r"[a-z][a-z0-9-]{0,31}", site):
            raise BadInput(f"site {site!r}: must be a-z, 0-9 and -, at most 32")
        key = None if public_key is None else _given(public_key)
        known = self.site(id)
        if known is not None and not replace:
            raise BadInput(
                f"booth {id}: registered already, at {known};"
                " --replace gives it a new key, site and password"
            )
        pem = "" if key is None else signing.public_pem(key).decode("ascii")
        with self._store.transaction():
            if not Booth.update(site=site, public_key=pem).where(Booth.id == id).execute():
                Booth.insert(id=id, site=site, public_key=pem).execute()

    def put_key(self, id: str, key: signing.PublicKey) -> None:
        """The key with which that booth signs from now on. Raises DatabaseError."""
        pem = signing.public_pem(key).decode("ascii")
        with self._store.transaction():
            Booth.update(public_key=pem).where(Booth.id == id).execute()

    def has_key(self, id: str) -> bool:
        """Whether that booth has a key already."""
        return bool(self.pem(id))

    def pem(self, id: str) -> bytes:
        """Its key as it is kept; empty without one."""
        row = self._row(id)
        return b"" if row is None else str(row.public_key).encode("ascii")

    def holder(self, key: signing.PublicKey) -> str | None:
        """Which booth has that key."""
        pem = signing.public_pem(key).decode("ascii")
        with self._store.connection():
            row = Booth.get_or_none(Booth.public_key == pem)
            return None if row is None else str(row.id)

    def key(self, id: str, site: str) -> signing.PublicKey | None:
        """The key of that booth of that site, None if there is no such booth or no sound key."""
        row = self._row(id)
        if row is None or row.site != site:
            return None
        if not row.public_key:
            log.warning("booth %s: it has no key yet: it has not enrolled", id)
            return None
        try:
            return signing.read_public(row.public_key.encode())
        except BadSignature as error:
            log.error("booth %s: its public key cannot be read: %s", id, error)
            return None

    def site(self, id: str) -> str | None:
        """The site of that booth, None if it is not known."""
        row = self._row(id)
        return None if row is None else str(row.site)

    def sites(self) -> set[str]:
        """Where there are booths."""
        with self._store.connection():
            return {str(row.site) for row in Booth.select(Booth.site).distinct()}

    def said_online(self, id: str, *, online: bool) -> None:
        """Note whether a booth has a line, and since when; an unknown one is ignored."""
        now = self._now().isoformat()
        with self._store.transaction():
            changed = (Booth.id == id) & (
                (Booth.online != int(online)) | (Booth.online_since == "")
            )
            Booth.update(online=int(online), online_since=now).where(changed).execute()

    def said_health(self, id: str, health: Health, payload: str) -> None:
        """Note how a booth is, what is broken and since when; an unknown one is ignored."""
        now = self._now()
        with self._store.transaction():
            row = Booth.get_or_none(Booth.id == id)
            # What the broker retained is said again at each connection of ours: it is old.
            if row is None or row.health == payload:
                return
            Booth.update(health=payload, heard_at=now.isoformat()).where(Booth.id == id).execute()
            found = troubles(health, now)
            for trouble in Trouble.select().where(Trouble.booth == id):
                if trouble.what not in found:
                    trouble.delete_instance()
            for what in found:
                Trouble.insert(
                    booth=id, what=what, since=now.isoformat()
                ).on_conflict_ignore().execute()

    def _row(self, id: str) -> Booth | None:
        with self._store.connection():
            row: Booth | None = Booth.get_or_none(Booth.id == id)
            return row

    def _take_in_files(self) -> None:
        """An older software kept the keys as files."""
        for file in self._store.folder.glob("booths/*.pem"):
            with self._store.transaction():
                Booth.update(public_key=file.read_text(encoding="ascii")).where(
                    Booth.id == file.stem, Booth.public_key == ""
                ).execute()
            file.unlink()


def _given(file: Path) -> signing.PublicKey:
    try:
        return signing.load_public(file)
    except (OSError, BadSignature) as error:
        raise BadInput(f"public key: {error}") from error
