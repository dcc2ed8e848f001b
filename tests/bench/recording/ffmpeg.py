"""The ffmpeg command that does what the booth does while it records, but for the sealing."""

from pathlib import Path

from hw.camera.encoder import KEYFRAME_EVERY_S, THREADS
from hw.microphone import SAMPLE_RATE
from tests.bench.recording.raw import MODE


def command(pictures: Path, sound: Path, file: Path, seconds: float, preview: bool) -> list[str]:
    """In real time; `preview`: every picture is also made small, for nobody."""
    return [
        *["ffmpeg", "-hide_banner", "-nostdin", "-loglevel", "error", "-y"],
        *["-re", "-stream_loop", "-1", "-f", "rawvideo", "-pix_fmt", "yuv420p"],
        *f"-video_size {MODE.width}x{MODE.height} -framerate {MODE.fps} -i".split(),
        str(pictures),
        *f"-re -stream_loop -1 -f s16le -ar {SAMPLE_RATE} -ac 1 -i".split(),
        str(sound),
        *f"-t {seconds} -c:v libx264 -preset superfast -tune zerolatency".split(),
        *f"-g {MODE.fps * KEYFRAME_EVERY_S} -threads:v {THREADS} -b:v {MODE.bitrate}".split(),
        *f"-maxrate {MODE.bitrate * 13 // 10} -bufsize {MODE.bitrate * 2}".split(),
        *["-x264-params", "repeat-headers=1:scenecut=0", "-c:a", "aac", "-b:a", "64k"],
        *["-movflags", "empty_moov+default_base_moof", "-frag_duration", "500000", "-f", "mp4"],
        str(file),
        *(_preview(seconds) if preview else []),
    ]


def _preview(seconds: float) -> list[str]:
    width, height = MODE.preview
    scale = f"scale={width}:{height}:flags=bilinear"
    return f"-t {seconds} -map 0:v -vf {scale} -c:v rawvideo -f null -".split()
