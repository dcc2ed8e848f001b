"""Credit: how many bytes booths may have on their way, out of one budget.

A grant is a lease: a booth that vanishes gives it back by silence.
"""

LEASE_S = 60.0


class Budget:
    """Leases of `grant` bytes, a booth one, out of `total`."""

    def __init__(self, total: int, grant: int) -> None:
        self._grant = min(grant, total)
        self._most = total // self._grant
        self._leases: dict[str, float] = {}

    def lease(self, booth: str, now: float) -> int:
        """The credit of that booth from now on; 0 when the budget is spent."""
        self._leases = {name: end for name, end in self._leases.items() if end > now}
        if booth not in self._leases and len(self._leases) >= self._most:
            return 0
        self._leases[booth] = now + LEASE_S
        return self._grant

    def release(self, booth: str) -> None:
        """The booth needs no credit now."""
        self._leases.pop(booth, None)
