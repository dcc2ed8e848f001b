"""Directory, photos, pages and the update: checked, signed, versioned, retained."""

import time
from collections.abc import Callable, Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from typing import TypeVar

import msgspec
from msgspec import Struct

from central.errors import BadInput
from central.models import PagesPublication, Photo, Publication
from central.store import Store
from firmware.appeals import signing
from firmware.wire import signed
from firmware.wire.directory import Area, Body, Directory, Official
from firmware.wire.errors import WireError
from firmware.wire.pages import InfoPage, Pages
from firmware.wire.signed import SignedDirectory, SignedPages
from firmware.wire.topics import (
    MAX_PHOTO_BYTES,
    DirectoryTopic,
    PagesTopic,
    PhotoTopic,
    Topic,
    UpdateTopic,
)

_JPEG = b"\xff\xd8\xff"


class DirectoryFile(Struct, frozen=True, forbid_unknown_fields=True):
    """A directory as an operator writes it: without version and photo hashes."""

    site: str
    areas: tuple[Area, ...]
    officials: tuple[Official, ...]
    bodies: tuple[Body, ...]


class PagesFile(Struct, frozen=True, forbid_unknown_fields=True):
    """Pages of information as an operator writes them: without a version."""

    site: str
    pages: tuple[InfoPage, ...]


class Publisher:
    """Keeps what is published; the server sends it at every connection."""

    def __init__(
        self,
        store: Store,
        key: signing.PrivateKey,
        update: Callable[[], str | None] = lambda: None,
    ) -> None:
        """`update`: the signed description of the update that booths should have, if any."""
        self._store = store
        self._key = key
        self._update = update

    def publish(self, content: bytes, photos: Path | Mapping[str, bytes] | None) -> int:
        """A new directory from JSON. Returns its version. Raises BadInput.

        The photos are `photos/{official}.jpg`, or JPEGs by the official's id.
        """
        draft = _read(content, DirectoryFile, "directory")
        _check(draft)
        pictures = _pictures(draft, photos)
        with self._store.transaction():
            version = self._next_version(draft.site)
            token = self._sign(draft, pictures, version)
            Publication.insert(site=draft.site, version=version, token=token).execute()
            self._keep(draft.site, pictures)
        return version

    def publish_pages(self, content: bytes) -> int:
        """New pages of information from JSON. Returns their version. Raises BadInput."""
        draft = _read(content, PagesFile, "pages")
        _ids("pages: page", draft.pages)
        with self._store.transaction():
            version = self._next_version(draft.site)
            token = signed.sign(SignedPages(Pages(version, draft.site, draft.pages)), self._key)
            try:
                signed.read_pages(token, self._key.public_key())
            except WireError as error:
                raise BadInput(f"pages: {error.problem}") from error
            PagesPublication.insert(site=draft.site, version=version, token=token).execute()
        return version

    def directory(self, site: str) -> Directory | None:
        """The directory in force at a site."""
        token = self._token(Publication, site)
        return signed.read_directory(token, self._key.public_key()) if token else None

    def pages(self, site: str) -> Pages | None:
        """The pages of information in force at a site."""
        token = self._token(PagesPublication, site)
        return signed.read_pages(token, self._key.public_key()) if token else None

    def photos(self, site: str) -> dict[str, bytes]:
        """The photos of the directory in force at a site, by the official's id."""
        directory = self.directory(site)
        with self._store.connection():
            rows = Photo.select().where(Photo.site == site)
            by_hash = {row.sha256: bytes(row.content) for row in rows}
        officials = directory.officials if directory else ()
        return {row.id: by_hash[row.photo] for row in officials if row.photo in by_hash}

    def _keep(self, site: str, pictures: dict[str, bytes]) -> None:
        by_hash = {sha256(picture).hexdigest(): picture for picture in pictures.values()}
        for row in Photo.select().where(Photo.site == site):
            row.delete_instance()
        for hashed, picture in by_hash.items():
            Photo.insert(sha256=hashed, site=site, content=picture).on_conflict_ignore().execute()

    def newest(self) -> dict[str, int]:
        """The version of what a site was given last, directory or pages, of every site."""
        found: dict[str, int] = {}
        with self._store.connection():
            for table in (Publication, PagesPublication):
                for row in table.select(table.site, table.version):
                    found[row.site] = max(row.version, found.get(row.site, 0))
        return found

    def in_force(self) -> dict[str, tuple[int, str]]:
        """What of every site tells whether `messages` has changed."""
        update = self._update() or ""
        return {site: (version, update) for site, version in self.newest().items()}

    def messages(self, site: str) -> list[tuple[Topic, bytes]]:
        """All that is retained for a site: photos, the directory that names them, pages, update."""
        with self._store.connection():
            photos = Photo.select().where(Photo.site == site)
            found: list[tuple[Topic, bytes]] = [
                (PhotoTopic(site, row.sha256), bytes(row.content)) for row in photos
            ]
        topics = ((Publication, DirectoryTopic(site)), (PagesPublication, PagesTopic(site)))
        for table, topic in topics:
            if token := self._token(table, site):
                found.append((topic, token.encode()))
        if update := self._update():
            found.append((UpdateTopic(site), update.encode()))
        return found

    def _token(self, table: type[Publication | PagesPublication], site: str) -> str:
        """What is in force, as it was signed; empty where nothing is."""
        with self._store.connection():
            query = table.select().where(table.site == site).order_by(table.version.desc())
            row = query.first()
            return "" if row is None else str(row.token)

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
        directory = SignedDirectory(
            Directory(version, draft.site, draft.areas, officials, draft.bodies)
        )
        token = signed.sign(directory, self._key)
        try:
            # What a booth would refuse is not published: its officials would stay the old ones.
            signed.read_directory(token, self._key.public_key())
        except WireError as error:
            raise BadInput(f"directory: {error.problem}") from error
        return token


_File = TypeVar("_File", DirectoryFile, PagesFile)


def _read(content: bytes, kind: type[_File], what: str) -> _File:
    try:
        return msgspec.json.decode(content, type=kind)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise BadInput(f"{what}: {error}") from error


def _check(draft: DirectoryFile) -> None:
    areas = _ids("directory: area", draft.areas)
    officials = _ids("directory: official", draft.officials)
    _ids("directory: body", draft.bodies)
    for official in draft.officials:
        if official.area not in areas:
            raise BadInput(f"directory: official {official.id}: unknown area {official.area}")
    for body in draft.bodies:
        if body.overseer not in officials:
            raise BadInput(f"directory: body {body.id}: unknown overseer {body.overseer}")


def _ids(what: str, items: Sequence[Area | Official | Body | InfoPage]) -> set[str]:
    seen: set[str] = set()
    for item in items:
        if item.id in seen:
            raise BadInput(f"{what} {item.id}: the id is used twice")
        seen.add(item.id)
    return seen


def _pictures(draft: DirectoryFile, given: Path | Mapping[str, bytes] | None) -> dict[str, bytes]:
    if given is None:
        return {}
    ids = [official.id for official in draft.officials]
    if not isinstance(given, Path):
        return {id: _picture(id, given[id]) for id in ids if id in given}
    if not given.is_dir():
        raise BadInput(f"photos: {given}: no such folder")
    files = {id: given / f"{id}.jpg" for id in ids}
    return {
        id: _picture(str(file), _read_file(file)) for id, file in files.items() if file.exists()
    }


def _read_file(file: Path) -> bytes:
    """No more of it than shows that it is too large."""
    with file.open("rb") as opened:
        return opened.read(MAX_PHOTO_BYTES + 1)


def _picture(name: str, content: bytes) -> bytes:
    if len(content) <= MAX_PHOTO_BYTES and content.startswith(_JPEG):
        return content
    raise BadInput(f"{name}: must be a JPEG of at most {MAX_PHOTO_BYTES} bytes")
