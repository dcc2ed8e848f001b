"""Step 2: a whole visit by touches, from the attract screen to the official's answer.

The machine is a steady one: camera, microphone and every patience of the booth live by the
guest's own clock, however busy the host is.
"""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import av
import msgspec
import numpy as np
from PIL import Image

from firmware import config
from firmware.appeals.appeal import Language
from firmware.appeals.deadlines import promise_date
from firmware.demo import official
from firmware.demo.proof import measure, read_number
from firmware.kiosk import views
from firmware.kiosk.screens import SCREENS
from firmware.kiosk.views import Ending, Face, Playing, Slip, Status, UiEvent
from firmware.settings import MicrophoneSettings, Settings, SoundSettings
from firmware.wire import card
from hw.bench.paper import PaperRoll
from tests.bench.figure import Figure
from tests.boot.booth import booth_of, scratch
from tests.boot.canaries import of_visit, search
from tests.boot.citizen import SCREEN_S, Citizen
from tests.boot.errors import Late, Unlike
from tests.boot.far_end import BOOTH, SITE
from tests.boot.far_side import FarSide, far_side
from tests.boot.lab import quick
from tests.boot.machine import Machine
from tests.boot.pictures import of_states
from tests.boot.power_on import attract
from tests.boot.screen import Screen
from tests.boot.sights import Easel, Sight
from tests.boot.step import Step
from tests.boot.words import Words

LANGUAGE = Language.KK
PHONE = "7011234567"
ANSWER = official.ANSWERS[LANGUAGE]
BEHIND = (timedelta(0), timedelta(hours=2))
SPOKEN_S = 3.0
HEARD = 0.05
"""Of full loudness; the test voice reaches a quarter."""

Paged = views.AreaView | views.OfficialView | views.ConsentView | views.InformationView
ONLINE_S = 900.0
STORED_S = 600.0
SLIP_S = 300.0
RATED_S = 300.0
QUESTIONS = 4
"""The booth waits eight seconds for a reply, which an emulator under load may need longer."""

UNSEEN = {"failed"}
"""No touch leads there."""

LEAST_SEEN = len(SCREENS) - len(UNSEEN) - 2
"""Registering and asking may be over before they are seen."""

MICROPHONE = "plughw:CARD=Loopback,DEV=1,SUBDEV=7"
"""Where booth-bench's voice is heard."""


def talking(settings: Settings) -> Settings:
    """The virtual camera, the loopback's microphone, and no loudspeaker.

    In an emulator SDL's sound output runs dry all the time, and says so in the log each time.
    """
    return msgspec.structs.replace(
        quick(settings),
        microphone=MicrophoneSettings(driver="alsa", pcm=MICROPHONE),
        sound=SoundSettings(output="none"),
    )


def run(step: Step, image: Path) -> None:
    """The visit, what came of it, and coming back for the answer."""
    gallery = of_states(*SCREENS, languages=[LANGUAGE])
    with far_side() as far, scratch() as folder:
        far.card_folder(folder, talking)
        settings = config.load(folder / card.SETTINGS)
        words = Words.of(far.central, SITE, settings, LANGUAGE)
        with booth_of(image, step.folder, folder, steady=True) as booth:
            with booth.started() as machine:
                step.note("attract screen", attract(machine, of_states("attract"), ONLINE_S))
                citizen = Citizen(machine, step, Easel(LANGUAGE), gallery)
                number = Visit(step, far, machine, citizen, words, booth.roll).whole()
            read = search(booth.card, of_visit(PHONE, number), settings.booth.name.encode())
            step.note(f"the card as a file: no telephone, number or open film in {read >> 20} MB")


@dataclass
class Visit:
    """What the step works with."""

    step: Step
    far: FarSide
    machine: Machine
    citizen: Citizen
    words: Words
    roll: PaperRoll

    def whole(self) -> str:
        """From the first touch to the rating; the number. Raises BootTestError."""
        self._waits_for_the_booth()
        self._comes_in()
        self._chooses()
        self._records()
        number = self._takes_the_slip()
        self._is_stored(number)
        official.answer(self.far.central, number, LANGUAGE)
        self.step.note("the official has answered, with a video", self.machine.seconds)
        self._comes_in()
        self._asks(number)
        self._watches()
        self._rates(number)
        self._comes_in()
        self._looks_around()
        unseen = set(SCREENS) - set(self.citizen.states) - UNSEEN
        self.step.note(f"screens not seen: {', '.join(sorted(unseen | UNSEEN))}")
        seen, every = len(set(self.citizen.states)), len(SCREENS)
        self.step.figures.append(
            Figure("boot.visit_screens", seen, "", every, LEAST_SEEN, at_least=True)
        )
        return number

    def _waits_for_the_booth(self) -> None:
        """Until it is enrolled and on line, and says that all its devices work."""

        def ready() -> bool:
            health = self.far.health()
            devices = health.devices if health and health.certificate_until else None
            return bool(
                devices and devices.camera and devices.microphone and devices.printer == "online"
            )

        self.machine.until("a booth on line with all its devices", ready, ONLINE_S)
        self.step.note("on line with its own certificate; all devices work", self.machine.seconds)

    def _looks_around(self) -> None:
        """Information is read, a report of a violation begun and left."""
        citizen, words = self.citizen, self.words
        menu = citizen.sees("menu", views.MenuView())
        citizen.touches(menu, "see_information")
        citizen.touches(
            self._leafs("information", words.information(), "article_chosen", words.article.id),
            "article_chosen",
            words.article.id,
        )
        citizen.touches(citizen.sees("article", words.reading()), "back")
        citizen.touches(citizen.sees("information", words.information()), "back")
        citizen.touches(citizen.sees("menu", views.MenuView()), "violation")
        citizen.touches(citizen.sees("body", words.bodies()), "back")
        citizen.touches(citizen.sees("menu", views.MenuView()), "cancel")
        citizen.sees("attract", words.attract())

    def _comes_in(self) -> None:
        citizen, words = self.citizen, self.words
        citizen.touches(citizen.sees("attract", words.attract()), "touched")
        citizen.touches(citizen.sees("language", views.LanguageView()), "chosen_language", LANGUAGE)

    def _leafs(self, state: str, view: Paged, event: str, value: str = "") -> Sight:
        """Turn the pages of that screen until it offers what is looked for."""
        sight, page = self.citizen.sees(state, view), 0
        while not sight.offers(UiEvent(event, value)):
            page += 1
            self.citizen.touches(sight, "page", str(page))
            sight = self.citizen.sees(state, replace(view, page=page))
        return sight

    def _chooses(self) -> None:
        """Whom the appeal is for, the telephone, the consent."""
        citizen, words = self.citizen, self.words
        who = words.official
        citizen.touches(citizen.sees("menu", views.MenuView()), "appeal")
        areas = self._leafs("area", words.areas(), "area_chosen", who.area)
        citizen.touches(areas, "area_chosen", who.area)
        officials = self._leafs("official", words.officials(), "official_chosen", who.id)
        citizen.touches(officials, "official_chosen", who.id)
        citizen.types(citizen.sees("phone", views.PhoneView()), PHONE)
        citizen.touches(citizen.sees("phone", views.PhoneView(PHONE)), "phone_given")
        citizen.touches(self._leafs("consent", words.consent(), "consented"), "consented")

    def _records(self) -> None:
        """A few seconds with picture and sound, watched, sent."""
        citizen, words = self.citizen, self.words
        citizen.touches(citizen.sees("position", words.position()), "ready")
        citizen.sees("countdown", words.countdown())
        recording = citizen.sees("recording", words.recording())
        self.machine.passes(SPOKEN_S)
        citizen.touches(recording, "stopped")
        citizen.touches(citizen.sees("review", words.review(playing=False)), "play")
        review = citizen.sees("review", words.review(playing=True))
        citizen.touches(review, "send_it")
        citizen.passes("registering", views.RegisteringView(), lambda seen: bool(_code(seen)))

    def _takes_the_slip(self) -> str:
        """The number, which screen and slip agree upon. Raises Unlike, Late."""
        citizen, found = self.citizen, [""]

        def shown() -> bool:
            found[0] = _code(self.machine.screen())
            return bool(found[0])

        self.machine.until("a number's QR code on the screen", shown, SCREEN_S)
        number, zone = found[0], ZoneInfo(self.words.settings.booth.timezone)
        # A steady machine's clock is behind ours; midnight may lie between the two.
        days = {promise_date(datetime.now(UTC) - behind, zone) for behind in BEHIND}
        receipts = [self.words.receipt(number, day, Slip.PRINTED) for day in days]
        sight = citizen.sees("receipt", *receipts)
        slip = self.roll.wait_for_slip(SLIP_S)
        slip.save(self.step.folder / "slip.png")
        if read_number(slip) != number:
            raise Unlike(f"slip.png says {read_number(slip) or 'no number'}, the screen {number}")
        if self.roll.unknown_bytes:
            raise Unlike(f"{self.roll.unknown_bytes} bytes at the printer are no ESC/POS")
        self.step.note(f"slip.png: {slip.width} x {slip.height} dots, its QR is the number's")
        citizen.touches(sight, "slip_taken")
        self._leaves(Ending.APPEAL)
        return number

    def _leaves(self, ending: Ending) -> None:
        self.citizen.touches(self.citizen.sees("thanks", views.ThanksView(ending)), "cancel")

    def _is_stored(self, number: str) -> None:
        """Central has the appeal, and its clip plays with picture and voice. Raises Unlike."""
        entry = self.far.central.wait_for_appeal(number, STORED_S)
        if entry is None:
            raise Late("the appeal at central", STORED_S)
        said = (entry.phone, entry.language, entry.addressee, entry.booth)
        if said != (f"+7{PHONE}", LANGUAGE, self.words.official.id, BOOTH):
            raise Unlike("central has another appeal than the one that was made")
        clip = self.step.folder / "clip.mp4"
        self.far.central.open_clip(entry.id, clip)
        figures, loud = measure(clip), loudest(clip)
        text = f"{figures.seconds:.1f} s, {figures.frames} frames, sound up to {loud:.2f}"
        if not figures.decodes or loud < HEARD:
            raise Unlike(f"clip.mp4 has no picture or no voice: {text}")
        self.step.note(f"stored by central; its clip plays: {text}", self.machine.seconds)

    def _asks(self, number: str) -> None:
        """Come back with the number until central's reply is in time."""
        citizen, words = self.citizen, self.words
        answered, late = words.answer(ANSWER), views.AnswerView(Status.NO_LINE)
        after = [citizen.easel.draw("answer", view) for view in (answered, late)]
        for _ in range(QUESTIONS):
            citizen.touches(citizen.sees("menu", views.MenuView()), "see_answer")
            citizen.types(citizen.sees("number", words.number()), number)
            citizen.touches(citizen.sees("number", words.number(number)), "number_given")
            citizen.passes("asking", views.AskingView(), lambda seen: _any(after, seen))
            sight = citizen.sees("answer", answered, late)
            if sight.offers(UiEvent("watch")):
                return
            citizen.touches(sight, "back")
        raise Unlike(f"asked {QUESTIONS} times, and there was no line each time")

    def _watches(self) -> None:
        """The official's video. Raises Unlike, Late."""
        citizen, words = self.citizen, self.words
        answer = citizen.sees("answer", words.answer(ANSWER))
        citizen.touches(answer, "watch")
        citizen.sees("watching", words.watching(Playing.PLAYING))
        over = citizen.sees("watching", words.watching(Playing.OVER))
        if not over.is_lit(self.machine.screen()):
            raise Unlike("the video has come to its end without a picture")
        citizen.touches(over, "seen")

    def _rates(self, number: str) -> None:
        """Good; central has it."""
        citizen = self.citizen
        citizen.touches(citizen.sees("rating", views.RatingView()), "rate", Face.GOOD)
        self._leaves(Ending.RATING)

        def rated() -> bool:
            given = self.far.central.registry.find(number).answer
            return given is not None and given.rating == "good"

        self.step.note("the rating is at central", self.machine.until("it", rated, RATED_S))


def _code(seen: Screen) -> str:
    """The number in the QR code on the screen, "" without one."""
    return read_number(Image.fromarray(seen.pixels))


def _any(sights: list[Sight], seen: Screen) -> bool:
    return any(sight.is_in(seen) for sight in sights)


def loudest(clip: Path) -> float:
    """The loudest sample of a clip, as a share of what is possible; 0 without sound."""
    with av.open(str(clip)) as film:
        if not film.streams.audio:
            return 0.0
        peaks = [np.abs(frame.to_ndarray()).max() for frame in film.decode(audio=0)]
    return float(max(peaks, default=0.0))
