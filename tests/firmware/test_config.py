"""booth.toml."""

from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from firmware import config
from firmware.cli import main
from firmware.errors import ConfigError
from firmware.settings import SECTIONS, BoothSettings, Settings

ROOT = Path(__file__).parents[2]


def test_the_file_in_the_root_is_every_default_with_its_comment() -> None:
    assert (ROOT / "booth.toml").read_text(encoding="utf-8") == config.render(Settings())


def test_every_setting_is_explained() -> None:
    lines = config.render(Settings()).splitlines()

    for index, line in enumerate(lines):
        if " = " in line and not line.startswith("#"):
            assert lines[index - 1].startswith("# "), line


def test_what_is_rendered_is_read_back_the_same() -> None:
    changed = config.parse('[booth]\nid = "007"\nname = "Кабина «Восток» \\"7\\""\n')

    assert config.parse(config.render(changed)) == changed
    assert changed.booth.id == "007"


def test_an_empty_file_is_all_defaults() -> None:
    assert config.parse("") == Settings()


@pytest.mark.parametrize(
    ("text", "key", "allowed"),
    [
        ("[camera]\nfsp = 25", "camera.fsp", "fps"),
        ("[kamera]\nfps = 25", "kamera", "camera"),
        ("camera = 3", "camera", "[camera]"),
        ("[camera]\nfps = '25'", "camera.fps", "int"),
        ("[camera]\nfps = 99", "camera.fps", "30"),
        ("[camera]\nfps = 1", "camera.fps", "5"),
        ("[camera]\ndriver = 'kodak'", "camera.driver", "webcam"),
        ("[printer]\nbaud = 1200", "printer.baud", "115200"),
        ("[booth]\nid = '000'", "booth.id", "three digits"),
        ("[booth]\nid = '1'", "booth.id", "three digits"),
        ("[visit]\nwarn_s = 5", "visit.warn_s", "20"),
        ("[central]\nrecipients = ['age1x']", "central.recipients", "age"),
        ("[booth]\ntimezone = 'Mars/Base'", "booth.timezone", "Asia/Almaty"),
        ("[booth]\ntimezone = 'Asia'", "booth.timezone", "Asia/Almaty"),
        ("[screen]\nwidth_mm = nan", "screen.width_mm", "80"),
        ("[screen]\nwidth_mm = -inf", "screen.width_mm", "80"),
        ("[screen]\nwidth_mm = inf", "screen.width_mm", "2000"),
        (f"[screen]\nwidth_mm = {'9' * 400}", "screen.width_mm", "Millimetres"),
        (f"[camera]\nfps = {10**40}", "camera.fps", "30"),
        ("[camera]\nfps = 25.0", "camera.fps", "int"),
        ("[camera]\nfps = true", "camera.fps", "int"),
        ("[camera]\nfps = 2026-11-22", "camera.fps", "int"),
        ("[camera.fps]\nfast = 25", "camera.fps", "int"),
        ("[[camera]]\nfps = 25", "camera", "[camera]"),
        ("[central]\nrecipients = 'age1'", "central.recipients", "array"),
        ("[central]\nrecipients = [['age1']]", "central.recipients", "age recipients"),
        ("[booth]\nname = ''", "booth.name", ">= 1"),
        ("[lights]\nready = 27", "lights.ready", "pin 27 is lights.recording's already"),
        ("[sensors]\nnext = 17", "sensors.next", "pin 17 is lights.occupied's already"),
        ("[sensors]\nnext = 5\nchoose = 5", "sensors.choose", "pin 5 is sensors.next's already"),
        (
            "[sensors]\nhelp = 5\n[power]\ngood = 5",
            "power.good",
            "pin 5 is sensors.help's already",
        ),
        ("[sensors]\nnext = 28", "sensors.next", "not wired"),
        ("[power]\ngood = -2", "power.good", "not wired"),
        ("[sensors]\nempty_s = 1", "sensors.empty_s", "5"),
        ('[booth]\nname = "a\\nb"', "booth.name", "one line"),
        ('[booth]\nid = "001\\n"', "booth.id", "one line"),
        ('[booth]\nsite = "oskemen\\n"', "booth.site", "one line"),
        ('[booth]\nspool = "/var\\u0000/x"', "booth.spool", "one line"),
    ],
)
def test_a_mistake_names_the_file_the_key_and_what_is_allowed(
    text: str, key: str, allowed: str
) -> None:
    with pytest.raises(ConfigError) as caught:
        config.parse(text, Path("card/booth.toml"))

    assert caught.value.key.startswith(key)
    assert "card/booth.toml" in str(caught.value)
    assert allowed in str(caught.value)


@pytest.mark.parametrize(
    "content",
    [
        b"[camera",
        b"\xff\xfe",
        b"a = 1\na = 2",
        b"[camera]\nfps = " + b"1" * 5000,
        b"x = " + b"[" * 5000,
    ],
)
def test_a_file_that_is_no_toml_is_said(content: bytes, tmp_path: Path) -> None:
    file = tmp_path / "booth.toml"
    file.write_bytes(content)

    with pytest.raises(ConfigError, match=r"booth\.toml"):
        config.load(file)


@pytest.mark.parametrize("text", ["[sensors]\nnext = 5\nchoose = 6", "[sensors]\nnext = 0"])
def test_pins_of_their_own_are_good(text: str) -> None:
    config.parse(text)


def test_pins_of_a_device_that_is_not_there_are_free() -> None:
    config.parse('[lights]\ndriver = "none"\n[sensors]\nnext = 17')


def test_check_says_good_with_code_0_and_bad_with_code_2(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    good, bad = tmp_path / "good.toml", tmp_path / "bad.toml"
    good.write_text("[camera]\nfps = 25\n")
    bad.write_text("[camera]\nfps = 99\n")

    assert main(["config", "check", str(good)]) == 0
    assert main(["config", "check", str(bad)]) == 2
    assert main(["config", "check", str(tmp_path / "none.toml")]) == 2
    assert "bad.toml: camera.fps" in capsys.readouterr().err


def test_show_prints_the_settings_in_force(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "booth.toml"
    file.write_text("[camera]\nfps = 15\n")

    assert main(["config", "show", "--config", str(file)]) == 0
    assert "fps = 15" in capsys.readouterr().out


def test_every_section_is_a_part_of_the_settings() -> None:
    assert list(SECTIONS) == [field.name for field in msgspec.structs.fields(Settings)]


def test_a_file_that_was_saved_on_windows_is_read(tmp_path: Path) -> None:
    file = tmp_path / "booth.toml"
    file.write_bytes("\ufeff[camera]\r\nfps = 15\r\n".encode())

    assert config.load(file).camera.fps == 15


@given(st.text(min_size=1, max_size=60), st.text(max_size=120))
def test_any_text_is_either_refused_or_rendered_so_that_it_is_read_back(
    name: str, address: str
) -> None:
    settings = Settings(booth=BoothSettings(name=name, address=address))
    try:
        read = config.parse(config.render(settings))
    except ConfigError:
        return
    assert read == settings
