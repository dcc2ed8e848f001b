"""Which of two versions is the newer."""

import re

_PART = re.compile(r"[0-9]+|[A-Za-z]+|~")


def order(version: str) -> tuple[tuple[int, int | str], ...]:
    """Sorts versions: numbers as numbers, and `1.2~rc1` before `1.2`, as Debian's do."""
    parts: list[tuple[int, int | str]] = []
    for part in _PART.findall(version):
        if part == "~":
            parts.append((0, ""))
        elif part.isdigit():
            parts.append((3, int(part)))
        else:
            parts.append((2, part))
    # The end stands after `~` and before everything else.
    return (*parts, (1, ""))
