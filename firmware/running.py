"""Which system runs."""

import platform
from importlib import metadata


def running_version() -> str:
    """The version of the image (os-release(5)); that of the program where there is no image."""
    try:
        image = platform.freedesktop_os_release().get("IMAGE_VERSION")
    except OSError:
        image = None
    if image:
        return image
    try:
        return metadata.version("dialog-booth")
    except metadata.PackageNotFoundError:  # not installed, run from its folder
        return "0"
