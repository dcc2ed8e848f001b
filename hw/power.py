"""The power and the health of the board: mains, voltage, temperature, wear of the card."""

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class PowerStatus:
    """What is known; None: this board does not say.

    `mains` is false while a UPS carries the booth. Under-voltage, throttled,
    capped (its clock) and hot (soft limit) are of now, `..._seen` since the board
    was switched on. `wear_percent` is how much of the card's life is used, in steps of ten as
    eMMC reports it (110: more than it was made for); `card_end` is its own
    warning: "normal", "warning" (80 % of the spare blocks) or "urgent".
    `disk_errors` counts what ext4 has noted.
    """

    mains: bool | None = None
    under_voltage: bool | None = None
    capped: bool | None = None
    throttled: bool | None = None
    hot: bool | None = None
    under_voltage_seen: bool | None = None
    capped_seen: bool | None = None
    throttled_seen: bool | None = None
    hot_seen: bool | None = None
    temperature_c: float | None = None
    wear_percent: int | None = None
    card_end: str | None = None
    disk_errors: int | None = None

    @property
    def worries(self) -> tuple[str, ...]:
        """What a person should look after, in the words of the log."""
        found = {
            "the mains are gone": self.mains is False,
            "under-voltage": bool(self.under_voltage),
            "throttled": bool(self.throttled or self.capped),
            "hot": bool(self.hot),
            "the card is worn out": self.card_end in ("warning", "urgent")
            or (self.wear_percent or 0) >= 90,
            "errors in the file system": bool(self.disk_errors),
        }
        return tuple(worry for worry, is_so in found.items() if is_so)


class Power(Protocol):
    """Never raises for what the board does not have."""

    @property
    def mains(self) -> bool | None:
        """Whether the mains are there, None: unknown. Returns at once."""

    def status(self) -> PowerStatus:
        """Look at everything; reads files, so for a worker thread."""

    def close(self) -> None:
        """Free the pin; may be called twice."""


class NoPower:
    """The Power of a machine that says nothing."""

    mains: bool | None = None

    def status(self) -> PowerStatus:
        """All unknown."""
        return PowerStatus()

    def close(self) -> None:
        """Nothing is held."""
