"""The visit's table as a drawing: states from left to right, ways between them as curves."""

from collections import defaultdict
from html import escape

from firmware.kiosk.visit import Visit

COLUMN, ROW, WIDE, HIGH = 150, 78, 112, 40
ENDING = frozenset({"cancel", "expired"})
"""Ways that lead out from nearly everywhere; the drawing leaves them to the table."""


def _ways() -> list[tuple[str, str, str]]:
    ways = []
    for state in Visit.states:
        for way in state.transitions:
            names = [event.id for event in way.events if event.id not in ENDING]
            if names and way.target is not None:
                ways.append((state.id, way.target.id, " / ".join(names)))
    return ways


def _places(ways: list[tuple[str, str, str]]) -> dict[str, tuple[int, int]]:
    """Column by the least number of ways from the beginning, row in order of appearance."""
    onward = defaultdict(list)
    for source, target, name in ways:
        if name != "back":
            onward[source].append(target)
    column = {"attract": 0}
    queue = ["attract"]
    for state in queue:
        for target in onward[state]:
            if target not in column:
                column[target] = column[state] + 1
                queue.append(target)
    rows: defaultdict[int, int] = defaultdict(int)
    places = {}
    for state in queue:
        places[state] = (column[state], rows[column[state]])
        rows[column[state]] += 1
    return places


def svg() -> str:
    """The drawing as an SVG element."""
    ways = _ways()
    places = _places(ways)
    corner = {
        state: (20 + column * COLUMN, 30 + row * ROW) for state, (column, row) in places.items()
    }
    w = max(x for x, _y in corner.values()) + WIDE + 20
    h = max(y for _x, y in corner.values()) + HIGH + 50
    curves = [_curve(corner[source], corner[target], name) for source, target, name in ways]
    boxes = [_box(state, *corner[state]) for state in places]
    return (
        f'<svg viewBox="0 0 {w} {h}" role="img" aria-label="The visit">'
        '<defs><marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" '
        'markerHeight="7" orient="auto"><path d="M0 0L8 4L0 8z"/></marker></defs>'
        f"{''.join(curves)}{''.join(boxes)}</svg>"
    )


def _box(state: str, x: int, y: int) -> str:
    return (
        f'<a href="#{state}"><rect x="{x}" y="{y}" width="{WIDE}" height="{HIGH}" rx="8"/>'
        f'<text x="{x + WIDE // 2}" y="{y + HIGH // 2 + 5}">{state}</text></a>'
    )


def _curve(source: tuple[int, int], target: tuple[int, int], name: str) -> str:
    (x1, y1), (x2, y2) = source, target
    kind = "back" if name == "back" else "on"
    if x2 > x1:
        start, end = (x1 + WIDE, y1 + HIGH // 2), (x2, y2 + HIGH // 2)
        bend = (end[0] - start[0]) // 2
        path = f"M{start[0]} {start[1]}C{start[0] + bend} {start[1]} {end[0] - bend} {end[1]} "
    else:
        start, end = (x1 + WIDE // 2, y1 + HIGH), (x2 + WIDE // 2 + 12, y2 + HIGH)
        low = max(start[1], end[1]) + 26
        path = f"M{start[0]} {start[1]}C{start[0]} {low} {end[0]} {low} "
    return (
        f'<path class="{kind}" d="{path}{end[0]} {end[1]}" marker-end="url(#tip)">'
        f"<title>{escape(name)}</title></path>"
    )
