"""The booth's devices as the kiosk holds them: opened in threads, watched, reopened.

Nothing here blocks the UI thread. A device that is missing or vanishes is tried
again every few seconds; the screen shows what is missing meanwhile.
"""

import logging
import threading
from collections.abc import Callable
from queue import SimpleQueue
from typing import Generic, Protocol, TypeVar

from PIL import Image

from firmware.clock import Clock
from firmware.kiosk.hints import SILENCE_DB, level_db
from firmware.recording.recorder import Recorder
from hw.camera import Camera, PreviewFrame
from hw.complaint import Complaint
from hw.errors import DeviceError, DeviceGone, DeviceNotFound
from hw.lights import Lights
from hw.microphone import Microphone, PcmBlock
from hw.power import NoPower, Power, PowerStatus
from hw.printer import Printer, PrinterStatus, PrintResult
from hw.sensors import Change, NoSensors, Sensors
from hw.speaker import Speaker

log = logging.getLogger(__name__)

RETRY_S = 3.0
PRINTER_POLL_S = 5.0
POWER_POLL_S = 10.0


class Watched:
    """A device kept open by a thread of its own: opened, watched, opened again."""

    def __init__(self, name: str, beat: Callable[[], None], period_s: float) -> None:
        self._beat = beat
        self._period_s = period_s
        self._complaint = Complaint(log)
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)

    def start(self) -> None:
        """Begin to look after the device."""
        self._thread.start()

    def _run(self) -> None:
        while not self._stop.is_set():
            try:
                self._beat()
                self._complaint.withdraw(f"{self._thread.name}: goes on")
            except Exception as error:  # noqa: BLE001 - the fence: a watch must outlive its device
                self._complaint.say(f"{self._thread.name}: {type(error).__name__}: {error}")
            self._stop.wait(self._period_s)

    def stop(self, deadline_s: float = 5.0) -> None:
        """End; may be called twice."""
        self._stop.set()
        if self._thread.is_alive():
            self._thread.join(deadline_s)


class _Device(Protocol):
    def healthy(self) -> bool: ...

    def close(self) -> None: ...


_Kind = TypeVar("_Kind", bound=_Device)


class Kept(Generic[_Kind]):
    """A device that is opened where it is missing, and anew when it falls silent.

    `open_it` opens and starts it; `silence` is what the log says when nothing comes.
    `failures` counts how often in a row it was there and could not be used.
    """

    def __init__(self, silence: str, open_it: Callable[[], _Kind], clock: Clock) -> None:
        self._silence = silence
        self._complaint = Complaint(log)
        self.failures = 0
        self._open_it = open_it
        self._clock = clock
        self._opened_at = 0.0
        self.device: _Kind | None = None

    @property
    def present(self) -> bool:
        """Whether something comes from it."""
        device = self.device
        return device is not None and device.healthy()

    def look(self) -> None:
        """Look after it; for the watch's thread. A device just opened is given time to begin."""
        now = self._clock.monotonic()
        if self.device is not None:
            if self.device.healthy():
                self.failures = 0
                self._complaint.withdraw(f"{self._silence}: it is over")
                return
            if now - self._opened_at < RETRY_S:
                return
            self.failures += 1
            self._complaint.say(f"{self._silence}, opening it again")
            self.device.close()
            self.device = None
        try:
            self.device = self._open_it()
        except DeviceError as error:
            if error.recoverable and not isinstance(error, DeviceNotFound):
                self.failures += 1
            self._complaint.say(str(error))
            return
        self._opened_at = self._clock.monotonic()

    def close(self) -> None:
        """Free it; may be called twice."""
        if self.device is not None:
            self.device.close()


class Studio:
    """Camera and microphone: the latest picture, the loudness, and one recording at a time."""

    def __init__(
        self,
        open_camera: Callable[[], Camera],
        open_microphone: Callable[[], Microphone],
        clock: Clock,
    ) -> None:
        self._open_camera = open_camera
        self._open_microphone = open_microphone
        self._camera = Kept("camera: no picture", self._start_camera, clock)
        self._microphone = Kept("microphone: no sound", self._start_microphone, clock)
        self._preview: PreviewFrame | None = None
        self._heard: PcmBlock | None = None
        self._recorder: Recorder | None = None
        self._recorded_by: Camera | None = None
        self._watch = [
            Watched("camera-watch", self._watch_camera, RETRY_S),
            Watched("microphone-watch", self._watch_microphone, RETRY_S),
        ]

    def start(self) -> None:
        """Open both in the background."""
        for watch in self._watch:
            watch.start()

    @property
    def preview(self) -> PreviewFrame | None:
        """The latest picture, or None when the camera is not there."""
        return self._preview if self.has_camera else None

    @property
    def level_db(self) -> float | None:
        """How loud it is now in dBFS, or None when the microphone is not there."""
        heard = self._heard
        if not self.has_microphone:
            return None
        # Reckoned when it is asked for: most of the day nobody looks at it.
        return SILENCE_DB if heard is None else level_db(heard)

    @property
    def has_camera(self) -> bool:
        """Whether pictures come."""
        return self._camera.present

    @property
    def camera_failures(self) -> int:
        """How often in a row the camera was there and gave no picture."""
        return self._camera.failures

    @property
    def has_microphone(self) -> bool:
        """Whether sound comes."""
        return self._microphone.present

    @property
    def interrupted(self) -> bool:
        """Whether the camera of a recording was lost, even if another is there by now."""
        return self._recorder is not None and self._camera.device is not self._recorded_by

    def record(self, recorder: Recorder) -> None:
        """Send everything to the recorder from now on. Raises DeviceGone."""
        camera = self._camera.device
        if camera is None:
            raise DeviceGone("camera", "is not there")
        self._recorded_by = camera
        self._recorder = recorder
        camera.record(recorder.packet)

    def stop(self) -> int:
        """End the recording: frames that the sensor had for it. Raises DeviceError."""
        camera = self._camera.device
        try:
            return camera.stop_recording() if camera is not None else 0
        finally:
            self._recorder = None

    def close(self) -> None:
        """Free both devices."""
        for watch in self._watch:
            watch.stop()
        self._camera.close()
        self._microphone.close()

    def _on_preview(self, frame: PreviewFrame) -> None:
        self._preview = frame

    def _on_pcm(self, block: PcmBlock) -> None:
        self._heard = block
        recorder = self._recorder
        if recorder is not None:
            recorder.pcm(block)

    def _start_camera(self) -> Camera:
        camera = self._open_camera()
        camera.start(self._on_preview)
        return camera

    def _start_microphone(self) -> Microphone:
        microphone = self._open_microphone()
        self._heard = None
        microphone.start(self._on_pcm)
        return microphone

    def _watch_camera(self) -> None:
        self._camera.look()

    def _watch_microphone(self) -> None:
        self._microphone.look()


class PrintDesk:
    """The printer: its status between jobs, one job at a time."""

    def __init__(self, printer: Printer) -> None:
        self._printer = printer
        self._lock = threading.Lock()
        self.status: PrinterStatus | None = None
        self._watch = Watched("printer-watch", self._poll, PRINTER_POLL_S)

    def start(self) -> None:
        """Begin to ask for the status."""
        self._watch.start()

    @property
    def width_dots(self) -> int:
        """The paper's width."""
        return self._printer.width_dots

    def _poll(self) -> None:
        with self._lock:
            self.status = self._printer.status()

    def print(self, image: Image.Image) -> PrintResult:
        """Print and wait until the slip is out; for a worker thread."""
        with self._lock:
            result = self._printer.print(image)
            self.status = result.status
        return result

    def close(self) -> None:
        """Free the port."""
        self._watch.stop()
        self._printer.close()


class PowerDesk:
    """The power: whether the mains are there, and now and then how the board is."""

    def __init__(self, power: Power) -> None:
        self.power = power
        self._worries: tuple[str, ...] = ()
        self.status: PowerStatus | None = None
        self._watch = Watched("power-watch", self._poll, POWER_POLL_S)

    def start(self) -> None:
        """Begin to look at the board."""
        self._watch.start()

    @property
    def mains(self) -> bool | None:
        """Whether the mains are there; None: unknown."""
        return self.power.mains

    def _poll(self) -> None:
        self.status = self.power.status()
        if self.status.worries != self._worries:
            self._worries = self.status.worries
            log.warning("power: %s", ", ".join(self._worries) or "all is well again")

    def close(self) -> None:
        """Free the pin."""
        self._watch.stop()
        self.power.close()


class Devices:
    """Everything with a plug that the kiosk uses; `changes` is what the sensors report."""

    def __init__(
        self,
        studio: Studio,
        printer: PrintDesk,
        lights: Lights,
        speaker: Speaker,
        sensors: Sensors | None = None,
        power: Power | None = None,
    ) -> None:
        self.studio = studio
        self.printer = printer
        self.lights = lights
        self.speaker = speaker
        self.sensors = sensors or NoSensors()
        self.power = PowerDesk(power or NoPower())
        self.changes: SimpleQueue[Change] = SimpleQueue()

    def start(self) -> None:
        """Open what opens in the background."""
        self.studio.start()
        self.printer.start()
        self.power.start()
        self.sensors.start(self.changes.put)

    def close(self) -> None:
        """Free everything."""
        self.studio.close()
        self.printer.close()
        self.sensors.close()
        self.power.close()
        self.lights.close()
        self.speaker.stop()
