"""The conductor: what a state does when it is entered, and what touches and jobs lead to."""

import contextlib
import logging
import queue
from collections.abc import Callable
from dataclasses import replace

from firmware.kiosk.aids import Aids
from firmware.kiosk.attendance import Attendance
from firmware.kiosk.condition import Conditions
from firmware.kiosk.heartbeats import Heartbeats
from firmware.kiosk.help_call import HelpCall
from firmware.kiosk.jobs import Done, Worker
from firmware.kiosk.lamps import Lamps, scene_of
from firmware.kiosk.newsstand import Newsstand
from firmware.kiosk.page import Page
from firmware.kiosk.patience import Patience
from firmware.kiosk.presenter import Presenter
from firmware.kiosk.printing import Printing
from firmware.kiosk.question import Questions
from firmware.kiosk.registering import Registering
from firmware.kiosk.rooms import Rooms
from firmware.kiosk.scanner import Scanner
from firmware.kiosk.session import Session
from firmware.kiosk.statistics import Statistics
from firmware.kiosk.synthesis import open_voice
from firmware.kiosk.takes import Takes, destruction
from firmware.kiosk.touches import note
from firmware.kiosk.views import Ending, UiEvent
from firmware.kiosk.visit import Visit
from firmware.kiosk.voice import Voice, name_of
from firmware.kiosk.watching import Watching
from firmware.kiosk.widgets import Widget
from firmware.sizes import longest_clip_bytes
from firmware.spool.mailbox import KioskMailbox
from firmware.spool.room import Room
from firmware.spool.shelf import Shelf
from firmware.spool.tallies import Tallies

log = logging.getLogger(__name__)

# Entered without a touch: an open panel of aids would hide what the booth does now.
_BY_ITSELF = ("recording", "review", "failed", "receipt", "asking", "answer")


class Conductor:
    """One citizen after the other; everything of one is in `session`."""

    def __init__(self, rooms: Rooms) -> None:
        self._rooms = rooms
        self._clock = rooms.clock
        self._reports: queue.Queue[Done] = queue.Queue()
        self._workers: list[Worker] = []
        self._studio_worker = self._worker("studio")
        self._clerk = self._worker("clerk")
        self.heartbeats = Heartbeats((self._studio_worker, self._clerk), rooms.clock)
        self.lamps = Lamps(rooms.devices.lights, self._worker("lamps"))
        self._mailbox = KioskMailbox(rooms.spool)
        self._shelf = Shelf(rooms.spool)
        self._visits = 0
        self.presenter = Presenter(rooms.settings, rooms.devices, self._shelf, rooms.clock)
        self._newsstand = Newsstand(
            self._mailbox,
            self._shelf,
            Room(
                rooms.spool,
                longest_clip_bytes(rooms.settings),
                rooms.settings.spool.quota_mb * 2**20,
            ),
            self.presenter,
            self._clerk,
            rooms.clock,
            rooms.spool.check,
        )
        self._takes = Takes(
            rooms.settings,
            rooms.spool.recording,
            rooms.devices,
            self._studio_worker,
            rooms.clock,
            self.tell,
        )
        self._registering = Registering(rooms.registrar, self._clerk, self._takes, self.tell)
        self._questions = Questions(
            self._mailbox,
            rooms.settings.central.ask_recipient,
            rooms.central,
            self._clerk,
            rooms.clock,
            self.tell,
        )
        self._watching = Watching(
            self._mailbox, rooms.devices.speaker, self._clerk, self._studio_worker, rooms.clock
        )
        self._printing = Printing(rooms.settings, rooms.devices.printer, self._worker("print"))
        self._scanner = Scanner(self._worker("scan"), rooms.clock, self.tell)
        self._voice = Voice(
            open_voice(rooms.settings.voice.driver),
            self._worker("voice"),
            rooms.devices.speaker,
            rooms.clock,
        )
        self.help = HelpCall(rooms.clock)
        self._attendance = Attendance(
            rooms.devices.sensors, rooms.settings.sensors.empty_s, rooms.clock
        )
        self._patience = Patience(rooms.settings.visit.warn_s, self._attendance, rooms.clock)
        self._conditions = Conditions(
            rooms.devices, self.help, self._mailbox, self._clerk, rooms.clock
        )
        self._statistics = Statistics(Tallies(rooms.spool), self._clerk, rooms.clock)
        self._clerk.submit(0, "forgotten", self._mailbox.forget_all)
        self._begin()

    def _worker(self, name: str) -> Worker:
        worker = Worker(name, self._reports)
        self._workers.append(worker)
        return worker

    def _begin(self) -> None:
        self._visits += 1
        news, settings = self._newsstand.news, self._rooms.settings
        self.session = Session(self._visits, settings.visit, news.directory, news.pages)
        self.session.aids = Aids(volume=settings.sound.volume)
        self._visit = Visit(self.session)
        self._rooms.devices.speaker.set_gain(self.session.aids.gain_db)
        self._attendance.begin()
        self._entered("attract")

    @property
    def state(self) -> str:
        """The state of the visit."""
        return self._visit.state_id

    @property
    def spool_damaged(self) -> bool:
        """Whether only a new start can bring the spool back."""
        return self._newsstand.damaged

    @property
    def warning_s(self) -> int | None:
        """Seconds left while the time-out warning is due."""
        return self._patience.warning_s

    def tell(self, event: str) -> bool:
        """Send an event to the table and do what the new state needs."""
        before = self.state
        if not self._visit.tell(event):
            return False
        if self.state == before:
            return True
        self._left(before)
        self._watching.went(self.session, before, self.state)
        if self.state == "attract":
            self._end(before)
        else:
            self._entered(self.state)
        return True

    def _end(self, state: str) -> None:
        session = self.session
        self._statistics.ended(state, session)
        self._takes.drop(session)
        self._questions.forget(session)
        self._voice.forget()
        log.info("visit %d ended", session.visit)
        self._begin()

    def _left(self, state: str) -> None:
        if state == "asking":
            self._questions.forget(self.session)
        if state == "countdown" and self.state != "recording":
            self._takes.drop(self.session)

    def _entered(self, state: str) -> None:
        self._voice.hush()
        self._patience.enter(state)
        self.session.page, self.session.leaving = 0, False
        if state in _BY_ITSELF:
            self.session.aids = replace(self.session.aids, open=False)
        self._light()
        act: Callable[[], None] | None = getattr(self, f"_enter_{state}", None)
        if act is not None:
            act()

    def _out_of_order(self) -> bool:
        """Whether nothing works here; a look that counts, so every tick takes one."""
        return self.presenter.offers(self.session).nothing

    def _light(self) -> None:
        somebody, called = self._attendance.somebody, self.help.lit
        closed = self.state == "attract" and self._out_of_order()
        self.lamps.show(scene_of(self.state, called=called, somebody=somebody, closed=closed))

    def _enter_language(self) -> None:
        log.info("visit %d began", self.session.visit)
        self._statistics.begun()
        self._attendance.begin()

    def _enter_position(self) -> None:
        self.presenter.listen()

    def _enter_countdown(self) -> None:
        self._takes.count_down(self.session)
        self._registering.reserve(self.session)

    def _enter_recording(self) -> None:
        self._takes.start(self.session)

    def _enter_review(self) -> None:
        self._takes.stop(self.session)

    def _enter_registering(self) -> None:
        if self.session.recording is not None:
            self._registering.register(self.session)

    def _enter_receipt(self) -> None:
        self._printing.print(self.session)

    def _enter_failed(self) -> None:
        self._takes.drop(self.session)

    def _enter_asking(self) -> None:
        self._questions.ask(self.session)

    def _enter_thanks(self) -> None:
        if self.session.rating is not None:
            self._questions.rate(self.session)
        if self._visit.walked_away:
            self.session.ending = Ending.SENT_UNATTENDED

    def touch(self, event: UiEvent) -> None:
        """The citizen touched something."""
        self._patience.touch()
        if self.state == "attract" and self._out_of_order():
            return
        if event.name not in ("louder", "softer"):
            self._voice.hush()
        if event.name == "print_again":
            if self.state == "receipt":
                self._printing.again(self.session)
        elif event.name == "help_seen":
            self.help.seen()
        elif note(event, self.state, self.session, self._takes, self._watching):
            self.tell(event.name)
        self._rooms.devices.speaker.set_gain(self.session.aids.gain_db)

    def speech(self) -> None:
        """The button for speech: begins a visit that speaks, switches the voice on, or repeats."""
        if self.state == "attract":
            self.touch(UiEvent("touched", "voice"))
        elif not self.session.aids.voice:
            self.touch(UiEvent("voice"))
        else:
            self._patience.touch()
            self._voice.forget()

    def come_to(self, widget: Widget) -> None:
        """The button "next" has come to that widget: its name is said."""
        self._patience.touch()
        self._voice.announce(name_of(widget), self.session)

    def show(self, page: Page) -> None:
        """That is on the screen now; it is said aloud where the citizen wants it."""
        self._voice.show(page, self.session)

    def tick(self) -> None:
        """Take what the workers report, look at the clocks; called by the UI loop."""
        while True:
            try:
                self._done(self._reports.get_nowait())
            except queue.Empty:
                break
        self._voice.tick()
        self._rooms.devices.speaker.tick()
        self._takes.tick(self.state, self.session)
        if self.state == "asking":
            self._questions.tick(self.session)
        if self.state == "watching":
            self._watching.tick(self.session, self._voice.speaking)
        if self.state == "number":
            self._scanner.tick(self.session, self._rooms.devices.studio.preview)
        self._newsstand.tick(None if self.state == "attract" else self.session.directory)
        self._conditions.tick(in_order=not self._out_of_order())
        if self._patience.tick(self.session, self._voice.speaking):
            self.tell("expired")
        self._light()

    def _done(self, done: Done) -> None:
        if done.visit == 0:
            self._done_for_all(done)
        elif done.visit != self.session.visit or not self._concerns(done.about):
            self._takes.on_late(done)
        elif done.name in ("recorder", "recording", "clip"):
            self._take_done(done)
        elif done.name in ("asked", "reply"):
            self._questions.on_done(self.session, done)
        elif done.name in ("reserved", "registered"):
            self._registering.on_done(self.session, done)
        elif done.name == "printed":
            self._printing.on_done(self.session, done)

    def _take_done(self, done: Done) -> None:
        self._takes.on_done(self.session, done)
        if done.name == "clip" and self.state == "registering" and done.error is None:
            self._registering.register(self.session)

    def _concerns(self, about: str) -> bool:
        """Whether the take or the question that a job was for still goes on."""
        return about in ("", self.session.take, self.session.rid)

    def _done_for_all(self, done: Done) -> None:
        if done.name == "voice":
            self._voice.on_done(done)
        elif done.name == "scanned":
            self._scanner.on_done(self.state, self.session, done)
        elif done.name == "news":
            self._newsstand.on_done(done)
            if self.state == "attract" or self.session.directory is None:
                # A visit keeps what it began with, but may have begun before the first look.
                news = self._newsstand.news
                self.session.directory, self.session.pages = news.directory, news.pages

    def close(self) -> None:
        """End the visit, the workers and what they hold.

        What is being registered gets its time to become safe.
        """
        if self.state != "registering":
            self._takes.drop(self.session)
        self._questions.forget(self.session)
        self._watching.drop(self.session)
        self._voice.forget()
        for worker in self._workers:
            worker.close()
        while not self._reports.empty():
            work = destruction(self._reports.get())
            if work is not None and self.state != "registering":
                with contextlib.suppress(OSError):  # the next start destroys it
                    work()
