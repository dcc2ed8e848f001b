"""The units of a central: sound, and fenced in."""

import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
UNITS = sorted((ROOT / "systemd" / "central").glob("*.service"))
SERVERS = ("dialog-central.service", "dialog-broker.service")
# systemd counts from 0 to 10 and calls what is below 2 "OK".
THRESHOLD = 20


def analyze(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = ["systemd-analyze", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_the_units_are_sound(tmp_path) -> None:
    for unit in [*UNITS, *(ROOT / "systemd" / "central").glob("*.path")]:
        # The program is not installed here.
        text = unit.read_text().replace("/opt/dialog-central/bin/central", "/bin/true")
        (tmp_path / unit.name).write_text(text.replace("/usr/sbin/mosquitto", "/bin/true"))

    found = analyze("verify", "--man=no", *map(str, tmp_path.iterdir()))

    assert (found.returncode, found.stderr) == (0, "")


@pytest.mark.parametrize("name", SERVERS)
def test_what_listens_is_fenced_in(name) -> None:
    unit = str(ROOT / "systemd" / "central" / name)

    found = analyze("security", "--offline=yes", f"--threshold={THRESHOLD}", "--no-pager", unit)

    assert found.returncode == 0, found.stdout


@pytest.mark.parametrize("name", SERVERS)
def test_what_listens_is_nobody_s_root_and_writes_its_own_data_alone(name) -> None:
    text = (ROOT / "systemd" / "central" / name).read_text()

    for line in ("User=dialog-central", "ProtectSystem=strict", "UMask=0077", "LimitCORE=0"):
        assert line in text.splitlines()


@pytest.mark.parametrize("arguments", [(), ("--bad", "x"), ("not a name",), ("--root",)])
def test_the_installer_says_what_it_needs(arguments) -> None:
    script = str(ROOT / "systemd" / "install-central.sh")

    ran = subprocess.run([script, *arguments], capture_output=True, text=True, check=False)

    assert ran.returncode != 0
    assert "install-central" in ran.stderr or "--root needs a folder" in ran.stderr
    assert ran.stdout == ""


def test_the_settings_with_their_passwords_are_nobody_else_s_to_read() -> None:
    script = (ROOT / "systemd" / "install-central.sh").read_text()

    assert 'chmod 640 "$settings"' in script
    assert 'chown root:dialog-central "$settings"' in script


def test_central_waits_for_the_time() -> None:
    text = (ROOT / "systemd" / "central" / "dialog-central.service").read_text()

    assert "time-sync.target" in text.partition("\nAfter=")[2].partition("\n")[0].split()
