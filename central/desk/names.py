"""The names that a directory gives to officials, areas and bodies; made for one page."""

from central.publisher import Publisher
from firmware.appeals.appeal import Language
from firmware.wire.directory import Directory, Official


class Names:
    """Reads each site's directory once."""

    def __init__(self, publisher: Publisher, language: Language) -> None:
        self._publisher = publisher
        self._language = language
        self._known: dict[str, Directory | None] = {}

    def directory(self, site: str) -> Directory | None:
        """The directory in force at a site."""
        if site not in self._known:
            self._known[site] = self._publisher.directory(site) if site else None
        return self._known[site]

    def officials(self, site: str) -> list[tuple[str, str]]:
        """The (id, name and post) of a site's officials, by name."""
        directory = self.directory(site)
        rows = directory.officials if directory else ()
        named = [(row.id, f"{self._in(row.name)}, {self._in(row.post)}") for row in rows]
        return sorted(named, key=lambda pair: pair[1])

    def official(self, site: str, id: str | None) -> str:
        """The name of an official; who has gone keeps the id."""
        found = self._official(site, id)
        return self._in(found.name) if found else id or "—"

    def area(self, site: str, official: str | None) -> str:
        """The area of that official."""
        found, directory = self._official(site, official), self.directory(site)
        areas = directory.areas if directory else ()
        return next((self._in(row.name) for row in areas if found and row.id == found.area), "—")

    def body(self, site: str, id: str | None) -> str:
        """The name of a body; empty without one."""
        directory = self.directory(site)
        bodies = directory.bodies if directory else ()
        return next((self._in(row.name) for row in bodies if row.id == id), id or "")

    def bodies(self, site: str) -> list[tuple[str, str]]:
        """The (id, name) of a site's bodies."""
        directory = self.directory(site)
        return [(row.id, self._in(row.name)) for row in (directory.bodies if directory else ())]

    def _official(self, site: str, id: str | None) -> Official | None:
        directory = self.directory(site)
        return directory.official(id) if directory and id else None

    def _in(self, text: object) -> str:
        return str(getattr(text, self._language))
