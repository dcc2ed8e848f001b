"""No plaintext rests on flash (DESIGN 4.3), checked on the system calls of a recording."""

import re
import subprocess
import sys
from pathlib import Path

from tests.faults.record_once import MARK

HERE = Path(__file__).parent
OPENED = re.compile(
    r'^\d+\s+(?:openat|open|creat)\((?:[^,"]*, )?"(?P<path>[^"]*)", (?P<flags>[^,)]+)'
)
WRITTEN = re.compile(r'^\d+\s+p?writev?(?:64)?\(\d+<(?P<path>/[^>]*)>, "(?P<bytes>[^"]*)')
MADE = re.compile(r"^\d+\s+(memfd_create|mknod|mknodat|link|linkat|sendfile|copy_file_range)\(")


def test_a_recording_and_its_review_write_one_file_and_that_is_sealed(tmp_path: Path) -> None:
    log = tmp_path / "strace.log"
    calls = "trace=openat,open,creat,write,pwrite64,writev,pwritev,memfd_create,mknod,mknodat,"
    calls += "link,linkat,sendfile,copy_file_range,mmap"
    command = ["strace", "-f", "-y", "-qq", "-xx", "-s", "64", "-o", str(log), "-e", calls]
    done = subprocess.run(
        [*command, sys.executable, str(HERE / "record_once.py"), str(tmp_path)],
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    lines = [_readable(line) for line in log.read_text().splitlines()]
    begun = next(n for n, line in enumerate(lines) if MARK in line)
    lines = lines[begun + 1 :]

    opened = {
        call["path"]
        for call in map(OPENED.match, lines)
        if call and re.search(r"O_WRONLY|O_RDWR|O_CREAT|O_TMPFILE", call["flags"])
    }
    written = {call["path"] for call in map(WRITTEN.match, lines) if call}
    file = str(tmp_path / "take.clip.age")
    assert {path for path in opened if not path.startswith("/dev/")} == {file}
    assert {path for path in written if not path.startswith("/dev/")} == {file}
    assert not [line for line in lines if MADE.match(line)]
    assert not [line for line in lines if "MAP_SHARED" in line and "PROT_WRITE" in line]
    first = next(line for line in lines if (call := WRITTEN.match(line)) and call["path"] == file)
    assert "age-encryption.org/v1" in first
    clear = (b"ftyp", b"moof", b"mdat", b"avcC", b"mp4a")
    content = (tmp_path / "take.clip.age").read_bytes()
    assert not any(trace in content for trace in clear)


def _readable(line: str) -> str:
    """What strace wrote as \\x61 is an a."""
    return re.sub(r"\\x([0-9a-f]{2})", lambda code: chr(int(code[1], 16)), line)
