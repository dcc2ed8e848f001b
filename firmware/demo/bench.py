"""The demo's bench: the doubles that the booth of the demo really works with."""

import os

from firmware.clock import Clock
from firmware.kiosk.devices import Devices, Studio
from firmware.kiosk.takes import REVIEW_SIZE
from firmware.settings import CameraSettings, Settings
from hw.bench.bench import Bench, Lamps
from hw.bench.camera import SimulatedCamera
from hw.bench.control import Control, default_socket
from hw.bench.errors import SocketTaken
from hw.bench.microphone import SimulatedMicrophone
from hw.bench.paper import PaperRoll
from hw.bench.power import BenchPower
from hw.bench.switches import Switches
from hw.sensors import Contact


def set_up_bench(
    settings: Settings, devices: Devices, roll: PaperRoll, lamps: Lamps, clock: Clock
) -> Bench:
    """A bench for these devices, before they start.

    Where both camera and microphone are simulated, the booth gets the bench's
    own, so that what is broken stays so however often the booth opens them. A
    film or a webcam cannot be broken here.
    """
    switches = devices.sensors if isinstance(devices.sensors, Switches) else None
    if switches is not None:
        switches.press(Contact.DOOR)
    power = devices.power.power if isinstance(devices.power.power, BenchPower) else None
    if (settings.camera.driver, settings.microphone.driver) != ("simulated", "simulated"):
        return Bench(roll, lamps=lamps, switches=switches, power=power)
    camera, microphone = _camera(settings.camera), SimulatedMicrophone()
    devices.studio = Studio(lambda: camera, lambda: microphone, clock)
    return Bench(roll, camera, microphone, lamps, switches, power)


def _camera(settings: CameraSettings) -> SimulatedCamera:
    return SimulatedCamera(
        settings.width, settings.height, settings.fps, settings.bitrate, REVIEW_SIZE
    )


def open_control(bench: Bench) -> Control:
    """The control of a bench on the usual socket, or beside it if another demo has that."""
    usual = default_socket()
    try:
        return Control(bench, usual)
    except SocketTaken:
        return Control(bench, usual.with_stem(f"{usual.stem}-{os.getpid()}"))
