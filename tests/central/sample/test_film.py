"""The sample's film is one that central takes as any other."""

import io
from pathlib import Path

import av

from central.sample.film import draw_film
from central.transcode import transcode


def test_it_has_a_portrait_that_moves_and_a_hum(tmp_path: Path) -> None:
    draw_film(tmp_path / "a.mp4", look=3, seconds=1.0)
    out = io.BytesIO()

    assert transcode(tmp_path / "a.mp4", out, lambda _done: None) == 1000

    out.seek(0)
    with av.open(out) as film:
        pictures = [frame.to_ndarray(format="gray8") for frame in film.decode(video=0)]
        assert pictures[0].shape == (480, 360)
        assert (pictures[0] != pictures[6]).any()
