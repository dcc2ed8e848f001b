"""What the engineer wants to know of the network; the kiosk itself never uses it."""

import json
import subprocess
from dataclasses import dataclass
from pathlib import Path

_WITHIN_S = 2.0
_WIRELESS = Path("/proc/net/wireless")
_HEADER_LINES = 2


@dataclass(frozen=True, slots=True)
class Interface:
    """A network interface; `signal_dbm` is None for a cable."""

    name: str
    up: bool
    addresses: tuple[str, ...]
    signal_dbm: int | None = None


@dataclass(frozen=True, slots=True)
class Network:
    """The interfaces (without the loopback and those that are down and never had an
    address), and where the rest of the world lies; None where the system did not say."""

    interfaces: tuple[Interface, ...] | None
    gateway: str | None


def gather(program: str = "ip", wireless: Path = _WIRELESS) -> Network:
    """Ask the system, by the program ip of iproute2; for a worker thread, never raises."""
    found = _ask(program, "addr")
    signals = _signals(wireless)
    interfaces = None
    if found is not None:
        interfaces = tuple(
            _interface(one, signals) for one in found if "LOOPBACK" not in str(one.get("flags"))
        )
    routes = _ask(program, "route", "show", "default") or []
    gateway = next((str(one["gateway"]) for one in routes if "gateway" in one), None)
    return Network(interfaces, gateway)


def _ask(program: str, *what: str) -> list[dict[str, object]] | None:
    try:
        said = subprocess.run(
            [program, "-j", *what], capture_output=True, timeout=_WITHIN_S, check=True
        )
        answer = json.loads(said.stdout or "[]")
    except (OSError, subprocess.SubprocessError, ValueError):
        return None
    return [one for one in answer if one] if isinstance(answer, list) else None


def _interface(said: dict[str, object], signals: dict[str, int]) -> Interface:
    name, told = str(said.get("ifname", "")), said.get("addr_info")
    addresses = tuple(
        str(one["local"])
        for one in (told if isinstance(told, list) else [])
        if one.get("scope") == "global" and "local" in one
    )
    return Interface(name, said.get("operstate") == "UP", addresses, signals.get(name))


def _signals(wireless: Path) -> dict[str, int]:
    """The signal of each radio in dBm (proc_net: interface, status, link, level, ...)."""
    try:
        lines = wireless.read_text(encoding="ascii").splitlines()[_HEADER_LINES:]
        rows = [line.split() for line in lines]
        return {row[0].rstrip(":"): round(float(row[3])) for row in rows}
    except (OSError, ValueError, IndexError):
        return {}
