"""Panel, touch, disk and clock, from the files in which Linux tells of them."""

import os
from collections import namedtuple
from pathlib import Path

import pytest

from firmware.doctor import machine
from firmware.doctor.finding import Verdict
from firmware.doctor.machine import Machine, disk

Usage = namedtuple("Usage", "total used free")
TOUCH = """I: Bus=0018 Vendor=0416 Product=038f Version=0000
N: Name="Goodix Capacitive TouchScreen"
B: PROP=2
B: EV=b
B: KEY=400 0 0 0 0 0
B: ABS=265800000000003
"""
MOUSE = """I: Bus=0003 Vendor=046d Product=c077 Version=0111
N: Name="USB Optical Mouse"
B: EV=17
B: REL=903
"""


@pytest.fixture
def linux(tmp_path: Path) -> Machine:
    (tmp_path / "drm").mkdir()
    return Machine(tmp_path / "drm", tmp_path / "inputs", tmp_path / "synchronized")


def panel(linux: Machine, modes: str = "1280x800\n", width_cm: int = 22, height_cm: int = 14):
    folder = linux.drm / "card1-HDMI-A-1"
    folder.mkdir()
    (folder / "status").write_text("connected\n")
    (folder / "modes").write_text(modes)
    (folder / "edid").write_bytes(bytes(21) + bytes((width_cm, height_cm)) + bytes(105))


def test_a_panel_as_in_the_settings_is_well(linux, patient):
    panel(linux)

    assert linux.screen(patient()).verdict is Verdict.OK


def test_a_panel_of_other_pixels_is_broken_and_both_are_told(linux, patient):
    panel(linux, modes="1920x1080\n1280x720\n")
    found = linux.screen(patient())

    assert found.verdict is Verdict.BROKEN
    assert "1920x1080" in found.said
    assert "1280x800" in found.said


def test_a_panel_of_other_millimetres_is_a_warning(linux, patient):
    panel(linux, width_cm=34)
    found = linux.screen(patient())

    assert (found.verdict, "340 mm" in found.said) == (Verdict.WARNING, True)


def test_a_panel_that_is_turned_is_compared_turned(linux, patient):
    panel(linux, modes="1920x1080\n", width_cm=53, height_cm=30)
    upright = {"width": 1080, "height": 1920, "width_mm": 299.0, "rotation": 90}

    assert linux.screen(patient(screen=upright)).verdict is Verdict.OK


@pytest.mark.parametrize("edid", [b"", b"short", bytes(128)])
def test_a_panel_that_does_not_tell_its_size_is_taken_at_our_word(linux, patient, edid):
    panel(linux)
    (linux.drm / "card1-HDMI-A-1" / "edid").write_bytes(edid)

    assert linux.screen(patient()).verdict is Verdict.OK


def test_without_a_panel_the_cable_is_named(linux, patient):
    assert "cable" in linux.screen(patient()).todo


def test_a_touch_panel_is_told_by_name_and_a_mouse_is_none(linux, patient):
    linux.inputs.write_text(f"{MOUSE}\n{TOUCH}\n")
    assert linux.touch(patient()).said == "Goodix Capacitive TouchScreen"
    linux.inputs.write_text(MOUSE)
    assert linux.touch(patient()).verdict is Verdict.BROKEN
    linux.inputs.unlink()
    assert linux.touch(patient()).verdict is Verdict.BROKEN


def test_the_clock_is_well_only_when_the_network_has_set_it(linux, patient, clock):
    linux.timesync.touch()
    assert linux.clock(patient()).verdict is Verdict.OK
    linux.timesync.unlink()
    assert linux.clock(patient()).verdict is Verdict.WARNING
    clock.sure = False
    assert linux.clock(patient()).verdict is Verdict.BROKEN


@pytest.mark.parametrize(
    ("free", "verdict"),
    [(0, Verdict.BROKEN), (300 * 2**20, Verdict.WARNING), (2**40, Verdict.OK)],
)
def test_room_on_the_disk_is_told_in_appeals(patient, monkeypatch, free, verdict):
    monkeypatch.setattr(machine.shutil, "disk_usage", lambda _: Usage(2**41, 2**41 - free, free))
    found = disk(patient())

    assert (found.verdict, "appeals" in found.said) == (verdict, True)


def test_a_disk_that_takes_nothing_is_broken_and_leaves_nothing_behind(patient, monkeypatch):
    def worn(_handle: int) -> None:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(os, "fsync", worn)
    found = disk(patient())
    spool = Path(patient().settings.booth.spool)

    assert (found.verdict, "Input/output error" in found.said) == (Verdict.BROKEN, True)
    assert not list(spool.glob("doctor-*"))


def test_a_spool_folder_that_is_a_file_is_broken(patient, tmp_path):
    (tmp_path / "file").touch()
    found = disk(patient(booth={"spool": str(tmp_path / "file" / "spool")}))

    assert found.verdict is Verdict.BROKEN
