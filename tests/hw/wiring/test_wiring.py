"""Harness, pin table, booth.toml, config.txt and udev rules say the same."""

import csv
import re
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest
import yaml

from firmware.settings import (
    LightsSettings,
    PowerSettings,
    PrinterSettings,
    SensorsSettings,
    ServiceSettings,
)

WIRING = Path(__file__).parents[3] / "hw" / "wiring"
SECTIONS = {"lights": LightsSettings, "sensors": SensorsSettings, "power": PowerSettings}

HEADER = {
    2: 3, 3: 5, 4: 7, 17: 11, 27: 13, 22: 15, 10: 19, 9: 21, 11: 23, 0: 27, 5: 29, 6: 31, 13: 33,
    19: 35, 26: 37, 14: 8, 15: 10, 18: 12, 23: 16, 24: 18, 25: 22, 8: 24, 7: 26, 1: 28, 12: 32,
    16: 36, 20: 38, 21: 40,
}  # fmt: skip
"""BCM number to place on the header (Raspberry Pi documentation, GPIO and the 40-pin header)."""


def table() -> list[dict[str, str]]:
    with (WIRING / "pins.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def harness():
    return yaml.safe_load((WIRING / "harness.yml").read_text(encoding="utf-8"))


def pin_settings() -> dict[str, tuple[int, str]]:
    """Every pin of booth.toml: its default and what its comment says."""
    found = {}
    for section, kind in SECTIONS.items():
        for field in msgspec.structs.fields(kind):
            meta = next((m for m in getattr(field.type, "__metadata__", ()) if m.le == 27), None)
            if meta is not None:
                found[f"{section}.{field.name}"] = (field.default, meta.description)
    return found


def test_every_pin_of_the_settings_is_in_the_table_and_no_other():
    assert [row["setting"] for row in table()] == list(pin_settings())


@pytest.mark.parametrize("row", table(), ids=lambda row: row["setting"])
def test_a_pin_is_the_default_or_what_the_comment_in_booth_toml_names(row):
    default, comment = pin_settings()[row["setting"]]
    bcm = int(row["bcm"])

    assert default == bcm or (default == -1 and f"harness: {bcm}" in comment)


def test_no_pin_is_used_twice_and_each_is_at_its_place_on_the_header():
    rows = table()

    assert len({row["bcm"] for row in rows}) == len(rows)
    assert [int(row["header"]) for row in rows] == [HEADER[int(row["bcm"])] for row in rows]


def test_levels_are_those_that_the_settings_have_by_default():
    sensors, power = SensorsSettings(), PowerSettings()
    wanted = {
        "sensors.presence": sensors.presence_active,
        "sensors.door": sensors.door_active,
        "power.good": power.good_active,
    }
    for row in table():
        usual = "high" if row["direction"] == "out" else sensors.buttons_active
        assert row["active"] == wanted.get(row["setting"], usual), row["setting"]
        pull = {"in": {"high": "down", "low": "up"}[row["active"]], "out": ""}
        assert row["pull"] == pull[row["direction"]], row["setting"]


def test_the_drawing_labels_each_pin_as_the_table_does(harness):
    header = harness["connectors"]["J8"]
    drawn = dict(zip(header["pins"], header["pinlabels"], strict=True))

    for row in table():
        assert drawn[int(row["header"])] == f"{row['setting']} ({row['bcm']})"


def test_every_pin_that_is_drawn_is_wired_once_and_no_5_volts_reach_the_board(harness):
    wired: list[int] = []
    for connection in harness["connections"]:
        for end in connection:
            wired += end.get("J8", [])
    signals = [int(row["header"]) for row in table()]

    assert sorted(pin for pin in wired if pin in signals) == sorted(signals)
    assert not {2, 4} & set(wired)


def test_config_txt_sets_each_pin_to_its_resting_state():
    text = (WIRING / "config.txt").read_text(encoding="utf-8")
    found = {}
    for pins, state in re.findall(r"^gpio=([0-9,]+)=(.+)$", text, re.MULTILINE):
        found.update(dict.fromkeys(map(int, pins.split(",")), state))
    wanted = {"out": "op,dl", "up": "ip,pu", "down": "ip,pd"}

    assert found == {int(row["bcm"]): wanted[row["pull"] or "out"] for row in table()}


def test_the_udev_rules_make_the_names_that_the_settings_use():
    rules = (WIRING / "70-dialog-booth.rules").read_text(encoding="utf-8")

    assert f'SYMLINK+="{Path(PrinterSettings().port).name}"' in rules
    assert f"$devnode {ServiceSettings().usb}" in rules


def test_every_udev_rule_is_well_formed():
    part = re.compile(r'[A-Z]+(\{[\w/]+\})?(==|!=|\+=|=)"[^"]*"')
    for line in (WIRING / "70-dialog-booth.rules").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            assert all(part.fullmatch(one) for one in re.split(r",\s+(?=[A-Z])", line)), line


def test_the_parts_list_has_a_reason_for_every_part():
    with (WIRING / "bom.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            assert None not in row.values(), row
            assert int(row["quantity"]) > 0, row
            assert row["part"], row
            assert row["number"], row
            assert row["why"], row


def test_the_drawing_can_be_drawn(tmp_path):
    tool = Path(sys.executable).with_name("wireviz")
    subprocess.run(
        [tool, "-f", "ps", "-o", tmp_path, WIRING / "harness.yml"], check=True, capture_output=True
    )

    assert (tmp_path / "harness.svg").stat().st_size > 10_000
    assert (tmp_path / "harness.png").read_bytes()[:4] == b"\x89PNG"
