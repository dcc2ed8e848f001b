"""Clips in a bucket, at a real server."""

from hashlib import sha256

import pytest

from central import bucket
from central.bucket import ANSWERS, Bucket
from central.errors import BadInput, ClipsAway, NoClip
from central.settings import ClipsSettings

ID = "019a0000-0000-7000-8000-000000000001"


@pytest.fixture
def clips(buckets):
    settings = buckets.bucket()
    return Bucket(bucket.connect(settings), settings.bucket, lambda _id: "001")


def keep(clips, folder, content: bytes, id: str = ID):
    file = folder / "part"
    file.write_bytes(content)
    clips.keep(id, file, sha256(content).hexdigest())
    return file


def read(clips, id: str = ID) -> bytes:
    with clips.reader(id) as sealed:
        return sealed.read()


def test_a_key_says_booth_and_month(clips) -> None:
    assert clips.key(ID) == f"001/2025/10/{ID}.age"
    assert clips.key("ffffffff-ffff-7000-8000-000000000001").startswith("001/0000/00/")


def test_a_clip_is_kept_once_and_read_from_any_place(clips, tmp_path) -> None:
    content = bytes(range(256)) * 10_000
    for _ in range(2):
        assert keep(clips, tmp_path, content).exists()

    assert read(clips) == content
    with clips.reader(ID) as sealed:
        assert sealed.seek(-100, 2) == len(content) - 100
        assert sealed.read() == content[-100:]
        assert sealed.read() == b""
        sealed.seek(2_000_000)
        assert sealed.read(10) == content[2_000_000:2_000_010]
        assert sealed.tell() == 2_000_010
        with pytest.raises(ValueError, match="before"):
            sealed.seek(-1)


def test_a_large_clip_goes_in_pieces(clips, tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(bucket, "SINGLE_BYTES", 1_000)
    monkeypatch.setattr(bucket, "PIECE_BYTES", 5_242_880)
    content = bytes(range(256)) * 25_000

    keep(clips, tmp_path, content)
    keep(clips, tmp_path, content)

    assert read(clips) == content


def test_what_lay_there_unpromised_gives_way(clips, tmp_path) -> None:
    keep(clips, tmp_path, b"of a clip that was given up")

    keep(clips, tmp_path, b"another")

    assert read(clips) == b"another"


def test_a_deleted_clip_is_no_clip(clips, tmp_path) -> None:
    keep(clips, tmp_path, b"sealed")
    clips.delete(ID)
    clips.delete(ID)

    with pytest.raises(NoClip), clips.reader(ID):
        pass


def test_videos_are_found_when_they_have_lain_long_enough(buckets, tmp_path) -> None:
    settings = buckets.bucket()
    videos = Bucket(bucket.connect(settings), settings.bucket, lambda _id: ANSWERS)
    keep(videos, tmp_path, b"sealed")

    assert list(videos.aged(-60)) == [ID]
    assert list(videos.aged(60)) == []


def test_a_bucket_that_is_not_there_is_away_and_not_asked_again_at_once(buckets, tmp_path) -> None:
    now = [0.0]
    settings = buckets.bucket()
    clips = Bucket(bucket.connect(settings), "another", lambda _id: "001", lambda: now[0])

    with pytest.raises(ClipsAway, match="another"):
        clips.check()
    with pytest.raises(ClipsAway, match="a moment ago"):
        keep(clips, tmp_path, b"sealed")
    now[0] = 60.0
    with pytest.raises(ClipsAway, match="does not exist"):
        keep(clips, tmp_path, b"sealed")


def test_a_torn_upload_is_noticed(clips, tmp_path, monkeypatch) -> None:
    def torn(_self, key, body, hashed):
        clips._client.put_object(
            Bucket=clips._bucket, Key=key, Body=body.read()[:-1], Metadata={"sha256": hashed}
        )

    monkeypatch.setattr(Bucket, "_put_whole", torn)

    with pytest.raises(ClipsAway, match="not lie there"):
        keep(clips, tmp_path, b"sealed")


@pytest.mark.parametrize("content", [None, b"", b"one line\n", b"a b c", b"\xff"])
def test_a_secret_is_two_words(tmp_path, content) -> None:
    file = tmp_path / "secret"
    if content is not None:
        file.write_bytes(content if content != b"one line\n" else b"one\n")

    with pytest.raises(BadInput, match="secret"):
        bucket.connect(ClipsSettings("clips", "http://127.0.0.1:1", secret=file))
