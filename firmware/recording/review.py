"""Review: a citizen watches a sealed clip through the visit's key.

His own before he sends it, or an official's answer while it still arrives.
"""

import threading
from math import inf

import av
import av.container
import numpy as np

from firmware.clock import Clock
from firmware.recording.errors import ReviewFailed
from firmware.recording.opened import Sealed, give_up, opened_clip
from firmware.recording.playhead import Playhead
from firmware.recording.sound import Samples, SoundLine
from hw.camera import PreviewFrame
from hw.microphone import SAMPLE_RATE, PcmBlock
from hw.speaker import Speaker

AHEAD_S = 0.3
"""How far decoding runs ahead of the picture: enough for the sound's buffer."""

# Sound that comes so far behind its picture is not waited for: pictures are large.
_APART_S = 4.0


class Review:
    """Plays once from the start; a new object plays again. Pausing stops the clock.

    Where nothing more is there yet, picture and sound stand and go on together
    once there is enough of both.
    """

    def __init__(
        self,
        file: Sealed,
        identity: str,
        *,
        size: tuple[int, int],
        speaker: Speaker,
        clock: Clock,
        ahead_s: float = AHEAD_S,
    ) -> None:
        """`size` is the most width and height that the picture can have on the screen.

        `ahead_s` is how much must be there before it begins, or goes on.
        """
        self._file = file
        self._identity = identity
        self._size = size
        self._speaker = speaker
        self._ahead_s = ahead_s
        self._frames: list[tuple[float, PreviewFrame]] = []
        self._sounds: list[Samples] = []
        self._line = SoundLine(0)
        self._pictures_end = self._sound_end = -inf
        self._lock = threading.Lock()
        self._playhead = Playhead(clock)
        self._begun = self._decoded = False
        self._waiting = True
        self._paused = self._held = False
        self._stop = threading.Event()
        self.failure: ReviewFailed | None = None
        self._thread = threading.Thread(target=self._run, name="review", daemon=True)

    def start(self) -> None:
        """Begin to play."""
        self._thread.start()

    @property
    def position_s(self) -> float:
        """How far it has played."""
        with self._lock:
            return self._position()

    @property
    def finished(self) -> bool:
        """Whether the last picture has been shown, or it failed."""
        with self._lock:
            return self._decoded and len(self._frames) <= 1

    @property
    def paused(self) -> bool:
        """Whether it is held by the citizen."""
        return self._paused

    @property
    def waiting(self) -> bool:
        """Whether it stands because what comes next is not there yet."""
        return self._waiting and not self.finished

    def picture(self) -> PreviewFrame | None:
        """The picture due now, None before it begins; forgets the ones before it."""
        with self._lock:
            self._starve()
            position = self._position()
            while len(self._frames) > 1 and self._frames[1][0] <= position:
                self._frames.pop(0)
            return self._frames[0][1] if self._begun and self._frames else None

    def pause(self) -> None:
        """Hold picture and sound."""
        with self._lock:
            self._paused = True
            self._playhead.stand(self._position())
        self._speaker.pause()

    def resume(self) -> None:
        """Go on."""
        with self._lock:
            self._paused = False
            if self._waiting:
                return
            self._playhead.go()
        self._speaker.resume()

    def hold(self, held: bool) -> None:
        """While the loudspeaker is somebody else's it does not begin and does not go on."""
        self._held = held
        if held and self._waiting:
            # Where a little was left in it, they would wait behind that.
            self._speaker.resume()

    def halt(self) -> None:
        """No sound and no picture from now on; returns at once."""
        with self._lock:
            self._stop.set()
            self._speaker.stop()
            self._frames.clear()
            self._sounds.clear()
        give_up(self._file)

    def close(self) -> None:
        """Halt, and wait for the thread to end."""
        if not self._stop.is_set():
            self.halt()
        if self._thread.is_alive():
            self._thread.join(5.0)

    def _run(self) -> None:
        try:
            with opened_clip(self._file, self._identity) as clip:
                self._decode(clip)
        except ReviewFailed as error:
            self.failure = error
        finally:
            with self._lock:
                self._decoded = True
        while self._waiting and self._frames and not self._stop.is_set():
            self._go_on()
            self._stop.wait(0.01)

    def _decode(self, clip: av.container.InputContainer) -> None:
        pictures, sounds = clip.streams.video[:1], clip.streams.audio[:1]
        if not pictures:
            raise ReviewFailed("the clip has no picture")
        if not sounds:
            self._sound_end = inf
        resampler = av.AudioResampler(format="s16", layout="mono", rate=SAMPLE_RATE)
        for frame in clip.decode(*pictures, *sounds):
            if self._stop.is_set():
                return
            if isinstance(frame, av.AudioFrame):
                self._take_sound(frame, resampler)
            elif isinstance(frame, av.VideoFrame):
                self._take_picture(frame)
            self._wait()

    def _take_sound(self, frame: av.AudioFrame, resampler: av.AudioResampler) -> None:
        moment = float(frame.time or 0.0)
        found = [piece.to_ndarray().reshape(-1) for piece in resampler.resample(frame)]
        samples = np.concatenate([*found, np.zeros(0)]).astype(np.int16)
        with self._lock:
            self._starve()
            if self._stop.is_set():
                return
            for piece in self._line.add(PcmBlock(samples, int(moment * 1_000_000))):
                if self._waiting:
                    self._sounds.append(piece)
                else:
                    self._speaker.play(piece)
            self._sound_end = moment + frame.samples / frame.sample_rate

    def _take_picture(self, frame: av.VideoFrame) -> None:
        moment = float(frame.time or 0.0)
        width, height = fitted(frame.width, frame.height, self._size)
        small = frame.reformat(width=width, height=height, format="yuv420p")
        picture = small.to_ndarray().astype(np.uint8, copy=False)
        with self._lock:
            self._starve()
            if self._stop.is_set():
                return
            self._frames.append(
                (moment, PreviewFrame(picture, width, height, int(moment * 1_000_000)))
            )
            self._pictures_end = moment

    def _wait(self) -> None:
        """Not further ahead than is needed."""
        self._go_on()
        while not self._stop.is_set() and self._ahead() >= self._ahead_s:
            self._stop.wait(0.01)
            self._go_on()

    def _ahead(self) -> float:
        with self._lock:
            return self._there() - self._position()

    def _there(self) -> float:
        """The moment up to which picture and sound are there."""
        if self._decoded:
            return inf
        return min(self._pictures_end, max(self._sound_end, self._pictures_end - _APART_S))

    def _position(self) -> float:
        position = self._playhead.position_s
        return min(position, self._there()) if self._begun else position

    def _starve(self) -> None:
        """Stand where nothing more is there: what comes too late must not be skipped."""
        if not self._waiting and self._playhead.position_s >= self._there():
            self._waiting = True
            self._playhead.stand(self._there())
            self._speaker.pause()

    def _go_on(self) -> None:
        """Begin, or go on, once enough is there."""
        with self._lock:
            if not self._waiting or self._paused or self._held or self._stop.is_set():
                return
            if not self._frames or self._there() - self._position() < self._ahead_s:
                return
            self._waiting, self._begun = False, True
            for piece in self._sounds:
                self._speaker.play(piece)
            self._sounds.clear()
            self._playhead.go()
            self._speaker.resume()


def fitted(width: int, height: int, most: tuple[int, int]) -> tuple[int, int]:
    """The largest size of that aspect within another; even, as I420 wants it."""
    scale = min(most[0] / width, most[1] / height)
    return max(2, int(width * scale) & ~1), max(2, int(height * scale) & ~1)
