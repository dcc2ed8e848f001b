"""What a scripted visit proves: measured figures, and whether everything fits."""

import hashlib
import json
from dataclasses import asdict, dataclass
from pathlib import Path

import av
import zxingcpp
from PIL import Image

from central.errors import NotFound
from central.server import Central
from firmware.appeals import number as numbers
from firmware.appeals.errors import BadNumber
from firmware.appeals.receipt import Slip, lay_out
from hw.bench.marks import NoMarks, measure_clip
from hw.escpos import FEED_TO_BLADE


@dataclass(frozen=True, slots=True)
class Summary:
    """summary.json. Hashes are of the sealed clip; times are seconds unless named."""

    number: str
    appeal_id: str
    clip_s: float
    video_frames: int
    dropped_frames: int | None
    audio_s: float
    av_offset_ms: float | None
    clip_sha256_at_booth: str
    clip_sha256_at_central: str
    stored: bool
    seconds_from_send_to_stored: float | None
    receipt_number_read_back: str
    receipt_identical: bool
    number_at_central: str
    answer_given: str
    answer_text_shown: str
    answer_video_shown_s: float
    rating_at_central: str
    clip_decodes: bool
    visit_s: float

    def faults(self) -> list[str]:
        """What does not fit; empty when the visit proved itself."""
        checks = {
            "the clip was not taken over by central": self.stored,
            "the number on the paper is not the number at central": (
                self.receipt_number_read_back == self.number_at_central == self.number != ""
            ),
            "the paper is not the slip laid out for that number": self.receipt_identical,
            "the clip at central is not the clip of the booth": (
                self.clip_sha256_at_booth == self.clip_sha256_at_central != ""
            ),
            "the clip does not decode from first to last frame": self.clip_decodes,
            "the video of the answer was not shown": self.answer_video_shown_s > 0,
            "the answer shown is not the answer given": (
                self.answer_text_shown == self.answer_given != ""
            ),
        }
        return [fault for fault, fits in checks.items() if not fits]

    def write(self, file: Path) -> None:
        """Write summary.json."""
        file.write_text(
            json.dumps(asdict(self), ensure_ascii=False, indent=2) + "\n", encoding="utf-8"
        )


@dataclass(frozen=True, slots=True)
class ClipFigures:
    """What decoding the whole clip showed."""

    seconds: float = 0.0
    frames: int = 0
    dropped: int | None = None
    audio_s: float = 0.0
    av_offset_ms: float | None = None
    decodes: bool = False


def measure(file: Path) -> ClipFigures:
    """Decode a clip from first to last frame; marks are there only with the simulated camera."""
    try:
        found = measure_clip(file)
    except NoMarks:
        return _decode(file)
    except (OSError, ValueError, av.FFmpegError):
        return ClipFigures()
    return ClipFigures(
        seconds=round(float(found.duration_s), 3),
        frames=found.frames,
        dropped=found.dropped,
        audio_s=round(float(found.audio_s), 3),
        av_offset_ms=None if found.av_offset_ms is None else round(float(found.av_offset_ms), 2),
        decodes=found.frames > 0,
    )


def _decode(file: Path) -> ClipFigures:
    frames = samples = rate = 0
    last = 0.0
    try:
        with av.open(str(file)) as clip:
            for frame in clip.decode(video=0, audio=0):
                if isinstance(frame, av.AudioFrame):
                    samples, rate = samples + frame.samples, frame.sample_rate
                elif isinstance(frame, av.VideoFrame):
                    frames, last = frames + 1, max(last, float(frame.time or 0.0))
    except (OSError, ValueError, av.FFmpegError):
        return ClipFigures(frames=frames)
    seconds = round(samples / rate, 3) if rate else 0.0
    return ClipFigures(round(last, 3), frames, None, seconds, None, frames > 0)


def read_number(paper: Image.Image) -> str:
    """The registration number in the slip's QR, "" if none can be read."""
    for code in zxingcpp.read_barcodes(paper.convert("L")):
        try:
            return numbers.parse(code.text)
        except BadNumber:
            continue
    return ""


def is_identical(paper: Image.Image, slip: Slip) -> bool:
    """Whether the decoded paper is that slip, dot for dot, plus the feed to the blade."""
    laid_out = lay_out(slip, paper.width)
    fed = paper.crop((0, laid_out.height, paper.width, paper.height))
    return (
        paper.height >= laid_out.height
        and paper.crop((0, 0, *laid_out.size)).tobytes() == laid_out.tobytes()
        and fed.height <= FEED_ROWS
        and not fed.point(lambda dot: 0 if dot else 255).getbbox()
    )


FEED_ROWS = FEED_TO_BLADE[-1]


def sha256_of(central: Central, id: str) -> str:
    """Of a clip as central keeps it, "" when it is not there."""
    try:
        with central.clips.reader(id) as sealed:
            return hashlib.sha256(sealed.read()).hexdigest()
    except NotFound:
        return ""
