"""What the bench paints into its pictures, and how to read it back.

Every picture carries its frame number as a row of black and white cells along
its top edge; once a second there is a flash in the picture and a beep in the
sound. So a recorded clip itself tells which frames it lost and how far its
sound is from its picture. The cells are large enough for 2 Mbit/s H.264 and
for the small preview.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import IO

import av
import numpy as np
import numpy.typing as npt

from hw.camera.picture import BLACK, WHITE, planes, to_i420

Luma = npt.NDArray[np.uint8]

NUMBER_BITS = 32
CHECK_BITS = 8
# The ends tell a mark from a dark or bright bar.
START, END = (1, 0, 1), (0, 1, 1)
CELLS = len(START) + NUMBER_BITS + CHECK_BITS + len(END)
MARK_SHARE = 0.04  # of the picture's height

FLASH_FRAMES = 3
FLASH_BOX = (0.03, 0.12, 0.17, 0.37)  # left, top, right, bottom as shares of the picture

BEEP_HZ = 1000
BEEP_S = 0.08
BEEP_LEVEL = 0.5  # of full scale

# A beep belongs to the flash nearest to it.
_PAIR_WITHIN_S = 0.5

_MIDDLE = (BLACK + WHITE) // 2
_CONTRAST = 50
_FLASH_LUMA = 200
_QUIET_S = 0.2


def draw_mark(y_plane: Luma, number: int) -> None:
    """Paint the frame number (modulo 2**32) along the top edge of a luma plane."""
    height, width = y_plane.shape
    bits = np.array(_bits(number % 2**NUMBER_BITS), bool)
    cell_of_column = np.arange(width) * CELLS // width
    y_plane[: mark_rows(height)] = np.where(bits[cell_of_column], WHITE, BLACK)


def mark_rows(height: int) -> int:
    """How many rows at the top the mark takes in a picture of this height."""
    return max(8, round(height * MARK_SHARE / 2) * 2)


def read_mark(y_plane: Luma) -> int | None:
    """The frame number painted into this picture, or None where there is none."""
    height, width = y_plane.shape
    rows = mark_rows(height)
    strip = y_plane[rows // 4 : rows - rows // 4].astype(np.float32).mean(axis=0)
    levels = np.array(
        [_level(strip, index * width / CELLS, width / CELLS) for index in range(CELLS)]
    )
    if np.abs(levels - _MIDDLE).min() < _CONTRAST:
        return None
    bits = tuple(int(level > _MIDDLE) for level in levels)
    number = int("".join(map(str, bits[len(START) : len(START) + NUMBER_BITS])), 2)
    return number if bits == _bits(number) else None


def _level(strip: npt.NDArray[np.float32], left: float, cell: float) -> float:
    """The mean of a cell's middle, away from its blurred edges."""
    first = int(left + cell * 0.3)
    return float(strip[first : max(first + 1, int(left + cell * 0.7))].mean())


def draw_flash(y_plane: Luma) -> None:
    """Paint the white patch of the second's first frames."""
    top, bottom, left, right = _flash_box(y_plane)
    y_plane[top:bottom, left:right] = WHITE


def is_flash(y_plane: Luma) -> bool:
    """Whether the patch is white in this picture."""
    top, bottom, left, right = _flash_box(y_plane)
    inset_y, inset_x = (bottom - top) // 4, (right - left) // 4
    patch = y_plane[top + inset_y : bottom - inset_y, left + inset_x : right - inset_x]
    return bool(patch.mean() > _FLASH_LUMA)


def beep(rate: int) -> npt.NDArray[np.float32]:
    """The beep's samples, full scale being 1; it starts at full strength."""
    t = np.arange(int(rate * BEEP_S)) / rate
    return (BEEP_LEVEL * np.sin(2 * np.pi * BEEP_HZ * t)).astype(np.float32)


def beep_onsets(samples: npt.NDArray[np.int16], rate: int) -> list[int]:
    """The sample indices at which beeps begin; only what is loud and sudden counts."""
    loud = np.flatnonzero(np.abs(samples.astype(np.int32)) > 0.4 * BEEP_LEVEL * 32767)
    if loud.size == 0:
        return []
    new = np.concatenate(([True], np.diff(loud) > rate * _QUIET_S))
    # The sine needs asin(0.4) of its turn to reach the level looked for.
    lead = round(rate * np.arcsin(0.4) / (2 * np.pi * BEEP_HZ))
    return [max(0, int(i) - lead) for i in loud[new] if i >= lead]


class NoMarks(ValueError):
    """A clip that was not taken by the bench's camera, or shows nothing of it."""


@dataclass(frozen=True, slots=True)
class ClipMeasure:
    """What a clip says about itself.

    `dropped` are numbers missing between the first and the last, without those
    of `unreadable` frames (a covered lens). A frozen picture shows as `repeated`
    frames and as missing numbers. `av_offset_ms` is positive when the sound
    is late, and None when the clip has no flash with a beep near it.
    """

    frames: int
    dropped: int
    first_number: int
    last_number: int
    duration_s: float
    audio_s: float
    av_offset_ms: float | None
    unreadable: int = 0
    repeated: int = 0


def measure_clip(clip: str | Path | IO[bytes]) -> ClipMeasure:
    """Decode a clip from its first to its last frame and read its marks.

    Times are those of the container, as a player sees them. Raises NoMarks, or
    av.error.FFmpegError for what is no clip.
    """
    source = str(clip) if isinstance(clip, Path) else clip
    picture, sound = _PictureTrack(), _SoundTrack()
    with av.open(source, "r") as container:
        streams = [*container.streams.video[:1], *container.streams.audio[:1]]
        for frame in container.decode(*streams):
            if isinstance(frame, av.VideoFrame):
                picture.add(frame)
            elif isinstance(frame, av.AudioFrame):
                sound.add(frame)
    if not picture.numbers:
        raise NoMarks(f"{clip}: no frame of {picture.frames} carries a number")
    distinct = len(set(picture.numbers))
    first, last = picture.numbers[0], picture.numbers[-1]
    unreadable = picture.frames - len(picture.numbers)
    return ClipMeasure(
        frames=picture.frames,
        dropped=max(0, last - first + 1 - distinct - unreadable),
        first_number=first,
        last_number=last,
        duration_s=picture.duration_s,
        audio_s=sound.duration_s,
        av_offset_ms=_offset_ms(picture.flashes_s, sound.beeps_s()),
        unreadable=unreadable,
        repeated=len(picture.numbers) - distinct,
    )


@dataclass(slots=True)
class _PictureTrack:
    frames: int = 0
    numbers: list[int] = field(default_factory=list)
    flashes_s: list[float] = field(default_factory=list)
    _times_s: list[float] = field(default_factory=list)
    # The frame before, if it was readable and dark: a flash begins after it.
    _dark_number: int | None = None

    def add(self, frame: av.VideoFrame) -> None:
        y_plane = planes(to_i420(frame))[0]
        time_s = float(frame.time or 0.0)
        number, flash = read_mark(y_plane), is_flash(y_plane)
        self.frames += 1
        self._times_s.append(time_s)
        if number is not None:
            self.numbers.append(number)
            if flash and self._dark_number is not None and self._dark_number + 1 == number:
                self.flashes_s.append(time_s)
        self._dark_number = None if flash else number

    @property
    def duration_s(self) -> float:
        """From the first frame to the end of the last."""
        times = self._times_s
        if len(times) < 2:
            return 0.0
        return float(times[-1] - times[0] + median(np.diff(times)))


@dataclass(slots=True)
class _SoundTrack:
    _rate: int = 48_000
    _blocks: list[npt.NDArray[np.int16]] = field(default_factory=list)
    _starts_s: list[float] = field(default_factory=list)

    def add(self, frame: av.AudioFrame) -> None:
        self._rate = frame.sample_rate
        self._blocks.append(_mono(frame))
        self._starts_s.append(float(frame.time or 0.0))

    @property
    def duration_s(self) -> float:
        return sum(len(block) for block in self._blocks) / self._rate

    def beeps_s(self) -> list[float]:
        """When the beeps begin, by the time stamp of the block each lies in."""
        if not self._blocks:
            return []
        firsts = np.cumsum([0, *(len(block) for block in self._blocks)])
        onsets = beep_onsets(np.concatenate(self._blocks), self._rate)
        blocks = np.searchsorted(firsts, onsets, side="right") - 1
        return [
            self._starts_s[block] + float(onset - firsts[block]) / self._rate
            for onset, block in zip(onsets, blocks, strict=True)
        ]


def _mono(frame: av.AudioFrame) -> npt.NDArray[np.int16]:
    samples = np.asarray(frame.to_ndarray())
    if not frame.format.is_planar:
        samples = samples.reshape(-1, frame.layout.nb_channels).T
    first = samples[0].astype(np.float32)
    if samples.dtype.kind == "f":
        first = np.clip(first, -1, 1) * 32767
    return np.asarray(first, np.int16)


def _offset_ms(flashes_s: list[float], beeps_s: list[float]) -> float | None:
    offsets = [
        nearest - flash
        for flash in flashes_s
        if beeps_s
        and abs((nearest := min(beeps_s, key=lambda beep_s: abs(beep_s - flash))) - flash)
        < _PAIR_WITHIN_S
    ]
    return 1000 * median(offsets) if offsets else None


def _flash_box(y_plane: Luma) -> tuple[int, int, int, int]:
    height, width = y_plane.shape
    left, top, right, bottom = FLASH_BOX
    return int(height * top), int(height * bottom), int(width * left), int(width * right)


def _bits(number: int) -> tuple[int, ...]:
    return (*START, *_binary(number, NUMBER_BITS), *_binary(_crc8(number), CHECK_BITS), *END)


def _binary(value: int, digits: int) -> Iterator[int]:
    return (value >> shift & 1 for shift in reversed(range(digits)))


def _crc8(number: int) -> int:
    """CRC-8 (polynomial 0x07) over the number's four bytes."""
    crc = 0xFF
    for byte in number.to_bytes(NUMBER_BITS // 8, "big"):
        crc ^= byte
        for _ in range(8):
            crc = (crc << 1 ^ 0x07) & 0xFF if crc & 0x80 else crc << 1
    return crc
