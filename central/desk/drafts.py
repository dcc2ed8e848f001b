"""Directories and pages that are being edited: one draft of a kind a site, shared by all.

Two operators may edit at once. Every form carries what its page was made from (`seen`),
and a change to anything newer is refused with Outdated: nothing is overwritten unseen.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Generic, TypeVar

import msgspec
from peewee import ModelDelete

from central.desk.errors import Outdated
from central.desk.models import Draft, DraftPhoto, Person
from central.publisher import DirectoryFile, PagesFile, Publisher
from central.store import Store

DIRECTORY, PAGES = "directory", "pages"

File = TypeVar("File", DirectoryFile, PagesFile)


@dataclass(slots=True)
class Editing(Generic[File]):
    """What is edited: the draft, or what is published where there is none.

    `seen` names this state of it; `base` is the version the draft was begun from, and
    `published` the one in force (0: none). Inside `Drafts.change` the `file` may be replaced
    and photos put in or taken away.
    """

    file: File
    seen: str
    base: int
    published: int
    drafted: bool
    changed_at: datetime | None = None
    changed_by: str = ""
    photos: dict[str, bytes | None] = field(default_factory=dict)
    """By the official's id: those that a change puts in, or takes away (None)."""


class _Kept(msgspec.Struct):
    """A draft as it lies in the database."""

    base: int
    file: msgspec.Raw


class Drafts:
    """Reads and changes drafts."""

    def __init__(self, store: Store, publisher: Publisher, now: Callable[[], datetime]) -> None:
        self._store = store
        self._publisher = publisher
        self._now = now

    def directory(self, site: str) -> Editing[DirectoryFile]:
        """The directory of a site as it is edited."""
        now = self._publisher.directory(site)
        file = DirectoryFile(site, (), (), ())
        if now is not None:
            file = DirectoryFile(site, now.areas, now.officials, now.bodies)
        return self._editing(DIRECTORY, file, now.version if now else 0)

    def pages(self, site: str) -> Editing[PagesFile]:
        """The pages of a site as they are edited."""
        now = self._publisher.pages(site)
        file = PagesFile(site, now.pages if now else ())
        return self._editing(PAGES, file, now.version if now else 0)

    def photo(self, site: str, official: str) -> bytes | None:
        """The photo of an official as it is edited."""
        with self._store.connection():
            draft = _row(DIRECTORY, site)
            if draft is not None:
                row = DraftPhoto.get_or_none(
                    DraftPhoto.draft == draft.id, DraftPhoto.official == official
                )
                return None if row is None else bytes(row.content)
        return self._publisher.photos(site).get(official)

    def photos(self, site: str) -> dict[str, bytes]:
        """All photos of the draft of a directory, by the official's id."""
        with self._store.connection():
            rows = DraftPhoto.select().join(Draft)
            rows = rows.where(Draft.site == site, Draft.kind == DIRECTORY)
            return {row.official: bytes(row.content) for row in rows}

    @contextmanager
    def change_directory(
        self, site: str, seen: str, person: Person
    ) -> Iterator[Editing[DirectoryFile]]:
        """Change the draft, which is begun where there is none. Raises Outdated."""
        with self._store.transaction():
            editing = self.directory(site)
            _check(editing, seen)
            yield editing
            new = not editing.drafted
            editing.file = _with_hashes(editing.file, editing.photos)
            draft = self._keep(DIRECTORY, editing, person)
            if new:
                _put(draft, dict(self._publisher.photos(site)))
            _put(draft, editing.photos)
            _forget_others(draft, editing.file)

    @contextmanager
    def change_pages(self, site: str, seen: str, person: Person) -> Iterator[Editing[PagesFile]]:
        """The same of pages."""
        with self._store.transaction():
            editing = self.pages(site)
            _check(editing, seen)
            yield editing
            self._keep(PAGES, editing, person)

    @contextmanager
    def closing(self, kind: str, site: str, seen: str) -> Iterator[None]:
        """The draft is gone when what is inside has succeeded. Raises Outdated."""
        with self._store.transaction():
            _check(self.directory(site) if kind == DIRECTORY else self.pages(site), seen)
            yield
            draft = _row(kind, site)
            if draft is not None:
                _photos(draft).execute()
                draft.delete_instance()

    def _editing(self, kind: str, file: File, version: int) -> Editing[File]:
        """The draft, or `file`, which is published as that version."""
        with self._store.connection():
            row = _row(kind, file.site)
            by = row.changed_by.name if row is not None and row.changed_by else ""
        if row is None:
            return Editing(file, f"v{version}", version, version, drafted=False)
        kept = msgspec.json.decode(row.content, type=_Kept)
        drafted = msgspec.json.decode(kept.file, type=type(file))
        at = datetime.fromisoformat(row.changed_at)
        # A publication from elsewhere changes what a page has shown, too.
        seen = f"{row.changed_at} v{version}"
        return Editing(drafted, seen, kept.base, version, True, at, by)

    def _keep(self, kind: str, editing: Editing[File], person: Person) -> Draft:
        at = self._now()
        if editing.changed_at is not None:
            # Two changes within one tick of the clock are two.
            at = max(at, editing.changed_at + timedelta(microseconds=1))
        kept = _Kept(editing.base, msgspec.Raw(msgspec.json.encode(editing.file)))
        values = {
            "content": msgspec.json.encode(kept).decode(),
            "changed_at": at.isoformat(),
            "changed_by": person.id,
        }
        row = _row(kind, editing.file.site)
        if row is None:
            return Draft.create(site=editing.file.site, kind=kind, **values)
        Draft.update(**values).where(Draft.id == row.id).execute()
        return row


def _row(kind: str, site: str) -> Draft | None:
    row: Draft | None = Draft.get_or_none(Draft.site == site, Draft.kind == kind)
    return row


def _check(editing: Editing[DirectoryFile] | Editing[PagesFile], seen: str) -> None:
    if editing.seen != seen:
        raise Outdated(editing.changed_by)


def _with_hashes(file: DirectoryFile, photos: Mapping[str, bytes | None]) -> DirectoryFile:
    def hashed(content: bytes | None) -> str | None:
        return None if content is None else sha256(content).hexdigest()

    officials = tuple(
        msgspec.structs.replace(row, photo=hashed(photos[row.id])) if row.id in photos else row
        for row in file.officials
    )
    return msgspec.structs.replace(file, officials=officials)


def _put(draft: Draft, photos: Mapping[str, bytes | None]) -> None:
    for official, content in photos.items():
        _photos(draft).where(DraftPhoto.official == official).execute()
        if content is not None:
            DraftPhoto.insert(draft=draft.id, official=official, content=content).execute()


def _forget_others(draft: Draft, file: DirectoryFile) -> None:
    """Who was removed and is added anew under the same id has no old photo."""
    kept = [row.id for row in file.officials]
    _photos(draft).where(DraftPhoto.official.not_in(kept)).execute()


def _photos(draft: Draft) -> ModelDelete:
    """Takes away the photos of a draft, all or some."""
    return DraftPhoto.delete().where(DraftPhoto.draft == draft.id)
