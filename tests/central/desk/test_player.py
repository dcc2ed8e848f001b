"""The clip in the player: opened in memory, in exact parts, noted once a playback."""

import io
import threading
from pathlib import Path

import av
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from central.desk.films import Films
from central.errors import CannotOpen
from central.sample.film import draw_film

SUBTITLED = Path(__file__).with_name("subtitled.mp4")
"""A second with one subtitle, made with PyAV 18: older ones cannot make such a track."""

FRAGMENTS = {"movflags": "empty_moov+default_base_moof+skip_trailer", "frag_duration": "500000"}


@pytest.fixture(scope="module")
def clip(tmp_path_factory) -> bytes:
    """Two seconds as a booth records them: fragments, without an index."""
    file = tmp_path_factory.mktemp("clip") / "clip.mp4"
    draw_film(file, 0, 2.0, FRAGMENTS)
    return file.read_bytes()


@pytest.fixture
def player(signed_in, appeal, clip):
    """Asks for parts of a clip."""
    path, reader = f"/case/{appeal(plain=clip)}/clip/one", signed_in()

    def ask(part: str = ""):
        return reader.get(path, headers={"Range": part} if part else {})

    return ask


def test_the_film_has_an_index_and_the_same_pictures_and_sound(player, clip) -> None:
    response = player()

    assert response.headers["content-type"] == "video/mp4"
    assert response.headers["accept-ranges"] == "bytes"
    assert b"moof" in clip
    assert b"moof" not in response.content
    with av.open(io.BytesIO(response.content)) as film:
        assert film.duration
        assert 1.9e6 < film.duration < 2.2e6
        packets = [bytes(packet) for packet in film.demux() if packet.size]
    with av.open(io.BytesIO(clip)) as film:
        assert sorted(packets) == sorted(bytes(one) for one in film.demux() if one.size)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(start=st.integers(0, 200_000), length=st.none() | st.integers(1, 200_000))
def test_every_part_is_exact(player, start, length) -> None:
    whole = player().content
    end = None if length is None else start + length - 1

    response = player(f"bytes={start}-{'' if end is None else end}")

    if start >= len(whole):
        assert response.status_code == 416
        assert response.headers["content-range"] == f"bytes */{len(whole)}"
        return
    part = whole[start:] if end is None else whole[start : end + 1]
    assert response.status_code == (200 if part == whole and start else 206)
    assert response.content == part
    assert response.headers["content-length"] == str(len(part))
    last = start + len(part) - 1
    assert response.headers["content-range"] == f"bytes {start}-{last}/{len(whole)}"


def test_the_last_bytes_can_be_asked_for(player) -> None:
    assert player("bytes=-100").content == player().content[-100:]


@pytest.mark.parametrize("part", ["bytes=9-3", "bytes=0-1,5-9", "lines=1-2", "bytes=", "bytes=a-b"])
def test_what_is_no_range_gets_the_whole(player, part) -> None:
    response = player(part)

    assert response.status_code == 200
    assert response.content == player().content


def test_a_playback_is_noted_once_however_many_parts_it_has(signed_in, appeal, clip, parts) -> None:
    id, reader = appeal(plain=clip), signed_in()
    for viewing in ("one", "one", "two"):
        for part in ("bytes=0-", "bytes=100-200", "bytes=-10"):
            reader.get(f"/case/{id}/clip/{viewing}", headers={"Range": part})

    assert [act.act for act in parts.audit.of(id)] == ["play", "play"]


def test_no_plain_clip_rests_on_the_disk(player, central, clip) -> None:
    assert player().status_code == 200

    for file in central.settings.data.rglob("*"):
        if file.is_file():
            assert clip[:100] not in file.read_bytes()
            assert file.suffix != ".mp4"


def test_what_is_no_film_is_given_as_it_is(signed_in, appeal) -> None:
    assert signed_in().get(f"/case/{appeal(plain=b'no film')}/clip/x").content == b"no film"


def test_a_clip_that_does_not_open_is_an_error_and_not_noted(
    signed_in, appeal, central, parts
) -> None:
    id = appeal()
    central.clips.file(id).write_bytes(b"damaged")

    assert signed_in().get(f"/case/{id}/clip/x").status_code == 500
    assert parts.audit.of(id) == []


def test_subtitles_are_there_when_the_clip_has_some(signed_in, appeal, clip) -> None:
    reader = signed_in()
    without, with_some = appeal(plain=clip), appeal(plain=SUBTITLED.read_bytes())

    assert reader.get(f"/case/{without}/subtitles.vtt").status_code == 204
    found = reader.get(f"/case/{with_some}/subtitles.vtt")
    assert found.headers["content-type"] == "text/vtt; charset=utf-8"
    assert found.text.splitlines() == [
        "WEBVTT",
        "",
        "00:00:00.500 --> 00:00:01.250",
        "Су &lt;жоқ&gt; --&gt; &amp;",
    ]


def test_who_asks_at_the_same_time_waits_for_the_one_that_opens() -> None:
    films, go, opened = Films(10_000), threading.Event(), []

    def open(plain) -> None:
        opened.append(1)
        go.wait(10)
        plain.write(b"content")

    found = []
    threads = [
        threading.Thread(target=lambda: found.append(films.film("a", open))) for _ in range(5)
    ]
    for thread in threads:
        thread.start()
    go.set()
    for thread in threads:
        thread.join()

    assert opened == [1]
    assert [film.content for film in found] == [b"content"] * 5


def test_the_clips_that_were_used_longest_ago_make_room() -> None:
    films, opened = Films(250), []

    def film(key: str) -> None:
        def open(plain) -> None:
            opened.append(key)
            plain.write(b"x" * 100)

        films.film(key, open)

    for key in "abacab":
        film(key)

    assert opened == ["a", "b", "c", "b"]


def test_a_clip_that_failed_is_tried_again() -> None:
    films = Films(1000)

    def broken(_plain) -> None:
        raise CannotOpen("damaged")

    for _ in range(2):
        with pytest.raises(CannotOpen):
            films.film("a", broken)
    assert films.film("a", lambda plain: plain.write(b"x")).content == b"x"


def test_a_clip_opened_anew_is_the_same_to_the_byte(clip) -> None:
    films = Films(1)
    first = films.film("a", lambda plain: plain.write(clip)).content
    films.film("b", lambda plain: plain.write(b"x"))

    assert films.film("a", lambda plain: plain.write(clip)).content == first
