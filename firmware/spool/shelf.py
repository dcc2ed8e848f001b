"""Directory, photos and pages in the spool: uplink and first boot put them, the kiosk reads."""

import logging
from hashlib import sha256

import msgspec

from firmware.spool import durable
from firmware.spool.models import DirectoryVersion, PagesVersion
from firmware.spool.spool import Spool
from firmware.wire.directory import Directory
from firmware.wire.pages import Pages

log = logging.getLogger("spool")


class Shelf:
    """What central published, checked (`wire.published`) before it came here."""

    def __init__(self, spool: Spool) -> None:
        self._spool = spool

    def version(self) -> int:
        """The version in force, 0 before the first directory."""
        with self._spool.connection():
            row = DirectoryVersion.select().first()
            return 0 if row is None else int(row.version)

    def directory(self) -> Directory | None:
        """The directory in force."""
        with self._spool.connection():
            row = DirectoryVersion.select().first()
            if row is None:
                return None
            return msgspec.json.decode(bytes(row.content), type=Directory)

    def take_directory(self, directory: Directory) -> bool:
        """Put it in force if it is newer than what is; says whether it was."""
        kept = self.directory()
        # A booth that was moved has the directory of its old site, of whatever version.
        newer = kept is None or kept.site != directory.site or directory.version > kept.version
        if newer:
            self.put_directory(directory)
        return newer

    def put_directory(self, directory: Directory) -> None:
        """Exchange the directory in one step."""
        with self._spool.transaction():
            DirectoryVersion.remove().execute()
            DirectoryVersion.insert(
                version=directory.version, content=msgspec.json.encode(directory)
            ).execute()

    def pages(self) -> Pages | None:
        """The pages of information in force."""
        with self._spool.connection():
            row = PagesVersion.select().first()
            if row is None:
                return None
            return msgspec.json.decode(bytes(row.content), type=Pages)

    def take_pages(self, pages: Pages) -> bool:
        """Put them in force if they are newer than what is; says whether they were."""
        kept = self.pages()
        newer = kept is None or kept.site != pages.site or pages.version > kept.version
        if newer:
            self.put_pages(pages)
        return newer

    def put_pages(self, pages: Pages) -> None:
        """Exchange the pages in one step."""
        with self._spool.transaction():
            PagesVersion.remove().execute()
            PagesVersion.insert(version=pages.version, content=msgspec.json.encode(pages)).execute()

    def photo(self, sha: str) -> bytes | None:
        """The JPEG of that hash, if it has come and can be read: no booth closes for a photo."""
        try:
            return (self._spool.photos / sha).read_bytes()
        except FileNotFoundError:
            return None
        except OSError as error:
            log.warning("photo %s: %s", sha, error.strerror)
            return None

    def missing_photos(self) -> list[str]:
        """Hashes that the directory names and that have not come yet."""
        directory = self.directory()
        wanted = {official.photo for official in directory.officials} if directory else set()
        return sorted(sha for sha in wanted if sha and not (self._spool.photos / sha).exists())

    def put_photo(self, content: bytes) -> None:
        """Keep a photo under its hash."""
        durable.replace_file(self._spool.photos / sha256(content).hexdigest(), content)
