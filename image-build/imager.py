"""imager.py IMAGE IMAGE.xz: the list entry of Raspberry Pi Imager (os_list) for an image.

`url` is the file's name alone: whoever publishes it puts the address before it.
"""

import argparse
import hashlib
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

BLOCK = 1 << 20


def digest(file: Path) -> str:
    """SHA-256 of the file."""
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def entry(image: Path, packed: Path, version: str, time: int, devices: list[str]) -> dict[str, Any]:
    """What Imager shows and checks."""
    return {
        "name": f"Dialog booth {version}",
        "description": "Video-appeal booth. Then copy the card folder to BOOTHCFG",
        "icon": "",
        "url": packed.name,
        "extract_size": image.stat().st_size,
        "extract_sha256": digest(image),
        "image_download_size": packed.stat().st_size,
        "image_download_sha256": digest(packed),
        "release_date": datetime.fromtimestamp(time, UTC).date().isoformat(),
        "devices": devices,
        # The card folder is our customisation; Imager's own is switched off.
        "init_format": "none",
    }


def main() -> None:
    """Print it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("image", type=Path)
    parser.add_argument("packed", type=Path)
    parser.add_argument("--version", required=True)
    parser.add_argument("--time", type=int, required=True, help="seconds since 1970")
    parser.add_argument("--devices", default="", help="Imager's tags, such as pi4-64bit,pi5-64bit")
    given = parser.parse_args()
    devices = [name for name in given.devices.split(",") if name]
    found = entry(given.image, given.packed, given.version, given.time, devices)
    print(json.dumps({"os_list": [found]}, indent=2))


if __name__ == "__main__":
    main()
