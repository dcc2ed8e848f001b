import io

import av
import pytest

from hw.camera.encoder import H264Encoder
from hw.camera.picture import blank

NAL_SPS, NAL_PPS, NAL_IDR = 7, 8, 5


def nal_types(data: bytes) -> list[int]:
    """The NAL unit types of an Annex B buffer."""
    return [part[0] & 0x1F for part in data.split(b"\x00\x00\x01")[1:]]


def encoded(count: int):
    encoder = H264Encoder(640, 360, 25, 500_000)
    packets = []
    for index in range(count):
        out = encoder.encode(blank(640, 360, 16 + index), 7_000_000 + index * 40_000)
        assert len(out) == 1
        packets += out
    assert encoder.flush() == []
    return packets


def test_every_frame_gives_its_packet_at_once_with_its_time() -> None:
    packets = encoded(10)
    assert [p.ts_us for p in packets] == [7_000_000 + i * 40_000 for i in range(10)]


def test_a_key_frame_comes_every_two_seconds_with_its_parameter_sets() -> None:
    packets = encoded(110)
    keyframes = [i for i, p in enumerate(packets) if p.keyframe]
    assert keyframes == [0, 50, 100]
    for index in keyframes:
        types = nal_types(packets[index].data)
        assert {NAL_SPS, NAL_PPS, NAL_IDR} <= set(types)
    assert NAL_SPS not in nal_types(packets[1].data)


def test_the_stream_says_its_colours() -> None:
    data = b"".join(p.data for p in encoded(3))
    with av.open(io.BytesIO(data), "r", format="h264") as clip:
        frame = next(clip.decode(video=0))
        context = clip.streams.video[0].codec_context
    assert (context.color_primaries, context.color_trc, frame.colorspace) == (1, 1, 1)
    assert frame.color_range == 1


def test_an_encoder_that_got_nothing_flushes_nothing() -> None:
    assert H264Encoder(640, 360, 25, 500_000).flush() == []


@pytest.mark.parametrize("size", [(640, 360), (1280, 720), (1920, 1080)])
def test_the_usual_sizes_are_encoded(size: tuple[int, int]) -> None:
    assert H264Encoder(*size, 25, 2_000_000).encode(blank(*size), 0)[0].keyframe
