"""The takes of a visit: countdown, recording, review, and what happens to the files.

Everything that touches a device or the disk is a job of the studio's worker; its
end comes back to `on_done`. Files here have no number and die with the visit.
"""

import logging
from collections.abc import Callable, Sequence
from pathlib import Path

from firmware.appeals.appeal import new_id
from firmware.clock import Clock
from firmware.kiosk.devices import Devices
from firmware.kiosk.jobs import Done, Worker
from firmware.kiosk.presenter import COUNTDOWN_S
from firmware.kiosk.session import Session
from firmware.kiosk.views import Failure
from firmware.recording.recorder import Recorder
from firmware.recording.review import Review
from firmware.settings import Settings
from firmware.spool.registration import Recording
from hw.errors import DeviceError

log = logging.getLogger(__name__)

REVIEW_SIZE = (640, 360)

_PATIENCE_S = 5.0
_WORTH_KEEPING_S = 3.0

Tell = Callable[[str], bool]


class Takes:
    """Records, stops, plays and destroys; tells the visit what came of it."""

    def __init__(
        self,
        settings: Settings,
        folder: Path,
        devices: Devices,
        worker: Worker,
        clock: Clock,
        tell: Tell,
    ) -> None:
        self._settings = settings
        self._folder = folder
        self._recipients: Sequence[str] = settings.central.recipients
        self._devices = devices
        self._worker = worker
        self._clock = clock
        self._tell = tell

    def count_down(self, session: Session) -> None:
        """A new take: destroy the last one, make the new file while the countdown runs."""
        self.drop(session)
        session.takes += 1
        session.extensions = 0
        session.deadline = self._clock.monotonic() + COUNTDOWN_S
        file = self._folder / f"{new_id()}.clip.age"
        self._worker.submit(
            session.visit,
            "recorder",
            lambda: Recorder(
                file, self._recipients, session.key, self._settings.camera.fps, self._clock
            ),
        )

    def start(self, session: Session) -> None:
        """The countdown is over."""
        recorder = session.recorder
        assert recorder is not None
        session.deadline = self._clock.monotonic() + self._settings.visit.clip_s
        session.recorded_at = self._clock.now()
        session.trusted = self._clock.trusted()
        self._worker.submit(
            session.visit, "recording", lambda: self._devices.studio.record(recorder)
        )

    def extend(self, session: Session) -> None:
        """Only the deadline moves."""
        session.extensions += 1
        session.deadline += self._settings.visit.extend_s

    def stop(self, session: Session) -> None:
        """The recording is over: finish the file."""
        recorder, studio = session.recorder, self._devices.studio
        recorded_at, trusted = session.recorded_at, session.trusted
        assert recorder is not None
        assert recorded_at is not None

        def finish() -> Recording:
            sensor_frames = studio.stop()
            facts = recorder.finish()
            if sensor_frames != facts.video_frames:
                log.warning("camera dropped %d frames", sensor_frames - facts.video_frames)
            return Recording(recorder.file, facts, recorded_at, trusted)

        self._worker.submit(session.visit, "clip", finish)

    def tick(self, state: str, session: Session) -> None:
        """Move on when a time is over or something broke."""
        if state == "countdown":
            self._tick_countdown(session)
        elif state == "recording":
            self._tick_recording(session)

    def _tick_countdown(self, session: Session) -> None:
        late = self._clock.monotonic() - session.deadline
        if late >= 0 and session.recorder is not None:
            self._tell("counted")
        elif late > _PATIENCE_S:
            self._fail(session, Failure.STORAGE)

    def _tick_recording(self, session: Session) -> None:
        recorder = session.recorder
        if recorder is None or recorder.failure is not None:
            self._fail(session, Failure.STORAGE)
        elif not self._devices.studio.has_camera:
            # What was said so far is the citizen's: review shows it, unless it is nothing.
            if recorder.seconds >= _WORTH_KEEPING_S:
                self._tell("stopped")
            else:
                self._fail(session, Failure.CAMERA)
        elif self._clock.monotonic() >= session.deadline:
            self._tell("stopped")

    def _fail(self, session: Session, reason: Failure) -> None:
        session.failure = reason
        self._tell("recording_failed")

    def on_done(self, session: Session, done: Done) -> None:
        """A job of this visit has ended."""
        if done.error is not None:
            reason = Failure.CAMERA if isinstance(done.error, DeviceError) else Failure.STORAGE
            self._fail(session, reason)
        elif done.name == "recorder":
            if session.recorder is not None:
                self._worker.submit(0, "discard", session.recorder.discard)
            session.recorder = done.value
        elif done.name == "clip":
            if session.recorder is not None and session.recorder.file == done.value.file:
                session.recording = done.value
            else:
                self.on_late(done)

    def on_late(self, done: Done) -> None:
        """A job whose take or visit is over: its file must go."""
        if isinstance(done.value, Recorder):
            self._worker.submit(0, "discard", done.value.discard)
        elif isinstance(done.value, Recording):
            file = done.value.file
            self._worker.submit(0, "discard", lambda: file.unlink(missing_ok=True))

    def play(self, session: Session) -> None:
        """Play the clip, or go on playing it."""
        review = session.review
        if review is not None and not review.finished:
            review.resume()
            return
        if session.recording is None:
            return
        self._close_review(session)
        session.review = Review(
            session.recording.file,
            session.key.identity,
            size=REVIEW_SIZE,
            speaker=self._devices.speaker,
            clock=self._clock,
        )
        session.review.start()

    def pause(self, session: Session) -> None:
        """Hold the clip."""
        if session.review is not None:
            session.review.pause()

    def drop(self, session: Session) -> None:
        """Destroy what was recorded and not registered; stop what runs."""
        self._close_review(session)
        recorder, recording = session.recorder, session.recording
        session.recorder = session.recording = None
        if recorder is None:
            return
        studio = self._devices.studio

        def destroy() -> None:
            studio.stop()
            recorder.discard()
            if recording is not None:
                recording.file.unlink(missing_ok=True)

        self._worker.submit(0, "discard", destroy)

    def keep(self, session: Session) -> None:
        """The appeal is registered: the file is the spool's now."""
        self._close_review(session)
        session.recorder = session.recording = None

    def _close_review(self, session: Session) -> None:
        review, session.review = session.review, None
        if review is not None:
            self._worker.submit(0, "close", review.close)
