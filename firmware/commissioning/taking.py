"""A sound card is taken: first safe in its new place, then off the card.

Each step may be the last before a power cut; the next start does what is left.
"""

import logging
from collections.abc import Callable
from pathlib import Path

from firmware.appeals.files import replace
from firmware.appeals.own_key import booth_key
from firmware.commissioning import scrub, wifi
from firmware.commissioning.code import KeptCode
from firmware.commissioning.contents import Contents, read_photo
from firmware.commissioning.errors import BadCard
from firmware.commissioning.folder import CardFolder
from firmware.spool.durable import make_folder
from firmware.spool.errors import SpoolError
from firmware.spool.shelf import Shelf
from firmware.spool.spool import Spool
from firmware.wire import card

log = logging.getLogger("first-boot")

COUNTRY = "wifi-country"
_READABLE = 0o644
_FOR_THE_GROUP = 0o640
_FOR_ITS_OWNER = 0o600


class Taking:
    """Puts what is on the card where the booth keeps it. `remarks` says what was left."""

    def __init__(self, folder: CardFolder, contents: Contents, config: Path, network: Path) -> None:
        """`network` is the folder of NetworkManager's keyfiles."""
        self.remarks: list[str] = []
        self._folder = folder
        self._contents = contents
        self._config = config
        self._network = network

    def take(self) -> None:
        """All steps, in their order. Raises OSError, BadSignature (the booth's own key)."""
        self._settings()
        self._key()
        self._directory()
        self._code()
        self._wifi()
        self._finish_wiping()

    def _settings(self) -> None:
        for name, content in self._contents.files.items():
            self._put(self._config.parent / name, content, _READABLE)
        # After the keys that it names.
        if self._contents.text is not None:
            self._put(self._config, self._contents.text.encode(), _READABLE)

    def _key(self) -> None:
        keys = Path(self._contents.settings.booth.keys)
        make_folder(keys)
        booth_key(keys, _FOR_THE_GROUP)

    def _directory(self) -> None:
        directory, pages = self._contents.directory, self._contents.pages
        if directory is None and pages is None:
            return
        try:
            shelf = Shelf(Spool(Path(self._contents.settings.booth.spool)))
            if directory is not None and shelf.take_directory(directory):
                log.info("directory version %d taken from the card", directory.version)
            if pages is not None and shelf.take_pages(pages):
                log.info("pages version %d taken from the card", pages.version)
            self._photos(shelf)
        except SpoolError as error:
            # Its own affair: the kiosk rebuilds it, and the next start comes here again.
            self.remarks.append(f"the directory of the card was not taken: {error}")

    def _photos(self, shelf: Shelf) -> None:
        for sha256 in shelf.missing_photos():
            try:
                photo = read_photo(self._folder, self._contents.settings.booth.site, sha256)
            except BadCard as error:
                self.remarks.append(f"{error}; the photo comes from central")
            else:
                if photo is not None:
                    shelf.put_photo(photo)

    def _code(self) -> None:
        code = self._contents.code
        if code is not None and KeptCode(Path(self._contents.settings.booth.keys)).keep(code):
            log.info("a new code for enrolment was taken from the card")
        self._wipe(card.CODE)

    def _wifi(self) -> None:
        network = self._contents.network
        if network is not None:
            make_folder(self._network)
            content = wifi.keyfile(network).encode()
            if self._put(self._network / wifi.KEYFILE, content, _FOR_ITS_OWNER):
                log.info("a Wi-Fi network was taken from the card")
            country = f"{network.country}\n".encode()
            self._put(self._config.parent / COUNTRY, country, _READABLE)
        self._wipe(card.WIFI)

    def _wipe(self, name: str) -> None:
        file = self._folder.find(name)
        if file is not None:
            self._on_card(lambda: scrub.scrub(file), f"{name} could not be wiped off the card")

    def _finish_wiping(self) -> None:
        if self._folder.folder.is_dir():
            self._on_card(
                lambda: scrub.finish(self._folder.folder), "the card could not be wiped of secrets"
            )

    def _on_card(self, write: Callable[[], None], problem: str) -> None:
        try:
            write()
        except OSError as error:
            # A card that cannot be written does not keep the booth from working.
            self.remarks.append(f"{problem}: {error.strerror or error}")

    def _put(self, file: Path, content: bytes, mode: int) -> bool:
        """Whether it was another one than there was: flash is not worn at every start."""
        if file.is_file() and file.read_bytes() == content:
            return False
        make_folder(file.parent)
        replace(file, content, mode)
        return True
