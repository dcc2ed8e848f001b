"""One measured figure."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Figure:
    """`reference` is measured in the same run; `limit` is the most that value may be.

    With `at_least` it is the least.
    """

    name: str
    value: float
    unit: str
    reference: float
    limit: float
    at_least: bool = False
    ratio: float | None = field(init=False)
    goal: str = field(init=False)

    def __post_init__(self) -> None:
        ratio = round(self.value / self.reference, 4) if self.reference else None
        sign = ">=" if self.at_least else "<="
        object.__setattr__(self, "ratio", ratio)
        object.__setattr__(self, "goal", f"{sign} {self.limit:g} {self.unit}".strip())

    @property
    def met(self) -> bool:
        """Whether the goal is met."""
        return self.value >= self.limit if self.at_least else self.value <= self.limit
