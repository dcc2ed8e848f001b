"""A citizen at the stand: touches what means what he wants, and reads what is painted."""

from collections.abc import Callable
from dataclasses import dataclass, field
from hashlib import sha256

import av
import msgspec
import numpy as np

from firmware.appeals.appeal import Language
from firmware.appeals.manifest import Manifest
from firmware.appeals.sealing import open_sealed
from firmware.kiosk import texts
from firmware.kiosk.page import SETTLE_S, Page
from firmware.kiosk.taps import Phase, Tap
from firmware.kiosk.views import Slip, UiEvent
from firmware.kiosk.widgets import Brush
from firmware.kiosk.widgets.typeset import Typesetter
from firmware.recording.opened import opened_clip
from firmware.spool.outbox import Outbox, Pending
from hw.microphone import SAMPLE_RATE
from tests.faults.stand import Stand

PHONE = "7011234567"
SPOKEN_S = 0.1

WAY = ("attract", "language", "menu", "area", "official", "phone", "consent", "position",
       "countdown", "recording", "review", "registering", "receipt", "thanks")  # fmt: skip
"""The states of an appeal in their order."""


class Witness(Brush):
    """A brush that remembers the texts it painted."""

    painted: list[str]

    def text(self, text, box, style):
        self.painted.append(text)
        return super().text(text, box, style)


@dataclass(frozen=True)
class Clip:
    """What central finds in an appeal."""

    frames: int
    seconds: float
    sound: np.ndarray


@dataclass
class Visitor:
    """Goes on from state to state; every step waits for what it needs."""

    there: Stand
    known: set[str] = field(default_factory=set)
    delivered: int = 0
    typesetter: Typesetter = field(default_factory=Typesetter)

    def __post_init__(self) -> None:
        self.known = {one.id for one in self._pending()}

    # --- seeing

    def painted(self) -> str:
        """All that is written on the page now."""
        self.there.kiosk.frame()
        page: Page = self.there.kiosk.page
        brush = Witness(self.there.display.surface.copy(), page.layout)
        brush.painted, brush.type = [], self.typesetter
        for widget in page.all:
            widget.draw(brush)
        return "\n".join(brush.painted)

    def reads(self, message: str) -> None:
        """That sentence stands on the screen, in each of the three languages."""
        session = self.there.session
        before, found = session.language, set()
        for language in Language:
            session.language = language
            sentence = texts.of(language).gettext(message)
            self.there.until(lambda said=sentence: said in self.painted(), sentence)
            found.add(sentence)
        session.language = before
        self.there.kiosk.frame()
        assert len(found) == len(Language), f"not translated: {message}"

    def reads_not(self, message: str) -> None:
        """It does not stand there."""
        assert texts.of(self.there.session.language).gettext(message) not in self.painted()

    # --- touching

    def sees(self, event: str, value: str = "") -> bool:
        return self._find(UiEvent(event, value)) is not None

    def _find(self, wish: UiEvent):
        page = self.there.kiosk.page
        return next((one for one in page.tappable if one.event == wish), None)

    def touch(self, event: str, value: str = "") -> None:
        """Touch what means that, as soon as it is there."""
        wish = UiEvent(event, value)
        self.there.until(lambda: self._find(wish), f"something to touch: {wish}")
        self.there.jump(SETTLE_S + 0.01)
        point = self._find(wish).box.center
        for phase in (Phase.DOWN, Phase.UP):
            self.there.display.inject(Tap(point, phase))
            self.there.kiosk.frame()

    # --- the way of an appeal

    def go_to(self, state: str) -> bool:
        """On from where the visit is to that state; False where it failed on the way."""
        while self.there.state != state:
            before = self.there.state
            if before == "failed":
                return False
            assert before in WAY, f"the visit is at {before}, not on the way to {state}"
            assert WAY.index(before) < WAY.index(state), f"{before} is past {state}"
            getattr(self, f"_from_{before}")()
            self.there.until(lambda at=before: self.there.state != at, f"what follows {before}")
        return True

    def _from_attract(self) -> None:
        self.touch("touched")

    def _from_language(self) -> None:
        self.touch("chosen_language", "kk")

    def _from_menu(self) -> None:
        self.touch("appeal")

    def _from_area(self) -> None:
        self.touch("area_chosen", "homes")

    def _from_official(self) -> None:
        self.touch("official_chosen", "akhmetov")

    def _from_phone(self) -> None:
        self.there.session.phone = PHONE  # the keypad has tests of its own
        self.touch("phone_given")

    def _from_consent(self) -> None:
        self.there.kiosk.frame()
        while not self.sees("consented"):
            following = self.there.session.page + 1
            self.touch("page", str(following))
        self.touch("consented")

    def _from_position(self) -> None:
        self.touch("ready")

    def _from_countdown(self) -> None:
        self.there.until(lambda: self.there.session.recorder, "the recorder")
        self.there.pass_time(3.0)

    def _from_recording(self) -> None:
        self.speaks(SPOKEN_S)
        if self.there.state == "recording":
            self.touch("stopped")

    def _from_review(self) -> None:
        there = self.there
        there.until(lambda: there.session.recording or there.state != "review", "the clip")
        if there.state == "review":
            self.delivered = there.session.recording.facts.video_frames
            self.touch("send_it")

    def _from_registering(self) -> None:
        """It goes on by itself."""

    def _from_receipt(self) -> None:
        self.sees_the_slip_end()
        self.touch("slip_taken")

    def sees_the_slip_end(self, waiting: Callable[[], object] = lambda: None) -> Slip:
        """What came of the slip; `waiting` is done for each frame that it takes."""
        session = self.there.session

        def ended() -> bool:
            if session.slip is Slip.PRINTING:
                waiting()
            return session.slip is not Slip.PRINTING

        self.there.until(ended, "the slip's end")
        return session.slip

    def speaks(self, seconds: float) -> None:
        """Until so much is recorded, or the recording has ended by itself."""
        session = self.there.session
        self.there.until(
            lambda: (
                session.recorder is None
                or session.recorder.seconds >= seconds
                or self.there.state != "recording"
            ),
            f"{seconds} s of clip",
        )

    def leaves(self) -> None:
        """To the attract screen from wherever the visit is."""
        if self.there.state == "recording" or self.there.state == "review":
            self.touch("leave")
        if self.there.state != "attract":
            self.touch("cancel")
        self.there.until(lambda: self.there.state == "attract", "the end of the visit")

    # --- what came of it

    def _pending(self) -> list[Pending]:
        spool = self.there.rooms.spool
        with spool.connection():
            return Outbox(spool).pending()

    def fresh(self) -> list[Pending]:
        """The appeals that were registered since the last look."""
        found = [one for one in self._pending() if one.id not in self.known]
        self.known |= {one.id for one in found}
        return found

    def whole(self) -> Clip:
        """The one fresh appeal, opened with central's key; its frames count."""
        (one,) = self.fresh()
        identity = self.there.city.identity
        sealed = one.clip.read_bytes()
        manifest = msgspec.json.decode(
            open_sealed(one.manifest.read_bytes(), [identity]), type=Manifest
        )
        assert manifest.clip_sha256 == one.clip_sha256 == sha256(sealed).hexdigest()
        frames, sound, decoder = 0, [], av.AudioResampler("s16", "mono", SAMPLE_RATE)
        with opened_clip(one.clip, identity) as clip:
            for frame in clip.decode(video=0, audio=0):
                if isinstance(frame, av.VideoFrame):
                    frames += 1
                else:
                    sound += [piece.to_ndarray().reshape(-1) for piece in decoder.resample(frame)]
        assert frames == self.delivered > 0
        return Clip(frames, manifest.duration_ms / 1000, np.concatenate(sound))
