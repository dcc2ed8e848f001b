"""Opened clips, in memory alone, for as long as there is room.

A booth's clip is a fragmented MP4 without an index: to seek in it Chromium reads the head of
every fragment, some thirty requests a minute of video (measured, Chromium 156), and other
browsers do not seek at all. So it is put into a plain MP4 once it is open: 40 ms a minute.
The same clip always becomes the same bytes; a player may ask for parts on both sides of the
clip's having been dropped and opened anew.
"""

import html
import io
import threading
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from typing import BinaryIO

import av
import av.container
import av.subtitles.stream

Open = Callable[[BinaryIO], None]

_AT_ONCE = 2
_UNBOUND = {"format_whitelist": "mov", "protocol_whitelist": "file"}


@dataclass(frozen=True, slots=True)
class Film:
    """What a player gets; `subtitles` is WebVTT, empty where there are none."""

    content: bytes
    subtitles: str = ""

    @property
    def size(self) -> int:
        """Bytes of memory."""
        return len(self.content) + len(self.subtitles)


class Films:
    """Opens a clip once for all who ask for it, and drops the ones that were used longest ago."""

    def __init__(self, budget: int) -> None:
        """`budget`: bytes that opened clips may take together."""
        self.budget = budget
        self._lock = threading.Lock()
        self._opening = threading.Semaphore(_AT_ONCE)
        self._films: OrderedDict[str, Future[Film]] = OrderedDict()

    def film(self, key: str, open: Open) -> Film:
        """The clip, opened by `open` unless it is still there. Raises what `open` raises."""
        with self._lock:
            known = self._films.get(key)
            if known is not None:
                self._films.move_to_end(key)
            else:
                made: Future[Film] = Future()
                self._films[key] = made
        if known is not None:
            return known.result()
        try:
            with self._opening:
                film = _film(open)
        except BaseException as error:
            self.forget(key)
            made.set_exception(error)
            raise
        made.set_result(film)
        self._make_room()
        return film

    def forget(self, key: str) -> None:
        """Drop one."""
        with self._lock:
            self._films.pop(key, None)

    def _make_room(self) -> None:
        with self._lock:
            ready = {key: made.result().size for key, made in self._films.items() if made.done()}
            taken = sum(ready.values())
            for key, size in list(ready.items())[:-1]:
                if taken <= self.budget:
                    return
                del self._films[key]
                taken -= size


def _film(open: Open) -> Film:
    plain = io.BytesIO()
    open(plain)
    try:
        return Film(_indexed(plain), _subtitles(plain))
    except av.FFmpegError:
        # Perhaps a browser makes more of it than we do.
        return Film(plain.getvalue())


def _indexed(plain: BinaryIO) -> bytes:
    """The same pictures and sound with an index."""
    plain.seek(0)
    out = io.BytesIO()
    with (
        av.open(plain, "r", options=dict(_UNBOUND)) as given,
        av.open(out, "w", format="mp4", options={"fflags": "+bitexact"}) as made,
    ):
        streams = {
            # Opaque: PyAV 14 else opens an encoder, and without one loses the track in silence.
            stream.index: made.add_stream_from_template(stream, opaque=True)
            for stream in (*given.streams.video, *given.streams.audio)
        }
        if not streams:
            raise av.InvalidDataError(0, "neither pictures nor sound")
        for packet in given.demux(*(given.streams[index] for index in streams)):
            if packet.dts is not None:
                packet.stream = streams[packet.stream.index]
                made.mux(packet)
    return out.getvalue()


def _subtitles(plain: BinaryIO) -> str:
    """The first track of subtitles as WebVTT."""
    plain.seek(0)
    with av.open(plain, "r", options=dict(_UNBOUND)) as given:
        if not given.streams.subtitles:
            return ""
        stream = given.streams.subtitles[0]
        cues = [cue for packet in given.demux(stream) for cue in _cues(packet)]
    return "\n".join(["WEBVTT", "", *cues]) if cues else ""


def _cues(packet: "av.Packet[av.subtitles.stream.SubtitleStream]") -> list[str]:
    # In an MP4 a subtitle is its length in two bytes and the text.
    content = bytes(packet)
    text = content[2 : 2 + int.from_bytes(content[:2], "big")].decode(errors="replace").strip()
    if not text or packet.pts is None or packet.time_base is None:
        return []
    start = float(packet.pts * packet.time_base)
    end = start + float((packet.duration or 0) * packet.time_base)
    # An empty line would end the cue.
    safe = html.escape("\n".join(filter(str.strip, text.splitlines())), quote=False)
    return [f"{_clock(start)} --> {_clock(end)}", safe, ""]


def _clock(seconds: float) -> str:
    whole = round(seconds * 1000)
    minutes, millis = divmod(whole, 60_000)
    return f"{minutes // 60:02d}:{minutes % 60:02d}:{millis // 1000:02d}.{millis % 1000:03d}"
