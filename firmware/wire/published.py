"""What central publishes for a site, as a booth believes it, whichever way it came.

The uplink brings it from the broker, the first boot from the card; access comes by card alone.
"""

import hashlib

from firmware.appeals.signing import PublicKey
from firmware.wire import signed
from firmware.wire.directory import Directory
from firmware.wire.errors import BadMessage
from firmware.wire.pages import Pages
from firmware.wire.signed import SignedAccess, SignedUpdate
from firmware.wire.topics import DirectoryTopic, PagesTopic, PhotoTopic, Topic, UpdateTopic

_JPEG = b"\xff\xd8\xff"


def read_directory(token: bytes, site: str, key: PublicKey) -> Directory:
    """The directory of that site, signed by central's key. Raises WireError."""
    topic = DirectoryTopic(site)
    directory = signed.read_directory(_text(token, topic), key)
    if directory.site != site:
        raise BadMessage(str(topic), "the directory of another site")
    return directory


def read_pages(token: bytes, site: str, key: PublicKey) -> Pages:
    """The pages of that site, signed by central's key. Raises WireError."""
    topic = PagesTopic(site)
    pages = signed.read_pages(_text(token, topic), key)
    if pages.site != site:
        raise BadMessage(str(topic), "the pages of another site")
    return pages


def read_update(token: bytes, site: str, key: PublicKey) -> SignedUpdate:
    """What the booths of that site should run, signed by central's key. Raises WireError."""
    return signed.read_update(_text(token, UpdateTopic(site)), key)


def read_access(token: bytes, booth: str, site: str, key: PublicKey) -> SignedAccess:
    """Who may enter that booth by ssh, signed by central's key. Raises WireError."""
    try:
        access = signed.read_access(token.decode("ascii").strip(), key)
    except UnicodeDecodeError as error:
        raise BadMessage("access", "not a signed token") from error
    if (access.booth, access.site) != (booth, site):
        raise BadMessage("access", f"is for booth {access.booth} of {access.site}")
    return access


def check_photo(content: bytes, site: str, sha256: str) -> None:
    """Whether it is the photo of that hash. Raises WireError."""
    topic = PhotoTopic(site, sha256)
    topic.check_size(content)
    if hashlib.sha256(content).hexdigest() != sha256:
        raise BadMessage(str(topic), "not the bytes of that hash")
    if not content.startswith(_JPEG):
        raise BadMessage(str(topic), "not a JPEG")


def _text(token: bytes, topic: Topic) -> str:
    topic.check_size(token)
    try:
        return token.decode("ascii")
    except UnicodeDecodeError as error:
        raise BadMessage(str(topic), "not a signed token") from error
