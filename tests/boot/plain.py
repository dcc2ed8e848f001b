"""The reference: the same packages and kernel as a plain Debian on an ext4 disk."""

import shutil
from pathlib import Path

from tests.boot import tools
from tests.boot.machine import Machine, Wiring

COMMAND_LINE = "root=/dev/vda rw quiet net.ifnames=0"
DISK_MB = 1500


def newest_base() -> Path:
    """The tarball of packages that the image was made from. Raises FileNotFoundError."""
    found = sorted(
        (tools.BUILD / "image" / "cache").glob("base-debian-*.tar.zst"),
        key=lambda file: file.stat().st_mtime,
    )
    if not found:
        raise FileNotFoundError("image-build/build has not made a base yet")
    return found[-1]


def disk_of(base: Path, folder: Path) -> Path:
    """Unpack it and make a disk of it; kernel and initramfs lie beside the disk."""
    disk = folder / f"{base.name.removesuffix('.tar.zst')}.ext4"
    if disk.exists():
        return disk
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "tree").mkdir(parents=True)
    tree = tools.seen_inside(folder / "tree")
    tools.run(
        *("tar", "--extract", "--zstd", "--numeric-owner", "--directory", tree),
        *("--file", tools.seen_inside(base)),
    )
    # The serial line is its terminal; the machine's own getty generator sees to that.
    (folder / "tree" / "etc" / "hostname").write_text("plain\n")
    for name, pattern in (("kernel", "vmlinuz-*"), ("initramfs", "initrd.img-*")):
        shutil.copy(next((folder / "tree" / "boot").glob(pattern)), folder / name)
    part = folder / "part.ext4"
    tools.run("mke2fs", "-q", "-t", "ext4", "-d", tree, tools.seen_inside(part), f"{DISK_MB}M")
    tools.run("rm", "-rf", tree)
    part.rename(disk)
    return disk


def seconds_to_login(folder: Path, seconds: float) -> float:
    """From power-on to the login prompt on the serial line. Raises Late, MachineEnded."""
    disk = disk_of(newest_base(), tools.BUILD / "boot-plain")
    machine = Machine(folder, disk, Wiring(writable=False, words=("console=ttyAMA0",)))
    machine.load_files(disk.parent / "kernel", disk.parent / "initramfs", COMMAND_LINE)
    with machine:
        machine.power_on()
        return machine.says(r"login:", seconds)
