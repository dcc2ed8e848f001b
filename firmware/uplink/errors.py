"""What can go wrong with the uplink. Leaves also are standard types."""

from pathlib import Path

from firmware.errors import BoothError


class UplinkError(BoothError):
    """Root of the uplink's errors."""


class PlaintextRefused(UplinkError, ValueError):
    """Settings that would send without TLS to another machine."""

    def __init__(self, host: str) -> None:
        super().__init__(
            f"central.tls: false is allowed only for a broker on this machine; {host} is not"
        )
        self.host = host


class BadCredential(UplinkError, ValueError):
    """A key, certificate or password file that is missing or unusable."""

    def __init__(self, key: str, file: Path | None, problem: str) -> None:
        super().__init__(f"{key}: {file}: {problem}" if file else f"{key}: {problem}")
        self.key = key
        self.file = file


class ClipDamaged(UplinkError, ValueError):
    """A clip whose file is not what was registered; it is kept, never sent as whole."""


class EnrolmentFailed(UplinkError, RuntimeError):
    """Central gave no certificate; `status` is its HTTP code, None without an answer."""

    def __init__(self, problem: str, status: int | None = None) -> None:
        super().__init__(f"enrolment: {problem}")
        self.status = status
