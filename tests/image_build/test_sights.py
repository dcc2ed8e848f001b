"""How the boot test knows a screen, and where it touches it."""

import pytest

from firmware.appeals.appeal import Language
from firmware.kiosk import views
from firmware.kiosk.views import UiEvent
from hw.bench.scene import Scene
from hw.camera import PreviewFrame
from tests.boot.errors import Unlike
from tests.boot.sights import Easel

SIZE = (640, 360)


@pytest.fixture(scope="module")
def easel() -> Easel:
    return Easel(Language.KK)


def frame(ts_us: int) -> PreviewFrame:
    return PreviewFrame(Scene(*SIZE).draw(ts_us), *SIZE, ts_us)


@pytest.mark.parametrize(
    ("state", "one", "other"),
    [
        ("phone", views.PhoneView("701123456"), views.PhoneView("7011234567")),
        ("phone", views.PhoneView("7011234567"), views.PhoneView("7011234561")),
        ("menu", views.MenuView(), views.MenuView(answer=False)),
        ("review", views.ReviewView(True, 0, 9, 2), views.ReviewView(False, 0, 9, 2)),
        ("number", views.NumberView("0014"), views.NumberView("0015")),
    ],
)
def test_one_digit_or_button_makes_it_another_screen(
    easel: Easel, state: str, one: views.View, other: views.View
) -> None:
    seen = easel.draw(state, one)

    assert seen.is_in(seen.screen)
    assert not easel.draw(state, other).is_in(seen.screen)


def test_the_cameras_picture_and_the_time_say_nothing(easel: Easel) -> None:
    early = easel.draw("recording", views.RecordingView(110, 10, frame(1), -18))
    late = easel.draw("recording", views.RecordingView(60, 60, frame(5_000_000), -30))

    assert early.is_in(late.screen)
    assert early.is_lit(late.screen)


def test_a_recording_without_sound_is_another_screen(easel: Easel) -> None:
    heard = easel.draw("recording", views.RecordingView(110, 10, frame(1), -18))
    deaf = easel.draw("recording", views.RecordingView(110, 10, frame(1), None))

    assert not heard.is_in(deaf.screen)


def test_a_touch_goes_into_the_middle_of_what_means_it(easel: Easel) -> None:
    sight = easel.draw("menu", views.MenuView())
    card = sight.page.widget("menu.appeal")

    assert card is not None
    assert sight.place(UiEvent("appeal")) == card.box.center
    with pytest.raises(Unlike, match="nothing to touch"):
        sight.place(UiEvent("send_it"))


def test_what_is_closed_is_not_offered(easel: Easel) -> None:
    sight = easel.draw("menu", views.MenuView(answer=False))

    assert sight.offers(UiEvent("appeal"))
    assert not sight.offers(UiEvent("see_answer"))
