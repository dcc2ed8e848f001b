"""What the tests of the kiosk share: panels, and a view of every state."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from io import BytesIO

import numpy as np
import pygame
import pytest

from firmware.kiosk.layout import Layout
from firmware.kiosk.views import (
    AnswerView,
    AreaView,
    AskingView,
    AttractView,
    BodyView,
    Choice,
    ConsentView,
    CountdownView,
    Ending,
    FailedView,
    Failure,
    Hint,
    LanguageView,
    MenuView,
    NumberProblem,
    NumberView,
    OfficialCard,
    OfficialView,
    PhoneView,
    PositionView,
    RatingView,
    ReceiptView,
    RecordingView,
    RegisteringView,
    ReviewView,
    Slip,
    Status,
    ThanksView,
    View,
)
from firmware.settings import ScreenSettings
from hw.camera import PreviewFrame

PANELS = {
    "10 inch": ScreenSettings(width=1280, height=800, width_mm=217, fullscreen=False),
    "7 inch": ScreenSettings(width=800, height=480, width_mm=155, fullscreen=False),
    "24 inch tall": ScreenSettings(width=1080, height=1920, width_mm=299, fullscreen=False),
    "24 inch wide": ScreenSettings(width=1920, height=1080, width_mm=531, fullscreen=False),
}
NUMBER = "0014823190765542"


@dataclass
class Facts:
    """What the table asks the visit."""

    is_violation: bool = False
    takes_left: bool = True
    can_extend: bool = True
    walk_away_sends: bool = False


@pytest.fixture
def facts() -> Facts:
    return Facts()


@pytest.fixture(params=PANELS.values(), ids=PANELS.keys())
def layout(request: pytest.FixtureRequest) -> Layout:
    return Layout(request.param)


@pytest.fixture
def big() -> Layout:
    return Layout(PANELS["10 inch"])


@pytest.fixture
def surface_of() -> Callable[[Layout], pygame.Surface]:
    return lambda layout: pygame.Surface((layout.screen.w, layout.screen.h))


@pytest.fixture
def settings() -> ScreenSettings:
    return PANELS["7 inch"]


@pytest.fixture(autouse=True)
def display_given_back() -> Iterator[None]:
    yield
    pygame.display.quit()


def _frame(shade: int = 120, ts_us: int = 1) -> PreviewFrame:
    i420 = np.full((540, 640), 128, np.uint8)
    i420[:360] = shade
    i420[:360, :80] = 20
    return PreviewFrame(i420, 640, 360, ts_us)


@pytest.fixture
def frame() -> Callable[..., PreviewFrame]:
    return _frame


def _photo() -> bytes:
    picture = pygame.Surface((300, 400))
    picture.fill((90, 120, 140))
    file = BytesIO()
    pygame.image.save(picture, file, "photo.jpg")
    return file.getvalue()


AREAS = (
    "Тұрғын үй-коммуналдық шаруашылық",
    "Денсаулық сақтау",
    "Жолдар және қоғамдық көлік",
    "Жилищно-коммунальное хозяйство",
    "Здравоохранение",
    "Общественная безопасность",
    "Әлеуметтік қорғау",
    "Land and construction",
    "Other questions",
)
OFFICIALS = (
    ("Ахметов Нұрлан Серікұлы", "Қала әкімінің орынбасары"),
    ("Сәрсенбаева Гүлнәр Қайратқызы", "Руководитель управления образования"),
    ("Ким Александр Викторович", "Deputy mayor of the city"),
    ("Жұмабекова Айгүл Төлегенқызы", "Заместитель акима города"),
)


def _every_view() -> list[tuple[str, View]]:
    """States and views, in each of the forms a screen has."""
    choices = tuple(Choice(f"a{number}", title) for number, title in enumerate(AREAS))
    many = tuple(Choice(f"b{number}", title) for number, title in enumerate(AREAS * 4))
    officials = tuple(
        OfficialCard(f"o{n}", name, post, "Тұрғын үй-коммуналдық шаруашылық, жолдар, көлік", photo)
        for n, (name, post) in enumerate(OFFICIALS)
        for photo in [_photo() if n % 2 else None]
    )
    live, day = _frame(), date(2026, 12, 6)
    name = OFFICIALS[1][0]
    answer = "Құрметті азамат! Көше жарығы 10 желтоқсанға дейін жөнделеді.\nРақмет. " * 12
    return [
        ("attract", AttractView()),
        ("language", LanguageView()),
        ("menu", MenuView()),
        ("menu", MenuView(appeal=False, violation=False)),
        ("area", AreaView(choices)),
        ("area", AreaView(choices[:4])),
        ("area", AreaView(many, page=1)),
        ("official", OfficialView(choices[0].title, officials)),
        ("official", OfficialView(choices[0].title, officials[:1])),
        ("body", BodyView(choices[:6])),
        ("phone", PhoneView("70112")),
        ("phone", PhoneView("7011234567", optional=True, unusual=True)),
        ("consent", ConsentView(name, 120, 365)),
        ("consent", ConsentView(name, 90, 1, walk_away_sends=True)),
        ("position", PositionView(live, -20)),
        ("position", PositionView(None, None, (Hint.TOO_DARK, Hint.NOT_HEARD))),
        ("position", PositionView(live, -4, (Hint.NO_PICTURE, Hint.TOO_LOUD))),
        ("countdown", CountdownView(2, live)),
        ("recording", RecordingView(83, 37, live, -18)),
        ("recording", RecordingView(19, 101, live, -18, can_extend=True)),
        ("review", ReviewView(True, 14, 83, 2, picture=live)),
        ("review", ReviewView(False, 0, 83, 0, walk_away_sends=True)),
        ("registering", RegisteringView()),
        *(("receipt", ReceiptView(NUMBER, NUMBER, day, slip)) for slip in Slip),
        ("receipt", ReceiptView(NUMBER, NUMBER, None, Slip.PRINTED, can_reprint=False)),
        *(("thanks", ThanksView(ending)) for ending in Ending),
        *(("failed", FailedView(reason)) for reason in Failure),
        ("number", NumberView("00148231")),
        ("number", NumberView(NUMBER, NumberProblem.CHECK)),
        ("asking", AskingView()),
        *(("answer", AnswerView(s, day, name, answer)) for s in Status),
        ("answer", AnswerView(Status.ANSWERED, text="Иә.")),
        ("rating", RatingView()),
    ]


@pytest.fixture
def every_view() -> list[tuple[str, View]]:
    return _every_view()


@pytest.fixture(scope="session")
def all_views() -> list[tuple[str, View]]:
    return _every_view()


@pytest.fixture(scope="session")
def panels() -> dict[str, ScreenSettings]:
    return PANELS
