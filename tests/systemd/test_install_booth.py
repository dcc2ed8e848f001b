"""install-booth.sh: everything under a root of its own, nothing started."""

import os
import pwd
import stat
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SCRIPT = ROOT / "systemd" / "install-booth.sh"
BOOTH = ROOT / "systemd" / "booth"


def install(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([SCRIPT, *arguments], capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def root(tmp_path_factory) -> Path:
    """A tree as image-build has it installed."""
    made = tmp_path_factory.mktemp("root")
    ran = install("--root", str(made), "--image")
    assert ran.returncode == 0, ran.stderr
    assert "nothing was started" in ran.stdout
    return made


@pytest.mark.parametrize("arguments", [("--bad",), ("--root",), ("now",)])
def test_it_says_what_it_does_not_know(arguments) -> None:
    ran = install(*arguments)
    assert ran.returncode != 0
    assert "no such option" in ran.stderr or "--root needs a folder" in ran.stderr
    assert ran.stdout == ""


def test_it_says_how_it_is_called() -> None:
    ran = install("--help")
    assert ran.returncode == 0
    assert "--root DIR" in ran.stdout
    assert "set -euo" not in ran.stdout


def test_units_and_rules_are_there_for_everybody_to_read(root) -> None:
    for file in BOOTH.iterdir():
        if file.is_file():
            assert (root / "usr/lib/systemd/system" / file.name).read_bytes() == file.read_bytes()
    for file in (BOOTH / "tree").rglob("*"):
        if file.is_file():
            there = root / file.relative_to(BOOTH / "tree")
            assert there.read_bytes() == file.read_bytes()
            assert stat.S_IMODE(there.stat().st_mode) == (
                0o755 if os.access(file, os.X_OK) else 0o644
            )
    assert (root / "usr/lib/udev/rules.d/70-dialog-booth.rules").is_file()


def test_the_command_is_a_wrapper_that_becomes_the_program(root) -> None:
    text = (root / "usr/bin/booth").read_text().splitlines()
    assert text == ["#!/bin/sh", 'exec /opt/dialog/venv/bin/python -m firmware.cli "$@"']
    assert os.access(root / "usr/bin/booth", os.X_OK)


def test_users_are_made_under_the_root_and_nowhere_else(root) -> None:
    made = (root / "etc/passwd").read_text()
    for user in ("dialog-kiosk", "dialog-uplink", "dialog-setup", "dialog-update"):
        assert f"{user}:x:77" in made
    assert all(not one.pw_name.startswith("dialog-kiosk") for one in pwd.getpwall())


def test_what_should_run_is_enabled_and_what_should_not_is_masked(root) -> None:
    wanted = root / "etc/systemd/system/multi-user.target.wants"
    assert {one.name for one in wanted.iterdir()} >= {
        "dialog-kiosk.service", "dialog-uplink.service", "dialog-first-boot.service",
        "dialog-enrol.service", "dialog-wifi.service", "dialog-notice.path",
    }  # fmt: skip
    assert not (wanted / "dialog-notice.service").exists()
    for unit in ("getty@.service", "ctrl-alt-del.target", "swap.target", "ssh.service"):
        assert (root / "etc/systemd/system" / unit).readlink() == Path("/dev/null")


def test_once_more_changes_nothing(root) -> None:
    before = sorted((str(one), one.lstat().st_size) for one in root.rglob("*"))
    assert install("--root", str(root), "--image").returncode == 0
    assert sorted((str(one), one.lstat().st_size) for one in root.rglob("*")) == before


def test_in_a_workshop_ssh_stays_and_its_port_is_open(tmp_path) -> None:
    assert install("--root", str(tmp_path), "--image").returncode == 0
    assert install("--root", str(tmp_path), "--image", "--ssh").returncode == 0
    assert not (tmp_path / "etc/systemd/system/ssh.service").is_symlink()
    opened = (tmp_path / "etc/nftables.d/ssh.nft").read_text()
    assert opened == "add element inet dialog open_ports { 22 }\n"
    assert install("--root", str(tmp_path), "--image").returncode == 0
    assert not (tmp_path / "etc/nftables.d/ssh.nft").exists()
