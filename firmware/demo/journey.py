"""The scripted journey: a visit, the official's answer, and coming back for it."""

import queue
from collections.abc import Iterator
from pathlib import Path
from threading import Event

from PIL import Image

from firmware.appeals.appeal import Language
from firmware.clock import SystemClock
from firmware.demo import citizen, proof
from firmware.demo.album import Album, save
from firmware.demo.citizen import Lost, Script, Steps
from firmware.demo.installation import Installation
from firmware.demo.official import ANSWERS, answer
from firmware.demo.proof import Summary
from firmware.demo.watcher import Watcher
from firmware.kiosk.display import Display
from firmware.kiosk.jobs import Worker
from firmware.kiosk.program import Kiosk
from firmware.kiosk.session import Answer
from firmware.kiosk.slip import compose
from firmware.settings import Settings
from firmware.spool.registration import Registered
from firmware.wire.directory import Official as OfficialOfDirectory

PHONE = "7011234567"
GIVEN = ANSWERS[Language.KK]
WATCHED_S = 2.0


class Journey:
    """Goes on by one step a frame; stops the kiosk at its end."""

    def __init__(
        self,
        installation: Installation,
        settings: Settings,
        kiosk: Kiosk,
        display: Display,
        out: Path,
        speak_s: float,
        stop: Event,
    ) -> None:
        self._installation = installation
        self._settings = settings
        self._kiosk = kiosk
        self._display = display
        self._out = out
        self._stop = stop
        self._clock = SystemClock()
        self._steps = Steps(kiosk, display, self._clock)
        self._worker = Worker("pictures", queue.Queue())
        self._album = Album(out / "screens", self._worker, self._clock)
        self._watcher = Watcher(self._clock)
        self._script = self._whole(speak_s)
        self._state = ""
        self._official: OfficialOfDirectory | None = None
        self._registered: Registered | None = None
        self._answer: Answer | None = None
        self._video_s = 0.0
        self.lost = ""

    def after_frame(self) -> Iterator[str]:
        """Take the next step; yields lines for a person who watches."""
        state = self._kiosk.conductor.state
        self._album.look(state, self._display.surface)
        if state != self._state:
            self._state = state
            yield f"screen {state}"
        try:
            next(self._script)
        except StopIteration:
            self._stop.set()
        except Lost as error:
            self.lost = str(error)
            self._stop.set()

    def _whole(self, speak_s: float) -> Script:
        conductor = self._kiosk.conductor
        yield from citizen.arrive(self._steps)
        directory = conductor.session.directory
        assert directory is not None
        self._official = directory.officials[0]
        yield from citizen.make_appeal(
            self._steps, self._official.id, self._official.area, PHONE, speak_s
        )
        self._registered = conductor.session.registered
        assert self._registered is not None
        self._watcher.watch(self._registered.id)
        yield from citizen.wait_for_slip(self._steps)
        yield from self._steps.wait(0.5)
        save(self._display.window.copy(), self._out / "window.png", self._worker)
        yield from citizen.take_slip(self._steps)
        number = proof.read_number(self._paper())
        central = self._installation.central
        yield from self._steps.until(
            lambda: central.registry.by_number(number) is not None, "the appeal at central"
        )
        self._worker.submit(0, "answered", lambda: answer(central, number, Language.KK))
        yield from self._steps.until(
            lambda: central.registry.find(number).answer is not None, "the official's answer"
        )
        yield from citizen.look_for_answer(self._steps, number)
        self._answer = conductor.session.answer
        save(self._display.surface.copy(), self._out / "answer.png", self._worker)
        yield from citizen.watch_answer(self._steps, WATCHED_S)
        review = conductor.session.review
        self._video_s = review.position_s if review else 0.0
        save(self._display.surface.copy(), self._out / "video.png", self._worker)
        yield from citizen.leave(self._steps)

    def _paper(self) -> Image.Image:
        slips = self._installation.roll.slips
        return slips[-1] if slips else Image.new("1", (576, 1), 1)

    def summary(self, visit_s: float) -> Summary:
        """Measure what came of it and leave the pictures in the folder."""
        self._album.close()
        self._watcher.stop()
        paper = self._paper()
        paper.save(self._out / "receipt.png")
        registered = self._registered
        central = self._installation.central
        entry = central.registry.by_number(registered.number) if registered else None
        figures = proof.ClipFigures()
        if entry is not None:
            central.open_clip(entry.id, self._out / "clip.mp4")
            figures = proof.measure(self._out / "clip.mp4")
        sent = self._steps.touched_at.get("send_it")
        stored_at = self._watcher.stored_at
        self._worker.close()
        return Summary(
            number=registered.number if registered else "",
            appeal_id=registered.id if registered else "",
            clip_s=figures.seconds,
            video_frames=figures.frames,
            dropped_frames=figures.dropped,
            audio_s=figures.audio_s,
            av_offset_ms=figures.av_offset_ms,
            clip_sha256_at_booth=self._watcher.sha256,
            clip_sha256_at_central=proof.sha256_of(central, entry.id) if entry else "",
            stored=stored_at is not None,
            seconds_from_send_to_stored=(
                round(stored_at - sent, 3) if stored_at and sent else None
            ),
            receipt_number_read_back=proof.read_number(paper),
            receipt_identical=self._is_the_slip(paper, entry.number if entry else None),
            number_at_central=(entry.number or "") if entry else "",
            answer_given=GIVEN,
            answer_text_shown=self._answer.text if self._answer else "",
            answer_video_shown_s=round(self._video_s, 1),
            rating_at_central=(entry and entry.answer and entry.answer.rating) or "",
            clip_decodes=figures.decodes,
            visit_s=round(visit_s, 1),
        )

    def _is_the_slip(self, paper: Image.Image, number: str | None) -> bool:
        registered = self._registered
        if registered is None or number is None:
            return False
        slip = compose(
            number,
            registered.recorded_at,
            trusted=registered.trusted,
            official=self._official,
            language=Language.KK,
            booth=self._settings.booth,
            other_ways=self._settings.visit.other_ways(Language.KK),
        )
        return proof.is_identical(paper, slip)
