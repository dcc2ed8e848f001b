"""What lies on a card, checked as a whole before anything of it is taken."""

import re
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509

from firmware import config
from firmware.appeals import signing
from firmware.appeals.errors import BadSeal, BadSignature
from firmware.appeals.sealing import parse_recipients
from firmware.commissioning import wifi
from firmware.commissioning.errors import BadCard, NoSettings
from firmware.commissioning.folder import CardFolder, decoded
from firmware.errors import ConfigError
from firmware.settings import Settings
from firmware.wire import card, published, signed
from firmware.wire.directory import Directory
from firmware.wire.errors import WireError
from firmware.wire.pages import Pages
from firmware.wire.topics import MAX_DIRECTORY_BYTES, PagesTopic

MAX_SETTINGS_BYTES = 65_536
MAX_PEM_BYTES = 65_536
MAX_SMALL_BYTES = 4_096
CA = f"{card.CENTRAL}/{card.AUTHORITY}"
SIGNING_KEY = f"{card.CENTRAL}/{card.SIGNING_KEY}"
_DIRECTORY = f"{card.CENTRAL}/{card.DIRECTORY}/{card.DIRECTORY_TOKEN}"
_PAGES = f"{card.CENTRAL}/{card.DIRECTORY}/{card.PAGES_TOKEN}"


@dataclass(frozen=True, slots=True)
class Contents:
    """A sound card. `files` are what is installed beside booth.toml, by their name there.

    `text` is booth.toml as it is installed; None where the booth's own stays.
    """

    text: str | None
    settings: Settings
    files: dict[str, bytes]
    directory: Directory | None
    pages: Pages | None
    code: str | None
    network: wifi.Wifi | None


def read_card(folder: CardFolder, installed: Path) -> Contents:
    """The whole card. Raises BadCard, NoSettings.

    `installed` is the booth's own booth.toml: it counts where the card has none, and what it
    names in its folder may come from this card.
    """
    text, settings = _settings(folder, installed)
    _check_recipients(settings)
    pems = {name: folder.read(name, MAX_PEM_BYTES) for name in (CA, SIGNING_KEY)}
    files = {name: content for name, content in pems.items() if content is not None}
    named = _Named(files, installed.parent)
    _check_authority(settings, named)
    key = _signing_key(settings, named)
    if (access := _access(folder, settings, key)) is not None:
        files[card.ACCESS] = access
    directory, pages = _published(folder, settings.booth.site, key)
    return Contents(text, settings, files, directory, pages, _code(folder), _network(folder))


def _settings(folder: CardFolder, installed: Path) -> tuple[str | None, Settings]:
    text = folder.text(card.SETTINGS, MAX_SETTINGS_BYTES)
    try:
        if text is not None:
            return text, config.parse(text, Path(card.SETTINGS))
        if installed.exists():
            return None, config.load(installed)
    except ConfigError as error:
        place = f"{error.key}: " if error.key else ""
        raise BadCard(str(error.file), f"{place}{error.problem}") from error
    deeper = folder.inside(card.SETTINGS)
    if deeper is not None:
        raise NoSettings(f"{card.SETTINGS} lies in {deeper}: move all that is there one folder up")
    raise NoSettings(
        f"there is no {card.SETTINGS}: copy the card folder of this booth, which `central booth "
        "add --card` makes, onto the card"
    )


def _published(
    folder: CardFolder, site: str, key: signing.PublicKey
) -> tuple[Directory | None, Pages | None]:
    directory = folder.read(_DIRECTORY, MAX_DIRECTORY_BYTES)
    pages = folder.read(_PAGES, PagesTopic.limit)
    try:
        return (
            None if directory is None else published.read_directory(directory, site, key),
            None if pages is None else published.read_pages(pages, site, key),
        )
    except WireError as error:
        problem = f"{error}; write the card anew with `central booth add --card`"
        raise BadCard(f"{card.CENTRAL}/{card.DIRECTORY}", problem) from error


def _access(folder: CardFolder, settings: Settings, key: signing.PublicKey) -> bytes | None:
    """Signed and for this booth; whether its time has come is said where it is used."""
    token = folder.text(card.ACCESS, signed.MAX_ACCESS_BYTES)
    if token is None:
        return None
    try:
        published.read_access(token.encode(), settings.booth.id, settings.booth.site, key)
    except WireError as error:
        problem = f"{error}; make it anew with `central booth access`, or take the file away"
        raise BadCard(card.ACCESS, problem) from error
    return token.encode()


def read_photo(folder: CardFolder, site: str, sha256: str) -> bytes | None:
    """A photo of the directory, None where it is not on the card. Raises BadCard."""
    name = f"{card.CENTRAL}/{card.DIRECTORY}/{card.photo(sha256)}"
    content = folder.read(name, MAX_DIRECTORY_BYTES)
    if content is None:
        return None
    try:
        published.check_photo(content, site, sha256)
    except WireError as error:
        raise BadCard(name, error.problem) from error
    return content


class _Named:
    """The files that booth.toml names, as they will be once the card is taken."""

    def __init__(self, files: dict[str, bytes], installed: Path) -> None:
        self._coming = {installed / name: (name, content) for name, content in files.items()}

    def read(self, setting: str, file: str) -> tuple[str, bytes]:
        """Its name in an error, and its bytes. Raises BadCard."""
        if coming := self._coming.get(Path(file)):
            return coming
        try:
            return f"{card.SETTINGS}: {setting}: {file}", Path(file).read_bytes()
        except OSError as error:
            raise BadCard(
                card.SETTINGS,
                f"{setting}: {file}: {error.strerror}; it is neither here nor on "
                f"the card, in the folder {card.CENTRAL}",
            ) from error


def _check_recipients(settings: Settings) -> None:
    central = settings.central
    if not central.recipients:
        raise BadCard(card.SETTINGS, "central.recipients: is empty: nobody could open an appeal")
    for setting, texts in (
        ("central.recipients", central.recipients),
        ("central.ask_recipient", (central.ask_recipient,)),
    ):
        try:
            parse_recipients([text for text in texts if text])
        except BadSeal as error:
            raise BadCard(card.SETTINGS, f"{setting}: {error}; copy central's again") from error


def _check_authority(settings: Settings, named: _Named) -> None:
    central = settings.central
    if not central.tls:
        return
    name, content = named.read("central.ca", central.ca)
    try:
        x509.load_pem_x509_certificates(content)
    except ValueError:
        raise BadCard(name, "is not a certificate (PEM); copy central's ca.pem again") from None


def _signing_key(settings: Settings, named: _Named) -> signing.PublicKey:
    name, content = named.read("central.signing_key", settings.central.signing_key)
    try:
        return signing.read_public(content)
    except BadSignature as error:
        raise BadCard(name, f"{error}; copy central's signing key again") from error


def _code(folder: CardFolder) -> str | None:
    content = folder.read(card.CODE, MAX_SMALL_BYTES)
    if content is None or is_wiped(content):
        return None
    code = decoded(content, card.CODE).strip()
    if not re.fullmatch(r"[!-~]{4,128}", code):
        raise BadCard(
            card.CODE,
            "must be one line with the code that `central booth code` prints; or take "
            "the file away",
        )
    return code


def _network(folder: CardFolder) -> wifi.Wifi | None:
    content = folder.read(card.WIFI, MAX_SMALL_BYTES)
    if content is None or is_wiped(content):
        return None
    return wifi.parse(decoded(content, card.WIFI))


def is_wiped(content: bytes) -> bool:
    """Whether it is what is left of a secret whose wiping a power cut broke off."""
    return content.startswith(b"\0\0")
