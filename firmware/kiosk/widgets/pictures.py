"""Pictures that are not drawn by us: photos of officials, and live frames.

A frame comes as I420 and is converted and scaled in one step by swscale;
only the last one of each place is kept.
"""

from collections import OrderedDict
from hashlib import sha256
from io import BytesIO

import av
import pygame
from av.video.reformatter import VideoReformatter

from firmware.kiosk.box import Box
from hw.camera import PreviewFrame

PHOTOS_KEPT = 64


class Pictures:
    """Decoded, scaled and converted pictures, ready to blit."""

    def __init__(self) -> None:
        self._photos: OrderedDict[tuple[bytes, int, int], pygame.Surface | None] = OrderedDict()
        self._frames: dict[str, tuple[tuple[object, ...], pygame.Surface]] = {}
        self._reformatter = VideoReformatter()

    def forget(self) -> None:
        """Drop the frames: they show the last citizen. Photos are public."""
        self._frames.clear()

    def photo(self, jpeg: bytes, size: tuple[int, int]) -> pygame.Surface | None:
        """A photo cut to fill that size; None if it is no picture."""
        key = (sha256(jpeg).digest(), *size)
        if key not in self._photos:
            self._photos[key] = _cut(jpeg, size)
            if len(self._photos) > PHOTOS_KEPT:
                self._photos.popitem(last=False)
        return self._photos[key]

    def frame(
        self, place: str, frame: PreviewFrame, size: tuple[int, int], mirrored: bool
    ) -> pygame.Surface:
        """A live frame at that size, its width a multiple of 16 (see aspect_box).

        `place` names the source: its last frame is kept until the next comes.
        """
        key = (frame.ts_us, id(frame), size, mirrored)
        kept = self._frames.get(place)
        if kept and kept[0] == key:
            return kept[1]
        converted = self._reformatter.reformat(
            av.VideoFrame.from_ndarray(frame.i420, format="yuv420p"),
            width=size[0],
            height=size[1],
            format="bgra",
            interpolation="BILINEAR",
        )
        picture = pygame.image.frombuffer(converted.to_ndarray().tobytes(), size, "BGRA")
        if mirrored:
            picture = pygame.transform.flip(picture, True, False)
        # Frames are opaque: without blending a blit is a plain copy.
        picture.set_alpha(None)
        self._frames[place] = (key, picture)
        return picture


def _cut(jpeg: bytes, size: tuple[int, int]) -> pygame.Surface | None:
    try:
        picture = pygame.image.load(BytesIO(jpeg), "photo.jpg")
    except pygame.error:
        return None
    w, h = picture.get_size()
    scale = max(size[0] / w, size[1] / h)
    part = Box(0, 0, w, h).middle(min(w, round(size[0] / scale)), min(h, round(size[1] / scale)))
    return pygame.transform.smoothscale(picture.subsurface(part).convert(24), size)
