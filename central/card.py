"""The card folder of one booth: all that it needs to become one, and no private key.

What lies in it is declared in `firmware.wire.card`.
"""

import ipaddress
import json
import tomllib
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from central import card_texts
from central.components import Components
from central.errors import BadInput
from firmware.appeals.files import replace
from firmware.wire import card
from firmware.wire.topics import DirectoryTopic, PagesTopic, PhotoTopic, Topic

MQTT_PORT = 8883
EST_PORT = 8443
MAX_NAME = 60
MAX_ADDRESS = 120


@dataclass(frozen=True, slots=True)
class Reached:
    """Where booths reach this central."""

    host: str
    port: int
    est_host: str
    est_port: int
    protocol: str = "5"


@dataclass(frozen=True, slots=True)
class Wish:
    """What of the card is for one booth alone; names as they are printed on the slip."""

    id: str
    site: str
    name: str
    address: str = ""

    def check(self) -> None:
        """Raises BadInput for what no booth would take."""
        for what, text, least, most in (
            ("--name", self.name, 1, MAX_NAME),
            ("--address", self.address, 0, MAX_ADDRESS),
        ):
            if not least <= len(text) <= most or not text.isprintable():
                raise BadInput(f"{what}: must be one line of {least} to {most} characters")


def reached(
    central: Components, host: str | None, port: int | None, est_port: int | None
) -> Reached:
    """Where booths reach that central: what is given, else what its settings say.

    Raises BadInput where neither says it.
    """
    broker, est = central.settings.broker, central.settings.est
    if host is None and (broker is None or _only_here(broker.host)):
        raise BadInput("--host: which host name or address of central's broker do booths reach?")
    if host is None and (est is None or _only_here(est.names[0])):
        raise BadInput("--host: which host name or address do booths reach to enrol ([est] names)?")
    return Reached(
        host or (broker.host if broker else ""),
        port or (broker.port if broker else MQTT_PORT),
        host or (est.names[0] if est else ""),
        est_port or (est.port if est and est.port else EST_PORT),
        broker.protocol if broker else "5",
    )


def check_folder(folder: Path, id: str) -> None:
    """Whether that booth's card may be written there. Raises BadInput."""
    if folder.exists() and not folder.is_dir():
        raise BadInput(f"{folder}: not a folder")
    settings = folder / card.SETTINGS
    if not settings.exists():
        return
    try:
        found = tomllib.loads(settings.read_text(encoding="utf-8-sig"))["booth"]["id"]
    except (OSError, ValueError, KeyError, TypeError):
        found = None
    if found != id:
        whose = f"of booth {found}" if isinstance(found, str) else "that cannot be read"
        raise BadInput(f"{folder}: there is a card {whose}; take another folder")


def write_card(
    central: Components, folder: Path, wish: Wish, where: Reached, life: timedelta
) -> bool:
    """Write the card of a registered booth; its older code is void.

    Returns whether a directory is on it: without one the booth offers nothing before it was
    online. Raises NotFound, OSError.
    """
    authority = folder / card.CENTRAL
    authority.mkdir(parents=True, exist_ok=True)
    _put(authority / card.AUTHORITY, central.authority.file.read_bytes())
    _put(authority / card.SIGNING_KEY, central.keys.public_file.read_bytes())
    has_directory = _put_published(central, authority / card.DIRECTORY, wish.site)
    hours = int(life.total_seconds() // 3600)
    _put_text(
        folder / card.READ_ME, card_texts.READ_ME.format(id=wish.id, site=wish.site, hours=hours)
    )
    _put_text(folder / card.CODE, central.enrolment.make_code(wish.id, life) + "\n")
    # Last: with it the folder is a card.
    _put_text(folder / card.SETTINGS, _settings(central, wish, where))
    return has_directory


def put_access(folder: Path, token: str) -> Path:
    """Add a signed access to a card; where it lies. Raises OSError."""
    file = folder / card.ACCESS
    _put_text(file, token + "\n")
    return file


def _put_published(central: Components, folder: Path, site: str) -> bool:
    """What is retained for the site, byte for byte, and nothing of before."""
    folder.mkdir(exist_ok=True)
    for old in (*folder.glob("*.jws"), *folder.glob("*.jpg")):
        old.unlink()
    published = central.publisher.messages(site)
    for topic, content in published:
        if (name := _file_of(topic)) is not None:
            _put(folder / name, content)
    return any(isinstance(topic, DirectoryTopic) for topic, _ in published)


def _file_of(topic: Topic) -> str | None:
    """None for what a booth hears once it is online."""
    match topic:
        case PhotoTopic(sha256=sha256):
            return card.photo(sha256)
        case PagesTopic():
            return card.PAGES_TOKEN
        case DirectoryTopic():
            return card.DIRECTORY_TOKEN
    return None


def _settings(central: Components, wish: Wish, where: Reached) -> str:
    est_host = f"[{where.est_host}]" if ":" in where.est_host else where.est_host
    installed = card.INSTALLED / card.CENTRAL
    return card_texts.SETTINGS.format(
        id=_toml(wish.id),
        site=_toml(wish.site),
        name=_toml(wish.name),
        address=_toml(wish.address),
        timezone=_toml(str(central.settings.timezone)),
        host=_toml(where.host),
        port=where.port,
        protocol=_toml(where.protocol),
        est=_toml(f"{est_host}:{where.est_port}"),
        ca=_toml(str(installed / card.AUTHORITY)),
        signing_key=_toml(str(installed / card.SIGNING_KEY)),
        recipients=", ".join(_toml(one) for one in central.keys.recipients),
        ask_recipient=_toml(central.keys.ask_recipient),
    )


def _toml(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _put_text(file: Path, text: str) -> None:
    # Every editor of every system shows these lines as lines.
    _put(file, text.replace("\n", "\r\n").encode())


def _put(file: Path, content: bytes) -> None:
    replace(file, content, None)


def _only_here(host: str) -> bool:
    """Whether no other machine can mean this one by that name."""
    if host in ("", "localhost"):
        return True
    try:
        found = ipaddress.ip_address(host)
    except ValueError:
        return False
    return found.is_loopback or found.is_unspecified
