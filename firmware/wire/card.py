"""The card folder: what central gives a new booth on the FAT partition of its card.

Central writes it (`central booth add --card`), the booth takes it at its start
(`booth first-boot`). Nothing here is a private key.
"""

from pathlib import Path

SETTINGS = "booth.toml"
CODE = "code.txt"
WIFI = "wifi.toml"
# Central's signed word on who may enter by ssh; the name is also that on the booth.
ACCESS = "access.jws"
READ_ME = "READ-ME.txt"
# Written by the booth: what it took, or what is wrong.
STATUS = "status.txt"
# What of central the booth must believe; the names of the two keys are also those on the booth.
CENTRAL = "central"
AUTHORITY = "ca.pem"
SIGNING_KEY = "central.pem"
# Inside CENTRAL, as it is published over MQTT: signed tokens, and photos by their hash.
DIRECTORY = "directory"
DIRECTORY_TOKEN = "directory.jws"
PAGES_TOKEN = "pages.jws"
# Where a booth keeps its settings; booth.toml on the card names files in here.
INSTALLED = Path("/etc/dialog")


def photo(sha256: str) -> str:
    """The file of the photo with that hash."""
    return f"{sha256}.jpg"
