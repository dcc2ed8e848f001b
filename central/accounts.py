"""Who may use the broker: DATA/broker/passwords and DATA/broker/acl.

Both files are mosquitto's own formats (`password_file`, `acl_file`), so the same
files serve the embedded broker and a real mosquitto. ACL patterns cannot say
"this booth's site", so each booth's lines are written out (DESIGN 6).
"""

import base64
import fcntl
import hashlib
import hmac
import os
import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from central.errors import BadInput
from firmware.appeals.files import replace
from firmware.wire.topics import ROOT, rights_of

CENTRAL_USER = "central"
_ITERATIONS = 101
_HASH = re.compile(r"\$7\$[0-9]+\$(?P<salt>[A-Za-z0-9+/]+=*)\$[A-Za-z0-9+/]+=*")


class Accounts:
    """The users of the broker, in a folder."""

    def __init__(self, folder: Path) -> None:
        self.passwords = folder / "passwords"
        self.acl = folder / "acl"
        self._rights: dict[str, list[tuple[str, str]]] = {}
        self._hashes: dict[str, str] = {}
        self._read_at: tuple[tuple[int, int], ...] = ()
        for file in (self.passwords, self.acl):
            file.touch(mode=0o600)

    def put(self, user: str, rights: list[tuple[str, str]] | tuple[tuple[str, str], ...]) -> str:
        """Make or replace a user; returns the new random password, kept only as a hash."""
        password = secrets.token_urlsafe(24)
        with self._changing():
            self._hashes[user] = _hashed(password, os.urandom(12))
            self._rights[user] = list(rights)
        return password

    def allow_booth(self, booth: str, site: str) -> None:
        """A booth that proves who it is by its certificate: its rights, no new password."""
        with self._changing():
            self._rights[booth] = list(rights_of(site, booth))

    def remove(self, user: str) -> None:
        """Take password and rights away."""
        with self._changing():
            self._hashes.pop(user, None)
            self._rights.pop(user, None)

    def put_booth(self, booth: str, site: str) -> str:
        """The account of a booth: it writes under its own `up/` and reads what is its own."""
        return self.put(booth, rights_of(site, booth))

    def put_central(self) -> str:
        """The account of central itself."""
        return self.put(CENTRAL_USER, [("readwrite", f"{ROOT}/#")])

    def knows(self, user: str, password: str) -> bool:
        """Whether that is the user's password."""
        self._refresh()
        kept = self._hashes.get(user)
        hashed = _HASH.fullmatch(kept or "")
        if kept is None or hashed is None:
            return False
        salt = base64.b64decode(hashed["salt"])
        return hmac.compare_digest(kept, _hashed(password, salt))

    def may(self, user: str, access: str, topic: str) -> bool:
        """Whether the user may "read" or "write" a topic; for a subscription all of its filter."""
        self._refresh()
        return any(
            allowed in (access, "readwrite") and covers(pattern, topic)
            for allowed, pattern in self._rights.get(user, [])
        )

    @contextmanager
    def _changing(self) -> Iterator[None]:
        """One at a time, a running central and a command beside it too."""
        handle = os.open(self.acl.with_name("lock"), os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
            self._refresh()
            yield
            self._write()
        finally:
            os.close(handle)

    def _write(self) -> None:
        lines = [f"{name}:{value}" for name, value in sorted(self._hashes.items())]
        acl: list[str] = []
        for name, allowed in sorted(self._rights.items()):
            acl += [f"user {name}", *(f"topic {access} {what}" for access, what in allowed), ""]
        # An empty file would lock out every booth.
        replace(self.passwords, _text(lines))
        replace(self.acl, _text(acl))

    def _refresh(self) -> None:
        found = (self.passwords.stat(), self.acl.stat())
        stamp = tuple((one.st_mtime_ns, one.st_ino) for one in found)
        if stamp == self._read_at:
            return
        self._hashes = _read_passwords(self.passwords)
        self._rights = _read_acl(self.acl)
        self._read_at = stamp


def covers(pattern: str, topic: str) -> bool:
    """Whether all that a topic or filter can mean is within `pattern`."""
    allowed, asked = pattern.split("/"), topic.split("/")
    for index, level in enumerate(allowed):
        if level == "#":
            return True
        if index >= len(asked) or asked[index] == "#":
            return False
        if level != "+" and level != asked[index]:
            return False
    return len(allowed) == len(asked)


def _hashed(password: str, salt: bytes) -> str:
    digest = hashlib.pbkdf2_hmac("sha512", password.encode(), salt, _ITERATIONS)
    salt_text, digest_text = (base64.b64encode(part).decode() for part in (salt, digest))
    return f"$7${_ITERATIONS}${salt_text}${digest_text}"


def _read_passwords(file: Path) -> dict[str, str]:
    hashes: dict[str, str] = {}
    for place, line in enumerate(file.read_text().splitlines(), start=1):
        user, _, kept = line.partition(":")
        if line and not (user and _HASH.fullmatch(kept)):
            raise BadInput(f"{file}: line {place}: not USER:HASH as central writes it")
        if line:
            hashes[user] = kept
    return hashes


def _read_acl(file: Path) -> dict[str, list[tuple[str, str]]]:
    rights: dict[str, list[tuple[str, str]]] = {}
    user = ""
    for line in file.read_text().splitlines():
        word, _, rest = line.partition(" ")
        if word == "user":
            user = rest
            rights.setdefault(user, [])
        elif word == "topic" and user:
            access, _, pattern = rest.partition(" ")
            rights[user].append((access, pattern))
        elif line:
            raise BadInput(f"{file}: unknown line {line!r}")
    return rights


def _text(lines: list[str]) -> bytes:
    return "\n".join([*lines, ""]).encode()
