"""Pictures as I420 arrays: shape (height * 3 // 2, width), uint8, limited range."""

import av
import numpy as np
import numpy.typing as npt
from av.video.reformatter import VideoReformatter

I420 = npt.NDArray[np.uint8]
Plane = npt.NDArray[np.uint8]

BLACK, WHITE, GREY_CHROMA = 16, 235, 128


def planes(i420: I420) -> tuple[Plane, Plane, Plane]:
    """Y, U and V of a contiguous I420 array as views into it."""
    rows, width = i420.shape
    height = rows * 2 // 3
    flat = i420.reshape(-1)
    luma, chroma = width * height, width * height // 4
    shape = (height // 2, width // 2)
    return (
        flat[:luma].reshape(height, width),
        flat[luma : luma + chroma].reshape(shape),
        flat[luma + chroma :].reshape(shape),
    )


def blank(width: int, height: int, luma: int = BLACK) -> I420:
    """A grey picture; width and height must be even."""
    i420 = np.full((height * 3 // 2, width), GREY_CHROMA, np.uint8)
    i420[:height] = luma
    return i420


def from_rgb(rgb: npt.NDArray[np.uint8]) -> I420:
    """An RGB picture (height, width, 3) as I420."""
    return to_i420(av.VideoFrame.from_ndarray(np.ascontiguousarray(rgb), format="rgb24"))


def to_i420(frame: av.VideoFrame) -> I420:
    """Any decoded frame as an I420 array of its own size."""
    return np.asarray(frame.to_ndarray(format="yuv420p"), dtype=np.uint8)


class Resizer:
    """Brings frames to one size, keeping the scaler's tables between frames."""

    def __init__(self, width: int, height: int) -> None:
        self.width = width
        self.height = height
        self._reformatter = VideoReformatter()

    def resize(self, i420: I420) -> I420:
        """The whole picture at this size; never the same array as the input."""
        return self.resize_frame(av.VideoFrame.from_numpy_buffer(i420, format="yuv420p"))

    def resize_frame(self, frame: av.VideoFrame) -> I420:
        """A decoded frame of any pixel format as I420 at this size."""
        scaled = self._reformatter.reformat(
            frame, self.width, self.height, format="yuv420p", interpolation="BILINEAR"
        )
        return to_i420(scaled)


class Letterbox:
    """Fits pictures of any shape into one size with black bars."""

    def __init__(self, width: int, height: int) -> None:
        self._width = width
        self._height = height
        self._resizer: Resizer | None = None

    def fit(self, frame: av.VideoFrame) -> I420:
        """The frame scaled to fit, centred on black."""
        scale = min(self._width / frame.width, self._height / frame.height)
        width = max(2, int(frame.width * scale) // 2 * 2)
        height = max(2, int(frame.height * scale) // 2 * 2)
        if self._resizer is None or (self._resizer.width, self._resizer.height) != (width, height):
            self._resizer = Resizer(width, height)
        small = self._resizer.resize_frame(frame)
        if (width, height) == (self._width, self._height):
            return small
        return self._centred(small, width, height)

    def _centred(self, small: I420, width: int, height: int) -> I420:
        out = blank(self._width, self._height)
        left = (self._width - width) // 4 * 2
        top = (self._height - height) // 4 * 2
        for target, source, part in zip(planes(out), planes(small), (1, 2, 2), strict=True):
            x, y = left // part, top // part
            target[y : y + height // part, x : x + width // part] = source
        return out
