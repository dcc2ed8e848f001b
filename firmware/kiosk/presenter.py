"""From the visit and the devices to what the screen of a state shows."""

from collections.abc import Callable
from datetime import date
from math import ceil
from zoneinfo import ZoneInfo

import phonenumbers

from firmware.appeals.deadlines import promise_date
from firmware.clock import Clock
from firmware.kiosk import views
from firmware.kiosk.devices import Devices
from firmware.kiosk.hints import Ear, Eye, is_covered, is_dark
from firmware.kiosk.missing import missing
from firmware.kiosk.order import Order
from firmware.kiosk.session import PHONE_DIGITS, Session
from firmware.kiosk.views import Chrome, Hint, Notice
from firmware.kiosk.watching import playing_of
from firmware.settings import Settings
from firmware.spool.shelf import Shelf
from firmware.wire.directory import Area, Body, Directory, Official

EXTEND_AT_S = 20
COUNTDOWN_S = 3

_LOUD_DB = -3.0


class Presenter:
    """Builds views; reads devices, never waits for them."""

    def __init__(self, settings: Settings, devices: Devices, shelf: Shelf, clock: Clock) -> None:
        self._settings = settings
        self._devices = devices
        self._shelf = shelf
        self._clock = clock
        self._photos: dict[str, bytes] = {}
        self._order = Order(clock)
        self.ear, self.eye = Ear(clock.monotonic()), Eye(clock.monotonic())
        self.online = False
        self.updating = False
        self.has_room = True

    def chrome(self, session: Session, warning_s: int | None) -> Chrome:
        """What is on every screen."""
        return Chrome(
            session.language,
            warning_s,
            leaving=session.leaving,
            notices=tuple(self._notices(session)),
            aids=session.aids,
        )

    def view(self, state: str, session: Session) -> views.View:
        """What the screen of that state shows now."""
        build: Callable[[Session], views.View] = getattr(self, f"_{state}")
        return build(session)

    def ready(self, session: Session) -> bool:
        """Whether a citizen would find everything working."""
        return not self._notices(session) and self._devices.printer.status is not None

    def load_photos(self, directory: Directory) -> None:
        """Read the photos that are not there yet, drop the others; for a worker thread."""
        wanted = {official.photo for official in directory.officials if official.photo}
        photos = {sha: photo for sha, photo in self._photos.items() if sha in wanted}
        for sha in wanted - photos.keys():
            if (photo := self._shelf.photo(sha)) is not None:
                photos[sha] = photo
        self._photos = photos

    def listen(self) -> None:
        """A citizen has sat down: whether somebody is heard and seen counts from now."""
        now = self._clock.monotonic()
        self.ear, self.eye = Ear(now), Eye(now)

    def _notices(self, session: Session) -> list[Notice]:
        return missing(
            self._devices,
            online=self.online,
            room=self.has_room,
            directory=session.directory is not None,
        )

    def offers(self, session: Session) -> views.MenuView:
        """What one can do here, said to everybody who passes by."""
        return self._order.look(self._works(session))

    def _works(self, session: Session) -> views.MenuView:
        """What works this moment."""
        can_record = self._devices.studio.has_camera and self.has_room
        return views.MenuView(
            appeal=can_record and bool(_areas(session)),
            violation=can_record and bool(_bodies(session)),
            answer=self.online,
            information=bool(session.pages and session.pages.pages),
        )

    def _attract(self, session: Session) -> views.View:
        return views.AttractView(self._settings.booth.name, self.offers(session), self.updating)

    def _language(self, _: Session) -> views.View:
        return views.LanguageView()

    def _menu(self, session: Session) -> views.View:
        return self._works(session)

    def _area(self, session: Session) -> views.View:
        areas = _areas(session)
        return views.AreaView(
            tuple(views.Choice(area.id, area.name.in_(session.language)) for area in areas),
            session.page,
        )

    def _official(self, session: Session) -> views.View:
        area = next((area for area in _areas(session) if area.id == session.area), None)
        if area is None or session.directory is None:
            return views.OfficialView("", ())
        cards = [self._card(one, session) for one in session.directory.of_area(area.id)]
        return views.OfficialView(area.name.in_(session.language), tuple(cards), session.page)

    def _card(self, official: Official, session: Session) -> views.OfficialCard:
        return views.OfficialCard(
            id=official.id,
            name=official.name.in_(session.language),
            post=official.post.in_(session.language),
            responsibility=official.responsibility.in_(session.language),
            photo=self._photos.get(official.photo or ""),
        )

    def _body(self, session: Session) -> views.View:
        bodies = _bodies(session)
        return views.BodyView(
            tuple(views.Choice(body.id, body.name.in_(session.language)) for body in bodies),
            session.page,
        )

    def _phone(self, session: Session) -> views.View:
        return views.PhoneView(session.phone, session.violation, is_unusual(session.phone))

    def _consent(self, session: Session) -> views.View:
        official = session.chosen_official()
        return views.ConsentView(
            addressee=official.name.in_(session.language) if official else "",
            clip_s=self._settings.visit.clip_s,
            extends=session.can_extend,
            keep_days=self._settings.visit.keep_days,
            walk_away_sends=session.walk_away_sends,
            by_phone=bool(session.phone),
            page=session.page,
        )

    def _position(self, _: Session) -> views.View:
        studio = self._devices.studio
        return views.PositionView(studio.preview, studio.level_db, tuple(self._hints()))

    def _hints(self) -> list[Hint]:
        studio = self._devices.studio
        level, now = studio.level_db, self._clock.monotonic()
        if level is not None:
            self.ear.hear(level, now)
        hints = []
        if (wrong := self._looks_wrong(now)) is not None:
            hints.append(wrong)
        if level is None or self.ear.deaf(now):
            hints.append(Hint.NOT_HEARD)
        elif level > _LOUD_DB:
            hints.append(Hint.TOO_LOUD)
        return hints

    def _looks_wrong(self, now: float) -> Hint | None:
        preview = self._devices.studio.preview
        if preview is None:
            return Hint.NO_PICTURE
        self.eye.see(preview, now)
        if is_dark(preview):
            return Hint.TOO_DARK
        if is_covered(preview):
            return Hint.COVERED
        return Hint.FROZEN if self.eye.frozen(now) else None

    def _countdown(self, session: Session) -> views.View:
        left = max(1, ceil(session.deadline - self._clock.monotonic()))
        return views.CountdownView(left, self._devices.studio.preview)

    def _recording(self, session: Session) -> views.View:
        left = max(0, ceil(session.deadline - self._clock.monotonic()))
        return views.RecordingView(
            seconds_left=left,
            elapsed_s=session.recorder.seconds if session.recorder else 0.0,
            preview=self._devices.studio.preview,
            level_db=self._devices.studio.level_db,
            can_extend=session.can_extend and left <= EXTEND_AT_S,
        )

    def _review(self, session: Session) -> views.View:
        review, recording = session.review, session.recording
        playing = review is not None and not review.finished and not review.paused
        duration_s = recording.facts.duration_ms / 1000 if recording else 0.0
        return views.ReviewView(
            playing=playing,
            position_s=min(review.position_s, duration_s) if review else 0.0,
            duration_s=duration_s,
            takes_left=max(0, self._settings.visit.takes - session.takes),
            walk_away_sends=session.walk_away_sends,
            cut_short=session.cut_short,
            picture=review.picture() if review else None,
        )

    def _registering(self, _: Session) -> views.View:
        return views.RegisteringView()

    def _receipt(self, session: Session) -> views.View:
        registered = session.registered
        assert registered is not None
        return views.ReceiptView(
            number=registered.number,
            qr=registered.number,
            promise=self.promise(session),
            slip=self._slip(session),
        )

    def _slip(self, session: Session) -> views.Slip:
        """As it stands; a printer that has come back makes "print again" possible."""
        status = self._devices.printer.status
        if session.slip is views.Slip.NO_PRINTER and status is not None and status.can_print:
            return views.Slip.FAILED
        return session.slip

    def promise(self, session: Session) -> date | None:
        """The day of the answer, None when the clock is unsure."""
        registered = session.registered
        if registered is None or not registered.trusted:
            return None
        return promise_date(registered.recorded_at, ZoneInfo(self._settings.booth.timezone))

    def _thanks(self, session: Session) -> views.View:
        return views.ThanksView(session.ending)

    def _failed(self, session: Session) -> views.View:
        return views.FailedView(session.failure)

    def _number(self, session: Session) -> views.View:
        preview = self._devices.studio.preview
        return views.NumberView(session.typed, session.typed_problem, preview)

    def _asking(self, _: Session) -> views.View:
        return views.AskingView()

    def _answer(self, session: Session) -> views.View:
        answer = session.answer
        assert answer is not None
        return views.AnswerView(
            status=answer.status,
            until=answer.until,
            official=answer.official.in_(session.language) if answer.official else "",
            reason=answer.reason,
            text=answer.text,
            page=session.page,
            other_ways=self._settings.visit.other_ways(session.language),
            video=session.video is not None,
            watched=session.video is not None and session.video.watched,
        )

    def _watching(self, session: Session) -> views.View:
        video, review, answer = session.video, session.review, session.answer
        assert video is not None
        assert answer is not None
        assert review is not None
        picture = review.picture()  # first: it looks whether there is more to show
        return views.WatchingView(
            playing_of(video, review),
            position_s=min(review.position_s, video.duration_s),
            duration_s=video.duration_s,
            text=bool(answer.text.strip()),
            other_ways=self._settings.visit.other_ways(session.language),
            picture=picture,
        )

    def _information(self, session: Session) -> views.View:
        pages = session.pages.in_order() if session.pages else []
        return views.InformationView(
            tuple(views.Choice(page.id, page.title.in_(session.language)) for page in pages),
            session.page,
        )

    def _article(self, session: Session) -> views.View:
        article = session.chosen_article()
        assert article is not None
        language = session.language
        return views.ArticleView(
            article.title.in_(language), article.body.in_(language), session.page
        )

    def _rating(self, _: Session) -> views.View:
        return views.RatingView()


def is_unusual(digits: str) -> bool:
    """Whether ten typed digits are no number that the numbering plan knows; a warning only."""
    if len(digits) < PHONE_DIGITS:
        return False
    try:
        number = phonenumbers.parse(f"+7{digits}")
    except phonenumbers.NumberParseException:
        return True
    return not phonenumbers.is_valid_number(number)


def _areas(session: Session) -> list[Area]:
    """The areas that lead to somebody."""
    directory = session.directory
    if directory is None:
        return []
    known = {official.area for official in directory.officials}
    return [area for area in directory.areas if area.id in known]


def _bodies(session: Session) -> list[Body]:
    """The bodies whose overseer is there to be addressed."""
    directory = session.directory
    if directory is None:
        return []
    return [body for body in directory.bodies if directory.official(body.overseer)]
