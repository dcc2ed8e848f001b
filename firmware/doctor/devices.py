"""The devices: opened as the kiosk opens them, tried for a moment, and closed."""

import queue
import shutil
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict
from typing import TypeVar

import pygame

from firmware.doctor.finding import Finding, Patient, broken, fine, warning
from firmware.kiosk.hints import SILENCE_DB, is_dark, level_db
from firmware.kiosk.opening import (
    open_booth_camera,
    open_booth_microphone,
    open_booth_power,
    open_booth_printer,
    open_booth_sensors,
)
from firmware.kiosk.synthesis import PROGRAM
from firmware.kiosk.takes import REVIEW_SIZE
from hw.camera import PreviewFrame
from hw.drivers import open_lights
from hw.errors import DeviceError
from hw.microphone import PcmBlock
from hw.printer import Link, Paper, PrinterStatus
from hw.sensors import BUTTONS, Contact, Sensors
from hw.speaker import MixerSpeaker

Piece = TypeVar("Piece")

FIRST_WITHIN_S = 6.0
LOOK_S = 2.0
SETTLE_WITHIN_S = 1.0
# A sensor may take its time with the first frames; fewer than this share are too few.
ENOUGH = 0.8
QUIET_DB = -70.0
KIOSK_HAS_IT = "the kiosk uses it now; its service menu shows the status"


def _not_while_in_use(check: Callable[[Patient], Finding]) -> Callable[[Patient], Finding]:
    """Two programs cannot share a camera, and would steal each other's answers on a line."""

    def careful(patient: Patient) -> Finding:
        if patient.in_use:
            return warning(KIOSK_HAS_IT, "stop the kiosk to have it checked from here")
        return check(patient)

    return careful


@_not_while_in_use
def camera(patient: Patient) -> Finding:
    """Whether pictures come, as many as they should, and whether they show anything."""
    settings = patient.settings.camera
    frames: queue.SimpleQueue[PreviewFrame] = queue.SimpleQueue()
    try:
        device = open_booth_camera(patient.settings, REVIEW_SIZE)
        device.start(frames.put)
    except DeviceError as error:
        return broken(str(error), "check cable, power and camera.driver in booth.toml")
    try:
        got = _collect(frames)
    finally:
        device.close()
    if not got:
        return broken(f"{settings.driver}: no picture", "check the camera's cable, then restart")
    rate = len(got) / LOOK_S
    said = f"{settings.driver}: {rate:.0f} pictures a second"
    if rate < ENOUGH * settings.fps:
        return warning(said, f"{settings.fps} are wanted: check power and temperature")
    if is_dark(got[-1]):
        return warning(f"{said}, too dark", "take the cover off the lens, check the fill light")
    return fine(said)


@_not_while_in_use
def microphone(patient: Patient) -> Finding:
    """Whether sound comes and is not digital silence."""
    settings = patient.settings.microphone
    blocks: queue.SimpleQueue[PcmBlock] = queue.SimpleQueue()
    try:
        device = open_booth_microphone(patient.settings)
        device.start(blocks.put)
    except DeviceError as error:
        return broken(str(error), "check its plug; `arecord -L` lists the names of cards")
    try:
        got = _collect(blocks)
    finally:
        device.close()
    if not got:
        return broken(f"{settings.driver}: no sound", "check its plug and microphone.pcm")
    loudest = max(level_db(block) for block in got)
    said = f"{settings.driver}: {loudest:.0f} dBFS at the loudest"
    if loudest <= SILENCE_DB:
        return warning(f"{said}, which is no sound at all", "check the plug and `alsamixer`")
    if loudest < QUIET_DB:
        return warning(f"{said}, hardly anything", "speak while it is checked; raise the capture")
    return fine(said)


def _collect(pieces: "queue.SimpleQueue[Piece]") -> list[Piece]:
    """What comes within two seconds of the first piece; nothing if that does not come."""
    try:
        got = [pieces.get(timeout=FIRST_WITHIN_S)]
    except queue.Empty:
        return []
    end = time.monotonic() + LOOK_S
    while (left := end - time.monotonic()) > 0:
        try:
            got.append(pieces.get(timeout=left))
        except queue.Empty:
            break
    return got


@_not_while_in_use
def printer(patient: Patient) -> Finding:
    """What the printer says about itself."""
    if patient.settings.printer.driver == "none":
        return warning("none: no slips", "wire a printer and set printer.driver")
    device = open_booth_printer(patient.settings)
    try:
        return _printer(device.status(), patient)
    finally:
        device.close()


def _printer(status: PrinterStatus, patient: Patient) -> Finding:
    port = patient.settings.printer.port
    if status.link is Link.UNPLUGGED:
        return broken(f"{port} is not there", "plug the printer in; check printer.port")
    if status.link is Link.SILENT:
        return broken("it does not reply", "check its power, printer.baud and printer.flow")
    for wrong, said, todo in (
        (status.paper is Paper.END, "no paper", "put a new roll in"),
        (bool(status.cover_open), "its cover is open", "close it"),
        (bool(status.cutter_fault), "the cutter is stuck", "take the paper out, switch it off, on"),
        (status.link is Link.OFFLINE, "it has stopped", "look at its lamps; switch it off and on"),
    ):
        if wrong:
            return broken(said, todo)
    if status.paper is Paper.NEAR_END:
        return warning("paper is nearly out", "have a new roll ready")
    if status.paper is Paper.UNKNOWN:
        return warning("it does not say whether it has paper", "print a test slip")
    return fine("replies, has paper")


@_not_while_in_use
def lamps(patient: Patient) -> Finding:
    """Whether the pins of the lamps can be had."""
    settings = patient.settings.lights
    if settings.driver == "none":
        return warning("none", "wire lamps and set lights.driver")
    pins = {name: getattr(settings, name) for name in ("occupied", "recording", "ready", "fill")}
    try:
        lights = open_lights(settings.driver, pins=pins)
        there = lights.there
        lights.close()
    except DeviceError as error:
        return broken(str(error), "check lights.* in booth.toml and the group gpio")
    if not there:
        return broken("no GPIO here", "check lights.* in booth.toml and the group gpio")
    wired = ", ".join(f"{name} {pin}" for name, pin in pins.items())
    return fine(f"{settings.driver}: {wired}")


@_not_while_in_use
def sensors(patient: Patient) -> Finding:
    """Whether the pins of sensors and buttons can be had, and what each says now."""
    try:
        device = open_booth_sensors(patient.settings)
    except DeviceError as error:
        return broken(str(error), "check sensors.* in booth.toml and the group gpio")
    try:
        device.start(lambda _: None)
        said = {contact.value: active for contact, active in _settled(device).items()}
    finally:
        device.close()
    if not said:
        return fine("none are wired")
    lost = [name for name, active in said.items() if active is None]
    if lost:
        return broken(f"no pin for {', '.join(lost)}", "check sensors.* and the group gpio")
    held = [button.value for button in BUTTONS if said.get(button.value)]
    if held:
        return warning(f"held down: {', '.join(held)}", "let go, or look for a stuck button")
    words = {True: "active", False: "at rest"}
    return fine(", ".join(f"{name} {words[bool(active)]}" for name, active in said.items()))


def _settled(device: Sensors) -> Mapping[Contact, bool | None]:
    """What the contacts say once they have had time to."""
    pause, end = threading.Event(), time.monotonic() + SETTLE_WITHIN_S
    while None in device.state().values() and time.monotonic() < end:
        pause.wait(SETTLE_WITHIN_S / 20)
    return device.state()


@_not_while_in_use
def power(patient: Patient) -> Finding:
    """Voltage, temperature, mains and the card, as far as this machine says."""
    device = open_booth_power(patient.settings)
    try:
        status = device.status()
    finally:
        device.close()
    known = [name for name, value in asdict(status).items() if value is not None]
    if not known:
        return fine("this machine says nothing about its power")
    if status.worries:
        return broken(", ".join(status.worries), "see docs/engineer.md: power supply, fan, card")
    if status.under_voltage_seen or status.throttled_seen:
        return warning("voltage or heat was bad since the start", "power supply, fan")
    if status.temperature_c is None:
        return fine("well")
    return fine(f"well, {status.temperature_c:.0f} °C")


@_not_while_in_use
def sound(patient: Patient) -> Finding:
    """Whether there is a sound output."""
    output = patient.settings.sound.output
    try:
        MixerSpeaker(output)
    except pygame.error as error:
        return broken(f"{output or 'the usual output'}: {error}", "`booth sounds` lists outputs")
    pygame.mixer.quit()
    return fine(output or "the system's own output")


def voice(patient: Patient) -> Finding:
    """Whether prompts can be spoken."""
    if patient.settings.voice.driver == "none":
        return warning("none: blind citizens hear nothing", "set voice.driver to espeak")
    if shutil.which(PROGRAM) is None:
        return broken(f"{PROGRAM} is not installed", f"apt install {PROGRAM}")
    return fine(PROGRAM)
