"""What the tests of the kiosk share: panels, and a view of every state."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
import pygame
import pytest

from firmware.kiosk.gallery import samples
from firmware.kiosk.gallery.panels import PANELS
from firmware.kiosk.layout import Layout
from firmware.kiosk.views import View
from firmware.settings import ScreenSettings
from hw.camera import PreviewFrame


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


@pytest.fixture(scope="session", params=PANELS.values(), ids=PANELS.keys())
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


@pytest.fixture(scope="session")
def every_view() -> list[tuple[str, View]]:
    return samples.every_view()
