"""The takes of a visit: countdown, recording, review, and what happens to the files.

Everything that touches a device or the disk is a job of the studio's worker; its
end comes back to `on_done`. Files here have no number and die with the visit.
"""

import logging
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from math import ceil
from pathlib import Path

from firmware.appeals.appeal import new_id
from firmware.clock import Clock
from firmware.kiosk.devices import Devices
from firmware.kiosk.jobs import Done, Worker
from firmware.kiosk.presenter import COUNTDOWN_S, EXTEND_AT_S
from firmware.kiosk.session import Session
from firmware.kiosk.views import Failure
from firmware.recording.errors import MuxFailed, NoRoom
from firmware.recording.recorder import Recorder
from firmware.recording.review import Review
from firmware.settings import Settings
from firmware.sizes import longest_clip_bytes
from firmware.spool.registration import Recording
from hw.errors import DeviceError

log = logging.getLogger(__name__)

REVIEW_SIZE = (640, 360)

_PATIENCE_S = 5.0
_WORTH_KEEPING_S = 3.0
# A wall clock that goes wrong by more than this while somebody speaks was set anew:
# which of its times was right nobody knows. Small steps of NTP are none.
_CLOCK_STEP_S = 60.0

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
        self._room = longest_clip_bytes(settings)
        self._recipients: Sequence[str] = settings.central.recipients
        self._devices = devices
        self._worker = worker
        self._clock = clock
        self._tell = tell

    def count_down(self, session: Session) -> None:
        """A new take: destroy the last one, make the new file while the countdown runs."""
        self.drop(session)
        session.take = new_id()
        session.takes += 1
        session.extensions = 0
        session.cut_short = False
        session.deadline = self._clock.monotonic() + COUNTDOWN_S
        file, key = self._folder / f"{session.take}.clip.age", session.key
        self._submit(
            session,
            "recorder",
            lambda: Recorder(
                file, self._recipients, key, self._settings.camera.fps, self._clock, self._room
            ),
        )

    def start(self, session: Session) -> None:
        """The countdown is over."""
        recorder = session.recorder
        assert recorder is not None
        session.deadline = self._clock.monotonic() + self._settings.visit.clip_s
        session.recording_since = self._clock.monotonic()
        session.recorded_at = self._clock.now()
        session.trusted = self._clock.trusted()
        self._submit(session, "recording", lambda: self._devices.studio.record(recorder))

    def _submit(self, session: Session, name: str, work: Callable[[], object]) -> None:
        """A job of this take: its end counts only while the take lasts."""
        self._worker.submit(session.visit, name, work, session.take)

    def extend(self, session: Session) -> None:
        """Only the deadline moves; nothing happens before the screen offers it."""
        left = session.deadline - self._clock.monotonic()
        if ceil(left) > EXTEND_AT_S or not session.can_extend:
            return
        session.extensions += 1
        session.deadline += self._settings.visit.extend_s

    def stop(self, session: Session) -> None:
        """The recording is over: finish the file."""
        recorder, studio = session.recorder, self._devices.studio
        recorded_at = session.recorded_at
        assert recorder is not None
        assert recorded_at is not None
        trusted = session.trusted and self._clock_kept(recorded_at, session.recording_since)

        def finish() -> Recording:
            sensor_frames = studio.stop()
            facts = recorder.finish()
            if sensor_frames > facts.video_frames:
                log.warning("camera dropped %d frames", sensor_frames - facts.video_frames)
            return Recording(recorder.file, facts, recorded_at, trusted)

        self._submit(session, "clip", finish)

    def _clock_kept(self, recorded_at: datetime, since: float) -> bool:
        """Whether the wall clock went on as the monotonic one did while somebody spoke."""
        spoken_s = self._clock.monotonic() - since
        step_s = (self._clock.now() - recorded_at).total_seconds() - spoken_s
        if abs(step_s) > _CLOCK_STEP_S:
            log.warning("the clock jumped by %.0f s in a recording: its date is unsure", step_s)
            return False
        return True

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
        if recorder is None:
            self._fail(session, Failure.STORAGE)
        elif recorder.failure is not None:
            log.error("the recording was ended: %s", recorder.failure)
            self._fail(session, _reason(recorder.failure))
        elif not self._devices.studio.has_camera or self._devices.studio.interrupted:
            # What was said so far is the citizen's: review shows it, unless it is nothing.
            if recorder.seconds >= _WORTH_KEEPING_S:
                session.cut_short = True
                self._tell("stopped")
            else:
                self._fail(session, Failure.CAMERA)
        elif self._clock.monotonic() >= session.deadline:
            self._tell("stopped")

    def _fail(self, session: Session, reason: Failure) -> None:
        session.failure = reason
        # Who pressed "send" before the clip was finished waits in `registering`,
        # which knows only that nothing could be stored.
        if not self._tell("recording_failed"):
            self._tell("storage_failed")

    def on_done(self, session: Session, done: Done) -> None:
        """A job of the take that goes on has ended."""
        if done.error is not None:
            self._fail(session, _reason(done.error))
        elif done.name == "recorder":
            session.recorder = done.value
        elif done.name == "clip":
            session.recording = done.value

    def on_late(self, done: Done) -> None:
        """A job whose take or visit is over: its file must go."""
        work = destruction(done)
        if work is not None:
            self._worker.submit(0, "discard", work)

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
        """Hold the clip; at its end there is nothing to hold."""
        if session.review is not None and not session.review.finished:
            session.review.pause()

    def drop(self, session: Session) -> None:
        """Destroy what was recorded and not registered; stop what runs."""
        recorder = session.recorder
        self.keep(session)
        if recorder is None:
            return
        studio = self._devices.studio

        def destroy() -> None:
            try:
                studio.stop()
            finally:
                recorder.discard()

        self._worker.submit(0, "discard", destroy)

    def keep(self, session: Session) -> None:
        """The appeal is registered: the file is the spool's now."""
        self._close_review(session)
        session.recorder = session.recording = None
        session.take = ""

    def _close_review(self, session: Session) -> None:
        review, session.review = session.review, None
        if review is not None:
            review.halt()
            self._worker.submit(0, "close", review.close)


def destruction(late: Done) -> Callable[[], None] | None:
    """What destroys the file that a late job left behind, if it left one."""
    if isinstance(late.value, Recorder):
        return late.value.discard
    if isinstance(late.value, Recording):
        return partial(late.value.file.unlink, missing_ok=True)
    return None


def _reason(error: Exception) -> Failure:
    """What to tell the citizen of it: the camera brought nothing, or nothing could be kept."""
    if isinstance(error, NoRoom):
        return Failure.FULL
    return Failure.CAMERA if isinstance(error, DeviceError | MuxFailed) else Failure.STORAGE
