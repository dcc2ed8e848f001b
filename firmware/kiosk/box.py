"""A rectangle in pixels that is a plain value: comparable, hashable, cut into parts."""

from typing import NamedTuple


class Box(NamedTuple):
    """Left, top, width and height; pygame takes it wherever it takes a rect."""

    x: int
    y: int
    w: int
    h: int

    @property
    def right(self) -> int:
        """The first column after it."""
        return self.x + self.w

    @property
    def bottom(self) -> int:
        """The first row after it."""
        return self.y + self.h

    @property
    def center(self) -> tuple[int, int]:
        """The point in its middle."""
        return self.x + self.w // 2, self.y + self.h // 2

    def holds(self, point: tuple[int, int]) -> bool:
        """Whether the point lies in it."""
        return self.x <= point[0] < self.right and self.y <= point[1] < self.bottom

    def meets(self, other: "Box") -> bool:
        """Whether they share a pixel."""
        return (
            self.x < other.right
            and other.x < self.right
            and self.y < other.bottom
            and other.y < self.bottom
        )

    def joined(self, other: "Box") -> "Box":
        """The smallest box around both."""
        x, y = min(self.x, other.x), min(self.y, other.y)
        return Box(x, y, max(self.right, other.right) - x, max(self.bottom, other.bottom) - y)

    def inset(self, dx: int, dy: int | None = None) -> "Box":
        """Smaller by dx at left and right, by dy (dx if not given) above and below."""
        dy = dx if dy is None else dy
        return Box(self.x + dx, self.y + dy, max(0, self.w - 2 * dx), max(0, self.h - 2 * dy))

    def moved(self, dx: int, dy: int) -> "Box":
        """The same size elsewhere."""
        return Box(self.x + dx, self.y + dy, self.w, self.h)

    def middle(self, w: int, h: int) -> "Box":
        """A box of that size with the same middle."""
        return Box(self.x + (self.w - w) // 2, self.y + (self.h - h) // 2, w, h)

    def cut_top(self, h: int, gap: int = 0) -> tuple["Box", "Box"]:
        """The upper h rows, and the rest below the gap."""
        return (
            Box(self.x, self.y, self.w, h),
            Box(self.x, self.y + h + gap, self.w, self.h - h - gap),
        )

    def cut_bottom(self, h: int, gap: int = 0) -> tuple["Box", "Box"]:
        """The lower h rows, and the rest above the gap."""
        return (
            Box(self.x, self.bottom - h, self.w, h),
            Box(self.x, self.y, self.w, self.h - h - gap),
        )

    def cut_left(self, w: int, gap: int = 0) -> tuple["Box", "Box"]:
        """The left w columns, and the rest after the gap."""
        return (
            Box(self.x, self.y, w, self.h),
            Box(self.x + w + gap, self.y, self.w - w - gap, self.h),
        )

    def cut_right(self, w: int, gap: int = 0) -> tuple["Box", "Box"]:
        """The right w columns, and the rest before the gap."""
        return (
            Box(self.right - w, self.y, w, self.h),
            Box(self.x, self.y, self.w - w - gap, self.h),
        )

    def rows(self, count: int, gap: int) -> list["Box"]:
        """That many equal rows with gaps between."""
        h = (self.h - gap * (count - 1)) // count
        return [Box(self.x, self.y + n * (h + gap), self.w, h) for n in range(count)]

    def columns(self, count: int, gap: int) -> list["Box"]:
        """That many equal columns with gaps between."""
        w = (self.w - gap * (count - 1)) // count
        return [Box(self.x + n * (w + gap), self.y, w, self.h) for n in range(count)]

    def grid(self, columns: int, rows: int, gap: int) -> list["Box"]:
        """Cells row by row."""
        return [cell for row in self.rows(rows, gap) for cell in row.columns(columns, gap)]
