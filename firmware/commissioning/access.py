"""`booth access`: ssh for a workshop, on central's signed word alone, and only until its hour.

A booth has no passwords and no open port. The token is looked at where it is used, not
only when it came: whoever can write beside it still cannot open anything.
"""

import logging
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from firmware.appeals import signing
from firmware.appeals.errors import BadSignature
from firmware.appeals.files import replace
from firmware.clock import Clock
from firmware.settings import Settings
from firmware.wire import published
from firmware.wire.errors import WireError
from firmware.wire.signed import SignedAccess

log = logging.getLogger("access")

LOOK_S = 15.0
"""How often the clock is looked at: it may be set while this runs."""

DONE, CANNOT = 0, 1

SSHD = ("/usr/sbin/sshd", "-D", "-e", "-f", "/usr/lib/dialog/sshd_config")
KEYS = Path("/run/dialog-ssh/authorized_keys")
_FOR_ROOT = 0o600
_GIVE_WAY_S = 10.0


class Gate(Protocol):
    """What is opened and shut."""

    def open(self, access: SignedAccess, seconds: int) -> None:
        """Let these keys in, for that long at most. Raises OSError."""

    def shut(self) -> None:
        """Let nobody in, and put out who is in."""

    @property
    def broken(self) -> bool:
        """Whether it was opened and has ended by itself."""


class SshGate:
    """An sshd of our own and the port in the firewall, which shuts by itself too."""

    def __init__(self, keys: Path = KEYS, sshd: tuple[str, ...] = SSHD) -> None:
        self._keys = keys
        self._command = sshd
        self._sshd: subprocess.Popen[bytes] | None = None

    def open(self, access: SignedAccess, seconds: int) -> None:
        """Raises OSError, also where the firewall refuses."""
        lines = "".join(f"{key}\n" for key in access.keys)
        replace(self._keys, lines.encode("ascii"), _FOR_ROOT)
        self._sshd = subprocess.Popen(self._command)
        _nft("add", f"{{ 22 timeout {seconds}s }}")

    def shut(self) -> None:
        """Who is in goes with the unit, whose processes systemd ends."""
        self._keys.unlink(missing_ok=True)
        if self._sshd is None:
            return
        _nft("delete", "{ 22 }", must=False)
        self._sshd.terminate()
        try:
            self._sshd.wait(_GIVE_WAY_S)
        except subprocess.TimeoutExpired:
            self._sshd.kill()
            self._sshd.wait()

    @property
    def broken(self) -> bool:
        """Whether sshd has ended."""
        return self._sshd is not None and self._sshd.poll() is not None


class Access:
    """One run: until the hour, or until it is told to end."""

    def __init__(
        self,
        settings: Settings,
        token: Path,
        clock: Clock,
        wait: Callable[[float], bool],
        gate: Gate,
    ) -> None:
        """`wait` waits for so many seconds; True: it is time to end."""
        self._settings = settings
        self._token = token
        self._clock = clock
        self._wait = wait
        self._gate = gate

    def run(self) -> int:
        """The exit code; a token that allows nothing is no failure of the booth's."""
        access = self._allowed()
        if access is None:
            return DONE
        try:
            return self._keep(access)
        finally:
            self._gate.shut()

    def _allowed(self) -> SignedAccess | None:
        booth = self._settings.booth
        try:
            key = signing.load_public(Path(self._settings.central.signing_key))
            return published.read_access(self._token.read_bytes(), booth.id, booth.site, key)
        except (WireError, BadSignature, OSError) as error:
            log.error("ssh stays off: %s", error)
            return None

    def _keep(self, access: SignedAccess) -> int:
        is_open = False
        while True:
            left = access.until - int(self._clock.now().timestamp())
            if left <= 0:
                log.info("ssh is off: its time is over")
                return DONE
            if not is_open and self._has_begun(access):
                self._gate.open(access, left)
                is_open = True
                log.warning("ssh is on for %d minutes, keys: %d", left // 60, len(access.keys))
            if self._gate.broken:
                log.error("ssh is off: sshd has ended")
                return CANNOT
            if self._wait(min(LOOK_S, left)):
                return DONE

    def _has_begun(self, access: SignedAccess) -> bool:
        """A clock that is behind the token's making is a wrong one, and would let it live on."""
        return self._clock.trusted() and self._clock.now().timestamp() >= access.since


def _nft(verb: str, element: str, *, must: bool = True) -> None:
    command = ["/usr/sbin/nft", verb, "element", "inet", "dialog", "open_ports", element]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if must and done.returncode:
        raise OSError(f"the firewall refused: {done.stderr.strip()}")
