"""Which system runs."""

from importlib import metadata
from pathlib import Path

FILE = Path("/usr/lib/dialog/version")
"""One line, written when the image was built."""


def running_version(file: Path = FILE) -> str:
    """The version of the image; that of the program where there is no image."""
    try:
        return file.read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError):
        pass
    try:
        return metadata.version("dialog-booth")
    except metadata.PackageNotFoundError:  # not installed, run from its folder
        return "0"
