"""A whole booth operated with three buttons and without eyes, over bad contacts."""

from collections.abc import Iterator

import pytest

from firmware.kiosk.outage import EXIT_POWER_LOST
from firmware.kiosk.page import SETTLE_S
from firmware.kiosk.taps import Phase, Tap
from firmware.kiosk.views import UiEvent
from firmware.spool.outbox import Outbox
from hw.lights import Scene
from hw.pins import RETRY_S
from hw.sensors import Contact
from tests.faults import trouble
from tests.faults.booth import Booth, booth


class Hands:
    """Hands that find three buttons, and ears."""

    def __init__(self, there: Booth) -> None:
        self.there, self.kiosk, self.bench = there, there.kiosk, there.bench

    @property
    def page(self) -> str:
        return self.kiosk.page.name

    @property
    def focus(self) -> str:
        return self.kiosk._focus.key(self.kiosk.page)

    def press(self, contact: Contact) -> list[str]:
        """Press it once; what is said then."""
        self.there.throat.said.clear()
        self.bench.clock.forward(SETTLE_S + 0.1)
        self.kiosk.frame()
        self.bench.sensors.tap(contact)
        self.kiosk.frame()
        self.bench.work("voice")
        return list(self.there.throat.said)

    def choose(self, event: str, value: str = "") -> list[str]:
        """Go on until the widget that means that is at focus, and choose it."""
        for _ in range(len(self.kiosk.page.tappable) + 1):
            widget = self.kiosk.page.widget(self.focus)
            if widget is not None and widget.event == UiEvent(event, value):
                return self.press(Contact.CHOOSE)
            self.press(Contact.NEXT)
        raise AssertionError(f"{event} {value} is not on {self.page}")


@pytest.fixture
def hands() -> Iterator[Hands]:
    with booth("discard") as there:
        trouble.mend(there)
        made = Hands(there)
        made.bench.sensors.rest()
        made.bench.work()
        made.kiosk.frame()
        yield made


def record(hands: Hands) -> None:
    """From the position to the review."""
    hands.choose("ready")
    hands.bench.work()
    hands.bench.tick(3)
    hands.bench.work()
    hands.kiosk.frame()
    assert hands.page == "recording"
    hands.bench.speak()
    assert hands.choose("stopped") == []
    hands.bench.work()
    hands.kiosk.frame()


def to_position(hands: Hands) -> None:
    hands.press(Contact.SPEECH)
    hands.choose("chosen_language", "en")
    hands.choose("appeal")
    hands.choose("area_chosen", "homes")
    hands.choose("official_chosen", "akhmetov")
    for digit in "7011234567":
        assert hands.choose("digit", digit)[0] == digit, "the key is echoed"
    hands.choose("phone_given")
    while hands.kiosk.page.widget("consent.agree") is None:
        hands.choose("page", str(hands.bench.session.page + 1))
    hands.choose("consented")
    assert hands.page == "position"


def test_a_whole_appeal_is_made_with_three_buttons_and_the_voice(hands):
    to_position(hands)
    assert hands.bench.session.phone == "7011234567"
    record(hands)
    assert hands.page == "review"
    hands.choose("send_it")
    hands.bench.work()
    hands.kiosk.frame()
    hands.bench.work("voice")
    assert hands.page == "receipt"
    number = hands.bench.session.registered.number
    said = hands.press(Contact.SPEECH)
    assert number in "".join(said), "the number can be heard again"
    hands.choose("slip_taken")
    assert hands.page == "thanks"
    hands.choose("cancel")
    assert hands.page == "attract"
    assert len(Outbox(hands.bench.rooms.spool).pending()) == 1


def test_the_button_for_speech_begins_a_visit_then_switches_on_then_repeats(hands):
    assert hands.press(Contact.SPEECH)
    assert hands.page == "language"
    hands.choose("chosen_language", "en")
    first = hands.press(Contact.SPEECH)
    assert first[0] == "What would you like to do?"
    assert hands.press(Contact.SPEECH) == first
    hands.bench.touch("voice")
    assert not hands.bench.session.aids.voice
    assert hands.press(Contact.SPEECH) == first


def test_next_says_the_name_of_what_it_comes_to(hands):
    hands.press(Contact.SPEECH)
    hands.choose("chosen_language", "en")
    assert hands.press(Contact.NEXT)[0].startswith("Appeal to an official")
    assert hands.press(Contact.NEXT)[0].startswith("Report a violation")


def test_what_was_typed_can_be_heard_again(hands):
    hands.press(Contact.SPEECH)
    hands.choose("chosen_language", "en")
    hands.choose("see_answer")
    for digit in "014":
        hands.choose("digit", digit)
    assert "Typed: 0 1 4" in hands.press(Contact.SPEECH)
    assert hands.choose("digit", "7") == ["7"]


def test_without_the_voice_next_only_shows(hands):
    assert hands.press(Contact.NEXT) == []
    assert hands.focus == "attract.start"
    hands.press(Contact.CHOOSE)
    assert hands.page == "language"
    assert hands.focus == ""


def test_a_double_press_of_choose_does_not_hit_the_next_screen(hands):
    hands.press(Contact.NEXT)
    hands.bench.clock.forward(SETTLE_S)
    hands.kiosk.frame()
    for _ in range(2):
        hands.bench.sensors.tap(Contact.CHOOSE)
    hands.kiosk.frame()
    hands.bench.sensors.tap(Contact.NEXT)
    hands.bench.sensors.tap(Contact.CHOOSE)
    hands.kiosk.frame()

    assert hands.page == "language"


def test_a_choice_that_came_too_soon_is_not_echoed(hands):
    hands.press(Contact.SPEECH)
    for event in (("chosen_language", "en"), ("see_answer",)):
        hands.choose(*event)
    hands.there.throat.said.clear()
    hands.bench.sensors.tap(Contact.NEXT)
    hands.kiosk.frame()
    hands.bench.work("voice")
    assert hands.there.throat.said[-1] == "1"
    hands.there.throat.said.clear()
    hands.bench.sensors.tap(Contact.CHOOSE)
    hands.kiosk.frame()
    hands.bench.work("voice")
    assert "1" not in hands.there.throat.said
    assert hands.bench.session.typed == ""


def test_a_finger_on_the_screen_goes_before_the_buttons(hands):
    hands.press(Contact.SPEECH)
    hands.press(Contact.NEXT)
    held = hands.kiosk.page.widget("top.aids").box.center
    hands.there.display.inject(Tap(held, Phase.DOWN))
    hands.kiosk.frame()
    assert hands.focus == ""
    hands.press(Contact.NEXT)
    hands.press(Contact.CHOOSE)
    assert hands.page == "language"


def test_bouncing_contacts_make_one_press(hands):
    hands.press(Contact.SPEECH)
    hands.bench.sensors.press(Contact.NEXT)
    hands.bench.sensors.bounce(Contact.NEXT, 7)
    hands.bench.sensors.rest()
    hands.bench.sensors.rest()
    hands.bench.sensors.rest()
    hands.kiosk.frame()
    first = hands.focus
    assert first
    hands.bench.sensors.release(Contact.NEXT)
    hands.bench.sensors.bounce(Contact.NEXT, 7)
    hands.bench.sensors.rest()
    hands.bench.sensors.rest()
    hands.kiosk.frame()
    assert hands.focus == first


def test_a_stuck_button_is_one_press_and_the_screen_still_works(hands):
    hands.press(Contact.SPEECH)
    hands.bench.sensors.stick(Contact.NEXT)
    hands.bench.sensors.rest()
    hands.kiosk.frame()
    first = hands.focus
    for _ in range(20):
        hands.bench.sensors.wait(5)
        hands.bench.clock.forward(1)
        hands.kiosk.frame()
    assert hands.focus == first
    assert hands.bench.sensors.stuck() == {Contact.NEXT}
    hands.bench.touch("chosen_language:ru")
    assert hands.bench.state == "menu"


def test_pins_that_vanish_and_come_back_change_nothing_and_then_work(hands):
    hands.press(Contact.SPEECH)
    hands.bench.sensors.unplug()
    hands.press(Contact.NEXT)
    assert (hands.page, hands.focus) == ("language", "")
    hands.bench.sensors.plug()
    hands.bench.sensors.wait(RETRY_S)
    hands.bench.sensors.rest()
    hands.press(Contact.NEXT)
    assert hands.focus


def test_help_is_called_from_every_place_said_in_the_citizens_language_and_lit(hands):
    hands.press(Contact.SPEECH)
    hands.choose("chosen_language", "ru")
    said = hands.press(Contact.HELP)
    assert said[0] == "Помощь вызвана"
    assert hands.bench.lights.scene is not Scene.ATTENTION
    hands.bench.work()
    assert hands.bench.lights.scene is Scene.ATTENTION
    hands.choose("help_seen")
    assert hands.kiosk.page.overlay == ()
    assert hands.page == "menu"


def test_help_is_called_while_nobody_has_begun_a_visit(hands):
    hands.press(Contact.HELP)
    assert "Help has been called" in hands.kiosk.page.widget("dialog.text").text
    hands.choose("help_seen")
    assert (hands.page, hands.kiosk.page.overlay) == ("attract", ())


def test_a_focus_is_nothing_of_the_next_citizen(hands):
    hands.press(Contact.SPEECH)
    hands.press(Contact.NEXT)
    hands.bench.touch("cancel")
    hands.kiosk.frame()
    assert hands.focus == ""
    assert not hands.bench.conductor._voice.speaking


def test_buttons_do_nothing_in_the_service_menu(hands):
    hands.kiosk.service.open()
    hands.kiosk.frame()
    for contact in (Contact.SPEECH, Contact.NEXT, Contact.CHOOSE):
        hands.press(contact)
    assert hands.page == "service.pin"
    assert hands.bench.state == "attract"


def cut(hands: Hands) -> None:
    power = hands.bench.power
    power.cut()
    power._good.level = False


class Frames:
    """Stops after so many frames; the clock goes on a second with each."""

    def __init__(self, hands: Hands, most: int) -> None:
        self.hands, self.left = hands, most

    def is_set(self) -> bool:
        return self.left <= 0

    def wait(self, _timeout: float) -> bool:
        self.left -= 1
        self.hands.bench.clock.forward(1)
        return False


def test_a_power_cut_between_visits_closes_the_kiosk(hands):
    cut(hands)
    hands.kiosk.run(Frames(hands, 100))
    assert hands.kiosk.power_lost
    assert EXIT_POWER_LOST not in (0, 1, 2)


def test_a_power_cut_lets_a_registration_end_and_its_number_be_seen(hands):
    to_position(hands)
    record(hands)
    hands.choose("send_it")
    assert hands.page == "registering"
    cut(hands)
    frames = Frames(hands, 200)
    hands.kiosk.run(frames, lambda: hands.bench.work() if frames.left == 160 else None)
    assert hands.kiosk.power_lost
    assert hands.bench.state == "receipt"
    assert len(Outbox(hands.bench.rooms.spool).pending()) == 1


def test_a_power_cut_in_a_recording_ends_it_after_a_moment_and_leaves_nothing(hands):
    to_position(hands)
    hands.choose("ready")
    hands.bench.work()
    hands.bench.tick(3)
    hands.bench.work()
    cut(hands)
    hands.kiosk.run(Frames(hands, 200))
    assert hands.kiosk.power_lost
    hands.kiosk.close()
    assert hands.bench.files == []


def test_mains_that_are_back_in_time_close_nothing(hands):
    to_position(hands)
    cut(hands)
    hands.kiosk.run(Frames(hands, 10))
    hands.bench.power._good.level = True
    hands.kiosk.run(Frames(hands, 10))
    assert not hands.kiosk.power_lost
