"""The directory: officials, their areas, and bodies with their overseers.

Central publishes it retained and signed; the uplink checks it and puts it into
the spool; the kiosk reads it at the start of a visit.
"""

from typing import Annotated

from msgspec import Meta, Struct

from firmware.appeals.manifest import Sha256

Key = Annotated[str, Meta(pattern=r"^[a-z0-9][a-z0-9-]{0,63}$(?!\n)")]
Line = Annotated[str, Meta(min_length=1, max_length=200)]


class Text(Struct, frozen=True, forbid_unknown_fields=True):
    """A text in the languages of the booth; Kazakh is always there."""

    kk: Line
    ru: Line
    en: Line

    def in_(self, language: str) -> str:
        """The text in that language."""
        return str(getattr(self, language))


class Area(Struct, frozen=True, forbid_unknown_fields=True):
    """An area of responsibility by which officials are filtered."""

    id: Key
    name: Text


class Official(Struct, frozen=True, forbid_unknown_fields=True):
    """Whom an appeal is for. `photo` is the hash of a JPEG 3:4, or None."""

    id: Key
    area: Key
    name: Text
    post: Text
    responsibility: Text
    photo: Sha256 | None = None


class Body(Struct, frozen=True, forbid_unknown_fields=True):
    """A body that a violation report may be about; the report goes to its overseer."""

    id: Key
    name: Text
    overseer: Key


class Directory(Struct, frozen=True, forbid_unknown_fields=True):
    """All that a booth of one site offers to choose from."""

    version: Annotated[int, Meta(ge=1)]
    site: Annotated[str, Meta(pattern=r"^[a-z][a-z0-9-]{0,31}$(?!\n)")]
    areas: Annotated[tuple[Area, ...], Meta(max_length=64)]
    officials: Annotated[tuple[Official, ...], Meta(max_length=500)]
    bodies: Annotated[tuple[Body, ...], Meta(max_length=200)]

    def official(self, id: str) -> Official | None:
        """The official of that id, if there is one."""
        return next((official for official in self.officials if official.id == id), None)

    def of_area(self, area: str) -> list[Official]:
        """The officials of an area, in central's order."""
        return [official for official in self.officials if official.area == area]
