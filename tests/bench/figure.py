"""One measured figure."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Figure:
    """`reference` is measured in the same run; `limit` is the most that value may be."""

    name: str
    value: float
    unit: str
    reference: float
    limit: float
    ratio: float | None = field(init=False)
    goal: str = field(init=False)

    def __post_init__(self) -> None:
        ratio = round(self.value / self.reference, 4) if self.reference else None
        object.__setattr__(self, "ratio", ratio)
        object.__setattr__(self, "goal", f"<= {self.limit:g} {self.unit}".strip())

    @property
    def met(self) -> bool:
        """Whether the goal is met."""
        return self.value <= self.limit
