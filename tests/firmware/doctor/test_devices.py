"""Devices as a doctor finds them: well, ill, and not there."""

from unittest.mock import Mock, patch

import pytest

from firmware.doctor import devices
from firmware.doctor.finding import Verdict
from firmware.settings import Settings
from hw.bench.camera import SimulatedCamera
from hw.bench.switches import Switches
from hw.power import Power, PowerStatus
from hw.sensors import Contact


def covered(_settings: Settings, _preview: tuple[int, int]) -> SimulatedCamera:
    camera = SimulatedCamera()
    camera.cover()
    return camera


def unplugged(_settings: Settings, _preview: tuple[int, int]) -> SimulatedCamera:
    camera = SimulatedCamera()
    camera.start = lambda _: None  # type: ignore[method-assign]
    return camera


def test_a_camera_that_works_is_told_with_its_rate(patient):
    found = devices.camera(patient())

    assert found.verdict is Verdict.OK
    assert "pictures a second" in found.said


def test_a_covered_lens_is_a_warning(patient):
    with patch.object(devices, "open_booth_camera", covered):
        found = devices.camera(patient())

    assert (found.verdict, "too dark" in found.said) == (Verdict.WARNING, True)


def test_a_camera_that_is_open_but_shows_nothing_is_broken(patient):
    with (
        patch.object(devices, "open_booth_camera", unplugged),
        patch.object(devices, "FIRST_WITHIN_S", 0.05),
    ):
        found = devices.camera(patient())

    assert (found.verdict, found.said) == (Verdict.BROKEN, "simulated: no picture")


def test_a_camera_that_is_not_there_is_named(patient):
    found = devices.camera(patient(camera={"driver": "webcam", "device": "/dev/video97"}))

    assert found.verdict is Verdict.BROKEN
    assert "/dev/video97" in found.said
    assert found.todo


def test_a_microphone_is_told_with_its_loudness(patient):
    found = devices.microphone(patient())

    assert (found.verdict, "dBFS" in found.said) == (Verdict.OK, True)


def test_digital_silence_is_a_warning(patient):
    found = devices.microphone(patient(microphone={"driver": "silent"}))

    assert (found.verdict, "no sound at all" in found.said) == (Verdict.WARNING, True)


def test_a_sound_card_that_is_not_there_is_broken(patient):
    found = devices.microphone(patient(microphone={"driver": "alsa", "pcm": "plughw:CARD=None"}))

    assert found.verdict is Verdict.BROKEN


def test_a_printer_with_paper_is_well(patient):
    assert devices.printer(patient()).verdict is Verdict.OK


@pytest.mark.parametrize(
    ("fault", "verdict", "word"),
    [
        ("paper_out", Verdict.BROKEN, "no paper"),
        ("open_cover", Verdict.BROKEN, "cover"),
        ("block_cutter", Verdict.BROKEN, "cutter"),
        ("paper_near_end", Verdict.WARNING, "nearly out"),
        ("go_silent", Verdict.BROKEN, "reply"),
        ("unplug", Verdict.BROKEN, "not there"),
    ],
)
def test_each_fault_of_the_printer_is_named_with_what_to_do(patient, roll, fault, verdict, word):
    getattr(roll, fault)()
    found = devices.printer(patient())

    assert (found.verdict, word in found.said) == (verdict, True)
    assert found.todo


@pytest.mark.parametrize("section", ["printer", "lights"])
def test_a_device_that_is_left_out_is_a_warning(patient, section):
    check = {"printer": devices.printer, "lights": devices.lamps}[section]

    assert check(patient(**{section: {"driver": "none"}})).verdict is Verdict.WARNING


def test_lamps_are_told_with_their_pins(patient):
    found = devices.lamps(patient())

    assert (found.verdict, "occupied 17" in found.said) == (Verdict.OK, True)


def test_lamps_without_gpio_are_broken(patient):
    assert devices.lamps(patient(lights={"driver": "gpio"})).verdict is Verdict.BROKEN


def test_two_lamps_on_one_pin_are_broken(patient):
    found = devices.lamps(patient(lights={"ready": 17}))

    assert found.verdict is Verdict.BROKEN


def test_a_sound_output_that_is_not_there_is_broken(patient):
    assert devices.sound(patient()).verdict is Verdict.OK
    assert devices.sound(patient(sound={"output": "no such"})).verdict is Verdict.BROKEN


def test_without_the_program_that_speaks_the_voice_is_broken(patient, monkeypatch):
    assert devices.voice(patient()).verdict is Verdict.OK
    monkeypatch.setenv("PATH", "/nowhere")
    assert devices.voice(patient()).verdict is Verdict.BROKEN
    assert devices.voice(patient(voice={"driver": "none"})).verdict is Verdict.WARNING


@pytest.mark.parametrize("check", [devices.camera, devices.microphone, devices.printer])
def test_what_the_kiosk_uses_is_left_alone(patient, check):
    found = check(patient(in_use=True))

    assert (found.verdict, found.said) == (Verdict.WARNING, devices.KIOSK_HAS_IT)


def test_sensors_are_told_with_what_they_say(patient):
    assert devices.sensors(patient(sensors={"driver": "none"})).said == "none are wired"
    found = devices.sensors(patient(sensors={"driver": "gpio-mock", "door": 6, "help": 13}))

    assert (found.verdict, "help at rest" in found.said) == (Verdict.OK, True)


def test_sensors_without_gpio_are_broken(patient):
    found = devices.sensors(patient(sensors={"driver": "gpio", "door": 6}))

    assert found.verdict is Verdict.BROKEN


def test_a_button_that_is_held_is_a_warning(patient):
    held = Switches({"help": 13})
    held.press(Contact.HELP)
    with patch.object(devices, "open_booth_sensors", lambda _: held):
        found = devices.sensors(patient())

    assert (found.verdict, found.said) == (Verdict.WARNING, "held down: help")


@pytest.mark.parametrize(
    ("status", "verdict"),
    [
        (PowerStatus(), Verdict.OK),
        (PowerStatus(temperature_c=51.2, under_voltage=False), Verdict.OK),
        (PowerStatus(under_voltage_seen=True), Verdict.WARNING),
        (PowerStatus(under_voltage=True), Verdict.BROKEN),
        (PowerStatus(mains=False), Verdict.BROKEN),
    ],
)
def test_power_is_as_the_board_says(patient, status, verdict):
    board = Mock(spec=Power, **{"status.return_value": status})
    with patch.object(devices, "open_booth_power", lambda _: board):
        assert devices.power(patient()).verdict is verdict


def test_the_loudspeaker_of_a_kiosk_that_runs_is_left_alone(patient):
    found = devices.sound(patient(in_use=True, sound={"output": "no such"}))

    assert found.verdict is Verdict.WARNING
