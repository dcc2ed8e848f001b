"""Which room may look into which (DESIGN section 3)."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]

# Every room and what of ours it may import besides itself. A room that is not
# here is a new one: decide, then write it down.
ROOMS: dict[str, set[str]] = {
    "firmware.appeals": set(),
    "firmware.wire": {"firmware.appeals"},
    "firmware.recording": {"firmware.appeals", "firmware.clock", "firmware.errors", "hw"},
    "firmware.spool": {"firmware.appeals", "firmware.wire", "firmware.clock", "firmware.errors"},
    "firmware.kiosk": {
        "firmware.appeals",
        "firmware.wire",
        "firmware.recording",
        "firmware.spool",
        "firmware.settings",
        "firmware.sizes",
        "firmware.config",
        "firmware.clock",
        "firmware.errors",
        "firmware.lifeline",
        "firmware.notice",
        "firmware.process",
        "hw",
    },
    "firmware.uplink": {
        "firmware.appeals",
        "firmware.wire",
        "firmware.spool",
        "firmware.settings",
        "firmware.sizes",
        "firmware.clock",
        "firmware.errors",
        "firmware.lifeline",
        "firmware.process",
    },
    "firmware.doctor": {
        "firmware.appeals",
        "firmware.wire",
        "firmware.spool",
        "firmware.kiosk",
        "firmware.uplink",
        "firmware.commissioning",
        "firmware.settings",
        "firmware.sizes",
        "firmware.clock",
        "firmware.errors",
        "firmware.process",
        "hw",
    },
    "firmware.commissioning": {
        "firmware.appeals",
        "firmware.wire",
        "firmware.spool",
        "firmware.uplink",
        "firmware.settings",
        "firmware.config",
        "firmware.clock",
        "firmware.errors",
        "firmware.logs",
        "firmware.process",
    },
    "firmware.demo": {"firmware", "hw", "central"},
    "firmware.settings": set(),
    "firmware.sizes": {"firmware.settings"},
    "firmware.config": {"firmware.settings", "firmware.errors"},
    "firmware.clock": set(),
    "firmware.errors": set(),
    "firmware.lifeline": {"firmware.clock"},
    "firmware.logs": set(),
    "firmware.notice": set(),
    "firmware.process": {"firmware.errors"},
    "firmware.cli": {"firmware", "hw"},
    "hw": set(),
    "central": {"firmware.wire", "firmware.appeals"},
}


def room_of(module: str) -> str:
    """The room a module lives in."""
    parts = module.split(".")
    return ".".join(parts[:2]) if parts[0] == "firmware" else parts[0]


def modules() -> Iterator[tuple[str, Path]]:
    for top in ("firmware", "hw", "central"):
        for file in sorted((ROOT / top).rglob("*.py")):
            parts = file.relative_to(ROOT).with_suffix("").parts
            yield ".".join(part for part in parts if part != "__init__"), file


def imports(file: Path) -> Iterator[str]:
    """Every module of ours that a file imports, lazily or not."""
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names if is_ours(name.name))
        elif isinstance(node, ast.ImportFrom) and node.module and is_ours(node.module):
            yield from (f"{node.module}.{name.name}" for name in node.names)


def is_ours(module: str) -> bool:
    return module.split(".")[0] in ("firmware", "hw", "central", "tests")


def allowed(module: str, imported: str) -> bool:
    room, other = room_of(module), room_of(imported)
    return room == other or any(
        other == friend or other.startswith(f"{friend}.") for friend in ROOMS[room]
    )


@pytest.mark.parametrize(("module", "file"), [pytest.param(*one, id=one[0]) for one in modules()])
def test_a_module_imports_only_what_its_room_may(module: str, file: Path) -> None:
    if module == "firmware":
        return
    wrong = [name for name in imports(file) if not allowed(module, name)]

    assert wrong == []


def test_every_room_is_drawn_in_the_plan() -> None:
    rooms = {room_of(module) for module, _ in modules() if module != "firmware"}

    assert rooms == set(ROOMS)


def test_the_test_sees_a_forbidden_arrow() -> None:
    assert not allowed("firmware.kiosk.program", "firmware.uplink.uplink")
    assert not allowed("hw.camera.film", "firmware.clock")
    assert not allowed("central.server", "firmware.spool.spool")
    assert not allowed("firmware.kiosk.program", "central.server")
    assert not allowed("firmware.appeals.number", "firmware.wire.topics")


def test_the_booth_gets_central_only_through_the_demo() -> None:
    users = {
        room_of(module)
        for module, file in modules()
        for name in imports(file)
        if room_of(name) == "central" and room_of(module) != "central"
    }

    assert users == {"firmware.demo"}
