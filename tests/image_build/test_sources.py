"""The recipe for a real booth, which cannot be built without Raspberry Pi's archive."""

import re
import subprocess
from pathlib import Path

import pytest

from tests.boot.firmware import settings

ROOT = Path(__file__).parents[2]
HERE = ROOT / "image-build"
SOURCES = ("debian", "rpios")
REGISTRY = r"https?://[a-z0-9.-]*(debian|raspberrypi|pypi)\."
NAMES = ("COMPATIBLE", "SUITE", "COMPONENTS", "CMDLINE", "BOOT_SIZE", "SYSTEM_SIZE", "DEVICES")


def of_source(source: str, name: str) -> str:
    script = f'. "{HERE}/source/{source}.env"; printf "%s" "${{{name}[*]}}"'
    return subprocess.run(
        ["bash", "-uc", script], capture_output=True, text=True, check=True
    ).stdout


def config(source: str) -> str:
    """config.txt as the firmware reads it, with what it includes."""
    text = (HERE / "boot" / f"config-{source}.txt").read_text(encoding="ascii")
    wiring = (ROOT / "hw" / "wiring" / "config.txt").read_text(encoding="ascii")
    return text.replace("include wiring.txt\n", wiring)


def packages(*names: str) -> list[str]:
    files = [HERE / "packages" / f"{name}.list" for name in names]
    lines = [line.strip() for file in files for line in file.read_text().splitlines()]
    return [line for line in lines if line and not line.startswith("#")]


@pytest.mark.parametrize("source", SOURCES)
def test_each_source_says_all_that_the_recipe_asks(source) -> None:
    for name in (*NAMES, "LISTS", "INITRAMFS_MODULES", "DROP_MODULES"):
        of_source(source, name)
    assert of_source(source, "SUITE") == "trixie"
    found = packages(*of_source(source, "LISTS").split())
    assert len(found) == len(set(found))


def test_they_differ_in_what_only_a_pi_has_and_are_no_update_for_each_other() -> None:
    assert of_source("debian", "COMPATIBLE") != of_source("rpios", "COMPATIBLE")
    assert set(of_source("debian", "LISTS").split()) & set(of_source("rpios", "LISTS").split()) == {
        "base"
    }
    own = packages("rpios")
    assert {"python3-picamera2", "python3-lgpio", "rpi-eeprom", "raspi-firmware"} <= set(own)
    assert {"linux-image-rpi-v8", "linux-image-rpi-2712"} <= set(own)
    assert not set(own) & set(packages("base"))


@pytest.mark.parametrize("source", SOURCES)
@pytest.mark.parametrize(("partition", "slot"), [(2, "a"), (3, "b")])
def test_the_partition_that_starts_chooses_its_own_system(source, partition, slot) -> None:
    text = config(source)

    found = settings(text, frozenset({f"boot_partition={partition}"}))

    assert found["cmdline"] == f"cmdline_{slot}.txt"
    assert found["arm_64bit"] == "1"
    # Or what follows, also by hand, would belong to one system alone.
    assert text.rstrip().endswith("[all]")


def test_the_card_of_a_booth_has_the_documented_lines() -> None:
    text = config("rpios")
    found = settings(text, frozenset())

    assert found["auto_initramfs"] == "1"
    assert found["kernel_watchdog_timeout"] == "60"
    assert found["camera_auto_detect"] == "1"
    assert "dtoverlay=vc4-kms-v3d" in text
    assert "include" not in text
    assert "vc4.force_hotplug=1" in of_source("rpios", "CMDLINE")


def test_the_command_line_is_read_only_and_ends_a_panic() -> None:
    line = (HERE / "boot" / "cmdline.txt").read_text(encoding="ascii")

    assert len(line.splitlines()) == 1
    for word in (
        "root=/dev/disk/by-partlabel/system_@SLOT@",
        "ro",
        "rootfstype=squashfs",
        "systemd.volatile=state",
        "panic=10",
        "consoleblank=0",
    ):
        assert word in line.split()


def test_the_partitions_are_those_that_everything_else_names() -> None:
    layout = (HERE / "layout" / "genimage.cfg.in").read_text(encoding="ascii")
    names = re.findall(r"^\tpartition (\w+) \{", layout, re.MULTILINE)

    assert names == ["bootcfg", "boot_a", "boot_b", "system_a", "system_b", "data"]
    rauc = (HERE / "rauc" / "system.conf").read_text(encoding="ascii")
    named = set(re.findall(r"by-partlabel/(\w+)", rauc))
    assert named == {"boot_a", "boot_b", "system_a", "system_b"}
    fstab = (HERE / "rootfs" / "etc" / "fstab").read_text(encoding="ascii")
    assert set(re.findall(r"by-partlabel/(\w+)", fstab)) == {"data", "bootcfg"}
    mounted = next(line for line in fstab.splitlines() if "by-partlabel/data" in line)
    for word in ("nosuid", "nodev", "noexec", "noatime", "x-systemd.growfs"):
        assert word in mounted


def test_a_booth_s_image_is_not_made_without_the_vendor_s_key() -> None:
    done = subprocess.run(
        [HERE / "build", "--source", "rpios"], capture_output=True, text=True, check=False
    )

    assert done.returncode == 1
    assert "--vendor-mirror" in done.stderr or "root" in done.stderr


def test_no_registry_is_named_in_the_recipe() -> None:
    said = subprocess.run(
        [
            "git",
            "grep",
            "--extended-regexp",
            r"https?://[a-z0-9.-]*(debian|raspberrypi|pypi)\.",
            "--",
            "image-build",
            "systemd",
        ],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert said.stdout == ""
