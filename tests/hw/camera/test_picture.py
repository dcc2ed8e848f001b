import av
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hw.camera import PreviewFrame
from hw.camera.picture import Letterbox, Resizer, blank, from_rgb, planes

EVEN = st.integers(8, 60).map(lambda half: 2 * half)


@given(width=EVEN, height=EVEN)
def test_planes_are_views_of_the_picture(width: int, height: int) -> None:
    picture = blank(width, height)
    for value, plane in enumerate(planes(picture), start=50):
        plane[...] = value
    flat = picture.reshape(-1)
    luma = width * height
    assert set(flat[:luma]) == {50}
    assert set(flat[luma : luma * 5 // 4]) == {51}
    assert set(flat[luma * 5 // 4 :]) == {52}


@settings(max_examples=30, deadline=None)
@given(width=EVEN, height=EVEN)
def test_any_shape_fits_into_the_letterbox(width: int, height: int) -> None:
    frame = av.VideoFrame.from_ndarray(blank(width, height, 200), format="yuv420p")
    fitted = Letterbox(320, 180).fit(frame)
    assert fitted.shape == (270, 320)
    assert abs(int(planes(fitted)[0][90, 160]) - 200) < 3


def test_a_resized_picture_keeps_its_grey() -> None:
    small = Resizer(64, 36).resize(blank(1280, 720, 90))
    assert small.shape == (54, 64)
    assert np.abs(planes(small)[0].astype(int) - 90).max() <= 1


@pytest.mark.parametrize(("rgb", "luma"), [((0, 0, 0), 16), ((255, 255, 255), 235)])
def test_black_and_white_are_of_limited_range(rgb: tuple[int, int, int], luma: int) -> None:
    picture = from_rgb(np.full((36, 64, 3), rgb, np.uint8))
    assert abs(int(planes(picture)[0][18, 32]) - luma) <= 1


def test_two_pictures_can_be_told_apart_without_comparing_them() -> None:
    first, second = (
        PreviewFrame(np.zeros((6, 4), dtype=np.uint8), width=4, height=4, ts_us=0) for _ in range(2)
    )

    assert first == first
    assert first != second
