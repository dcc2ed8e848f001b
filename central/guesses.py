"""How often somebody has guessed wrong; those who ask are answered by several threads."""

import threading
from collections import OrderedDict, deque
from collections.abc import Callable
from ipaddress import IPv4Address, IPv6Network, ip_address

WINDOW_S = 3600.0
# More failures of one name than this are not counted.
MAX_COUNTED = 30
_KEPT_NAMES = 10_000
# What one customer of a provider has at least.
_IPV6_HOME = 64


class Guesses:
    """Failures in the last hour, by name."""

    def __init__(self, monotonic: Callable[[], float]) -> None:
        self._monotonic = monotonic
        self._lock = threading.Lock()
        self._failures: OrderedDict[str, deque[float]] = OrderedDict()

    def locked(self, name: str, most: int) -> bool:
        """Whether that name has failed too often."""
        with self._lock:
            times = self._failures.get(name)
            while times and times[0] <= self._monotonic() - WINDOW_S:
                times.popleft()
            return bool(times) and len(times or ()) >= most

    def failed(self, name: str) -> None:
        """One more failure."""
        with self._lock:
            self._failures.setdefault(name, deque(maxlen=MAX_COUNTED)).append(self._monotonic())
            self._failures.move_to_end(name)
            while len(self._failures) > _KEPT_NAMES:
                self._failures.popitem(last=False)


def by_address(host: str) -> str:
    """The name under which guesses from an address are counted.

    Of IPv6 a whole /64: whoever has one has addresses enough to guess for ever.
    """
    try:
        address = ip_address(host)
    except ValueError:
        return f"address {host}"
    if isinstance(address, IPv4Address):
        return f"address {address}"
    if address.ipv4_mapped:
        return f"address {address.ipv4_mapped}"
    return f"address {IPv6Network((int(address), _IPV6_HOME), strict=False)}"
