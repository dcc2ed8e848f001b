"""The demo's folder: nothing of an earlier run is taken for this one, nothing else is deleted."""

from pathlib import Path

import pytest

from firmware.cli import main
from firmware.demo.run import BadWish, _fresh_folder


def test_an_earlier_demo_is_cleared_away(tmp_path: Path) -> None:
    installation = _fresh_folder(tmp_path)
    (installation / "booth.toml").write_text("")
    (tmp_path / "screens").mkdir()
    earlier = [tmp_path / "screens" / "01-attract.png", tmp_path / "clip.mp4"]
    for file in earlier:
        file.write_bytes(b"old")

    assert _fresh_folder(tmp_path) == installation
    assert list(installation.iterdir()) == []
    assert not any(file.exists() for file in earlier)


def test_what_is_not_the_demos_stays(tmp_path: Path) -> None:
    (tmp_path / "screens").mkdir()
    mine = [tmp_path / "screens" / "holiday.png", tmp_path / "letter.txt"]
    for file in mine:
        file.write_bytes(b"mine")

    _fresh_folder(tmp_path)

    assert all(file.exists() for file in mine)


def test_a_folder_that_is_somebody_elses_is_refused(tmp_path: Path) -> None:
    (tmp_path / "installation").mkdir()
    (tmp_path / "installation" / "mine").write_text("mine")

    with pytest.raises(BadWish, match="installation"):
        _fresh_folder(tmp_path)


@pytest.mark.parametrize(
    "wish", [["--camera", "/nowhere.mp4"], ["--speak", "0"], ["--speak", "nan"], ["--speak", "inf"]]
)
def test_what_cannot_be_done_is_said_with_code_2(
    wish: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["demo", "--scripted", *wish]) == 2
    assert wish[0] in capsys.readouterr().err
