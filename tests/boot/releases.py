"""Update bundles for the boot test: a good release, and one for each way to be a bad one."""

import os
import subprocess
from dataclasses import dataclass
from pathlib import Path
from shutil import rmtree

from tests.boot import tools
from tests.boot.errors import ToolFailed

ALTER = tools.REPOSITORY / "image-build" / "alter"
FOLDER = tools.BUILD / "boot-test" / "releases"
KEYS = tools.BUILD / "keys"
KIOSK_UNIT = "usr/lib/systemd/system/dialog-kiosk.service"
SITE_PACKAGES = "/opt/dialog/venv/lib/python3.13/site-packages"
SMALL = 65_536
COMPATIBLE = "dialog-booth-emulator"


@dataclass(frozen=True)
class Release:
    """A bundle, and the version by which central announces it."""

    name: str
    version: str
    file: Path


def whole(name: str, version: str, *, lay: Path | None = None, without: str = "") -> Release:
    """The last build's system with that changed. Raises ToolFailed."""
    made = _new(name, version)
    command = [str(ALTER), "--version", version]
    command += ["--lay", str(lay)] if lay else []
    command += ["--without", without] if without else []
    done = subprocess.run([*command, made.file], capture_output=True, check=False)
    if done.returncode:
        raise ToolFailed("image-build/alter", done.returncode, done.stderr.decode()[-300:])
    return made


def good(version: str) -> Release:
    """As built, but for its version."""
    return whole("good", version)


def crashing(version: str) -> Release:
    """Its kiosk lacks a library and ends at once."""
    return whole("crashing", version, without=f"{SITE_PACKAGES}/pyrage")


def without_camera(version: str) -> Release:
    """It lacks what the camera is driven by."""
    return whole("camera gone", version, without="/usr/share/libcamera/pipeline/virtual")


def black(version: str) -> Release:
    """Its kiosk is told to draw where nobody sees it, and believes that all is well."""
    lay = FOLDER / "black"
    unit = lay / KIOSK_UNIT
    unit.parent.mkdir(parents=True, exist_ok=True)
    text = (tools.BUILD / "image" / "root" / KIOSK_UNIT).read_text()
    unit.write_text(text.replace("SDL_VIDEODRIVER=kmsdrm", "SDL_VIDEODRIVER=dummy"))
    return whole("black", version, lay=lay)


def strangers(version: str) -> Release:
    """Signed, by somebody else."""
    key, certificate = FOLDER / "stranger.key", FOLDER / "stranger.pem"
    FOLDER.mkdir(parents=True, exist_ok=True)
    tools.run(
        *("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"),
        *("-nodes", "-days", "30", "-subj", "/CN=stranger", "-keyout", tools.seen_inside(key)),
        *("-out", tools.seen_inside(certificate)),
    )
    return _small("stranger's", version, key=key, certificate=certificate)


def unsigned(version: str) -> Release:
    """A squashfs with nothing behind it."""
    made = _new("unsigned", version)
    parts = _parts(version, COMPATIBLE)
    tools.run(
        "mksquashfs", tools.seen_inside(parts), tools.seen_inside(made.file), "-quiet", "-noappend"
    )
    return made


def foreign(version: str) -> Release:
    """For another device."""
    return _small("another device's", version, compatible="dialog-booth-pi")


def older(version: str) -> Release:
    """Announced as newer than it is."""
    made = _small("older", "0.0.9")
    return Release(made.name, version, made.file)


def _small(
    name: str,
    version: str,
    *,
    compatible: str = COMPATIBLE,
    key: Path = KEYS / "update.key.pem",
    certificate: Path = KEYS / "update.cert.pem",
) -> Release:
    """What is refused before its content is looked at needs none to speak of."""
    made = _new(name, version)
    tools.run(
        "rauc",
        *("--key", tools.seen_inside(key), "--cert", tools.seen_inside(certificate), "bundle"),
        tools.seen_inside(_parts(version, compatible)),
        tools.seen_inside(made.file),
    )
    return made


def _new(name: str, version: str) -> Release:
    FOLDER.mkdir(parents=True, exist_ok=True)
    file = FOLDER / f"{version}.raucb"
    file.unlink(missing_ok=True)
    return Release(name, version, file)


def _parts(version: str, compatible: str) -> Path:
    parts = FOLDER / "parts"
    rmtree(parts, ignore_errors=True)
    parts.mkdir(parents=True)
    for image in ("rootfs.img", "boot.vfat"):
        (parts / image).write_bytes(os.urandom(SMALL))  # RAUC refuses to pack next to nothing
    manifest = (tools.REPOSITORY / "image-build" / "rauc" / "manifest.raucm").read_text()
    manifest = manifest.replace("@COMPATIBLE@", compatible).replace("@VERSION@", version)
    (parts / "manifest.raucm").write_text(manifest)
    return parts
