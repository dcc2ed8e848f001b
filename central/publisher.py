"""The directory and its photos: checked, signed, versioned, published retained."""

import time
from hashlib import sha256
from pathlib import Path

import msgspec
from msgspec import Struct

from central.errors import BadInput
from central.models import Photo, Publication
from central.store import Store
from firmware.appeals import signing
from firmware.wire import signed
from firmware.wire.directory import Area, Body, Directory, Official
from firmware.wire.signed import SignedDirectory
from firmware.wire.topics import (
    MAX_DIRECTORY_BYTES,
    MAX_PHOTO_BYTES,
    DirectoryTopic,
    PhotoTopic,
    Topic,
)

_JPEG = b"\xff\xd8\xff"


class DirectoryFile(Struct, frozen=True, forbid_unknown_fields=True):
    """A directory as an operator writes it: without version and photo hashes."""

    site: str
    areas: tuple[Area, ...]
    officials: tuple[Official, ...]
    bodies: tuple[Body, ...]


class Publisher:
    """Keeps what is published; the server sends it at every connection."""

    def __init__(self, store: Store, key: signing.PrivateKey) -> None:
        self._store = store
        self._key = key

    def publish(self, content: bytes, photos: Path | None) -> int:
        """A new directory from JSON; photos are `photos/{official}.jpg`. Returns its version.

        Raises BadInput.
        """
        draft = _read(content)
        pictures = _pictures(draft, photos)
        _check(draft)
        with self._store.transaction():
            version = self._next_version(draft.site)
            token = self._sign(draft, pictures, version)
            Publication.insert(site=draft.site, version=version, token=token).execute()
            self._keep(draft.site, pictures)
        return version

    def _keep(self, site: str, pictures: dict[str, bytes]) -> None:
        by_hash = {sha256(picture).hexdigest(): picture for picture in pictures.values()}
        for row in Photo.select().where(Photo.site == site):
            row.delete_instance()
        for hashed, picture in by_hash.items():
            Photo.insert(sha256=hashed, site=site, content=picture).on_conflict_ignore().execute()

    def newest(self) -> dict[str, int]:
        """The version in force of every site."""
        with self._store.connection():
            rows = Publication.select().order_by(Publication.version)
            return {row.site: row.version for row in rows}

    def messages(self, site: str) -> list[tuple[Topic, bytes]]:
        """All that is retained for a site: the photos, then the directory that names them."""
        with self._store.connection():
            photos = Photo.select().where(Photo.site == site)
            found: list[tuple[Topic, bytes]] = [
                (PhotoTopic(site, row.sha256), bytes(row.content)) for row in photos
            ]
            row = (
                Publication.select()
                .where(Publication.site == site)
                .order_by(Publication.version.desc())
                .first()
            )
            if row is not None:
                found.append((DirectoryTopic(site), row.token.encode()))
            return found

    def _next_version(self, site: str) -> int:
        # Never below the time, so that a central restored from a backup still goes up.
        last = self.newest().get(site, 0)
        return max(last + 1, int(time.time()))

    def _sign(self, draft: DirectoryFile, pictures: dict[str, bytes], version: int) -> str:
        officials = tuple(
            msgspec.structs.replace(
                official,
                photo=sha256(pictures[official.id]).hexdigest()
                if official.id in pictures
                else None,
            )
            for official in draft.officials
        )
        directory = Directory(version, draft.site, draft.areas, officials, draft.bodies)
        token = signed.sign(SignedDirectory(directory), self._key)
        if len(token) > MAX_DIRECTORY_BYTES:
            raise BadInput(f"directory: {len(token)} bytes signed, at most {MAX_DIRECTORY_BYTES}")
        return token


def _read(content: bytes) -> DirectoryFile:
    try:
        return msgspec.json.decode(content, type=DirectoryFile)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise BadInput(f"directory: {error}") from error


def _check(draft: DirectoryFile) -> None:
    areas = {area.id for area in draft.areas}
    officials = {official.id for official in draft.officials}
    if len(areas) != len(draft.areas) or len(officials) != len(draft.officials):
        raise BadInput("directory: an id is used twice")
    for official in draft.officials:
        if official.area not in areas:
            raise BadInput(f"directory: official {official.id}: unknown area {official.area}")
    for body in draft.bodies:
        if body.overseer not in officials:
            raise BadInput(f"directory: body {body.id}: unknown overseer {body.overseer}")


def _pictures(draft: DirectoryFile, folder: Path | None) -> dict[str, bytes]:
    pictures: dict[str, bytes] = {}
    for official in draft.officials if folder else ():
        file = (folder or Path()) / f"{official.id}.jpg"
        if not file.exists():
            continue
        content = file.read_bytes()
        if not content.startswith(_JPEG) or len(content) > MAX_PHOTO_BYTES:
            raise BadInput(f"{file}: must be a JPEG of at most {MAX_PHOTO_BYTES} bytes")
        pictures[official.id] = content
    return pictures
