"""What the Makefile needs from the system: installed, or named in one clear line."""

import subprocess
import sys
from pathlib import Path

import pytest

NEED = Path(__file__).with_name("need.sh")


def need(path: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["/bin/bash", str(NEED), *arguments],
        env={"PATH": str(path)},
        capture_output=True,
        text=True,
        timeout=60,
    )


def program(folder: Path, name: str, script: str) -> None:
    file = folder / name
    file.write_text(f"#!/bin/bash\n{script}\n")
    file.chmod(0o755)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A PATH with nothing on it but a shell's own commands."""
    (tmp_path / "env").symlink_to("/usr/bin/env")
    return tmp_path


def test_nothing_missing_says_nothing(path: Path) -> None:
    program(path, "arecord", "true")

    done = need(path, sys.executable, "arecord")

    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_without_apt_what_is_missing_is_named_in_one_line(path: Path) -> None:
    program(path, "sudo", '"$@"')

    done = need(path, sys.executable, "mmdebstrap")

    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert "mmdebstrap" in done.stderr


def test_what_is_missing_is_installed_after_a_fresh_list(path: Path) -> None:
    log = path / "log"
    program(path, "sudo", '"$@"')
    program(
        path,
        "apt-get",
        f'echo "$@" >> {log}\n[[ $1 == update || -e {path}/updated ]] || exit 100\n'
        f"[[ $1 != update ]] || echo > {path}/updated",
    )

    done = need(path, sys.executable, "mmdebstrap")

    assert done.returncode == 0, done.stderr
    assert [line.split()[0] for line in log.read_text().splitlines()] == [
        "install",
        "update",
        "install",
    ]


def test_a_failing_apt_ends_in_a_clear_line(path: Path) -> None:
    program(path, "sudo", '"$@"')
    program(path, "apt-get", "exit 100")

    done = need(path, sys.executable, "mmdebstrap")

    assert done.returncode == 1
    assert "Please install these packages and try again: mmdebstrap" in done.stderr


def test_an_old_python_is_refused_with_what_to_do(path: Path) -> None:
    program(path, "python3", "exit 1")

    done = need(path, "python3")

    assert done.returncode == 1
    assert "3.11" in done.stderr
