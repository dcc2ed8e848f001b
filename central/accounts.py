"""Who may use the broker: DATA/broker/passwords and DATA/broker/acl.

Both files are mosquitto's own formats (`password_file`, `acl_file`), so the same
files serve the embedded broker and a real mosquitto. ACL patterns cannot say
"this booth's site", so each booth's lines are written out (DESIGN 6).
"""

import base64
import hashlib
import hmac
import os
import re
import secrets
from pathlib import Path

from central.errors import BadInput
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
        self._read_at: tuple[int, int] = (0, 0)
        for file in (self.passwords, self.acl):
            file.touch(mode=0o600)

    def put(self, user: str, rights: list[tuple[str, str]] | tuple[tuple[str, str], ...]) -> str:
        """Make or replace a user; returns the new random password, kept only as a hash."""
        password = secrets.token_urlsafe(24)
        self._refresh()
        self._hashes[user] = _hashed(password, os.urandom(12))
        self._rights[user] = list(rights)
        lines = [f"{name}:{value}" for name, value in sorted(self._hashes.items())]
        _replace(self.passwords, lines)
        acl: list[str] = []
        for name, allowed in sorted(self._rights.items()):
            acl += [f"user {name}", *(f"topic {access} {what}" for access, what in allowed), ""]
        _replace(self.acl, acl)
        return password

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

    def _refresh(self) -> None:
        stamp = (self.passwords.stat().st_mtime_ns, self.acl.stat().st_mtime_ns)
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


def _replace(file: Path, lines: list[str]) -> None:
    """In one step, also through a power cut: an empty file would lock out every booth."""
    fresh = file.with_name(file.name + ".new")
    fresh.touch(mode=0o600)
    with fresh.open("w", encoding="utf-8") as out:
        out.write("\n".join([*lines, ""]))
        out.flush()
        os.fsync(out.fileno())
    fresh.replace(file)
