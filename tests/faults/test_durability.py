"""The order of durability (DESIGN 4.1), checked on the system calls themselves."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent
STEPS = ("clip.age", "manifest.age", "envelope.jws", "clips", "commit")

_CALL = re.compile(r"^\d+\s+(?P<name>\w+)\((?P<arguments>.*)")


def calls(folder: Path, step: str | None = None) -> list[tuple[str, str]]:
    """The system calls of one registration and one slip: (name, arguments), in order."""
    log = folder / "strace.log"
    command = ["strace", "-f", "-y", "-qq", "-s", "0", "-o", str(log)]
    command += ["-e", "trace=fsync,fdatasync,rename,renameat,renameat2,write,pwrite64"]
    command += [sys.executable, str(HERE / "register_once.py"), str(folder)]
    done = subprocess.run(
        [*command, *([step] if step else [])], capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stderr
    found = (_CALL.match(line) for line in log.read_text().splitlines())
    return [(call["name"], call["arguments"]) for call in found if call]


def first(log: list[tuple[str, str]], name: str, pattern: str, start: int = 0) -> int | None:
    """Where the first such call stands at or after `start`."""
    for index in range(start, len(log)):
        if re.fullmatch(name, log[index][0]) and re.search(pattern, log[index][1]):
            return index
    return None


def faults(log: list[tuple[str, str]]) -> list[str]:
    """What is not in the order that the law asks for."""
    place, wrong = 0, []
    order = [
        ("clip synced", "f(data)?sync", r"recording/take\.clip\.age>"),
        ("manifest synced", "f(data)?sync", r"recording/[^/]+\.manifest\.age>"),
        ("envelope synced", "f(data)?sync", r"recording/[^/]+\.envelope\.jws>"),
        ("clip renamed", "rename.*", r"clips/[^/]+\.clip\.age"),
        ("manifest renamed", "rename.*", r"clips/[^/]+\.manifest\.age"),
        ("envelope renamed", "rename.*", r"clips/[^/]+\.envelope\.jws"),
        ("folder synced", "f(data)?sync", r"/clips>"),
        ("row written", "pwrite64", r"spool\.db-wal>"),
        ("row committed", "f(data)?sync", r"spool\.db-wal>"),
    ]
    for what, name, pattern in order:
        found = first(log, name, pattern, place)
        if found is None:
            wrong.append(what)
        else:
            place = found + 1
    printed = first(log, "write", r"/dev/(pts/\d+|ptmx)>")
    if printed is None:
        wrong.append("slip printed")
    elif printed < place:
        wrong.append("printed before it was safe")
    return wrong


def test_a_number_is_printed_only_after_clip_folder_and_row_are_on_the_disk(
    tmp_path: Path,
) -> None:
    assert faults(calls(tmp_path)) == []


@pytest.mark.parametrize("step", STEPS)
def test_a_build_with_one_fsync_taken_out_is_noticed(step: str, tmp_path: Path) -> None:
    assert faults(calls(tmp_path, step)) != []
