"""The scripted demo, as a newcomer runs it."""

import json
from pathlib import Path

import pytest
from PIL import Image

from firmware.cli import main
from tests.journey.conftest import RunningDemo

KEYS = {
    "number", "appeal_id", "clip_s", "video_frames", "audio_s", "av_offset_ms",
    "clip_sha256_at_booth", "clip_sha256_at_central", "stored", "seconds_from_send_to_stored",
    "receipt_number_read_back", "answer_text_shown",
}  # fmt: skip

STATES = {
    "attract", "language", "menu", "area", "official", "phone", "consent", "position",
    "countdown", "recording", "review", "registering", "receipt", "thanks", "number",
    "asking", "answer", "watching", "rating",
}  # fmt: skip


def test_a_scripted_visit_proves_itself_and_leaves_its_pictures(running_demo: RunningDemo) -> None:
    said, out = running_demo.end(), running_demo.out

    assert running_demo.process.returncode == 0, said
    summary = json.loads((out / "summary.json").read_text())
    assert set(summary) >= KEYS
    assert summary["stored"] is True
    assert summary["receipt_number_read_back"] == summary["number"]
    assert summary["clip_sha256_at_booth"] == summary["clip_sha256_at_central"]
    assert summary["answer_text_shown"] == summary["answer_given"]
    assert summary["answer_video_shown_s"] >= 2
    assert summary["rating_at_central"] == "good"
    assert summary["visit_s"] < 60
    pictures = sorted((out / "screens").glob("*.png"))
    assert {picture.stem.split("-", 1)[1] for picture in pictures} >= STATES
    names = ("receipt.png", "answer.png", "video.png")
    for file in (*pictures, *(out / name for name in names)):
        with Image.open(file) as picture:
            assert picture.convert("L").getextrema() != (0, 0)
    assert (out / "clip.mp4").stat().st_size > 50_000


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (["--camera", "/nowhere/film.mp4"], "no file"),
        (["--speak", "0"], "1 to 110"),
    ],
)
def test_a_wish_that_cannot_be_met_is_said_with_code_2(
    arguments: list[str], why: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["demo", "--scripted", *arguments]) == 2
    assert why in capsys.readouterr().err


def test_a_folder_that_is_not_an_earlier_demos_is_left_alone(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    mine = tmp_path / "installation" / "mine.txt"
    mine.parent.mkdir()
    mine.write_text("precious")

    assert main(["demo", "--scripted", "--out", str(tmp_path)]) == 2
    assert mine.read_text() == "precious"
    assert "not an earlier demo" in capsys.readouterr().err
