"""DATA/central.toml."""

from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from central import cli, config
from central.cli_run import given_on_top
from central.errors import BadSettings
from central.options import load_settings
from central.settings import (
    CentralSettings,
    ClipsSettings,
    DatabaseSettings,
    EstListener,
    ExternalBroker,
    RunSettings,
)

DATA = Path("data")


def parse(text: str, folder: Path = DATA) -> CentralSettings:
    return config.parse(text, DATA, folder / "central.toml")


def test_an_empty_file_is_all_defaults() -> None:
    assert parse("") == CentralSettings(DATA)


def test_without_a_file_all_is_as_by_default(tmp_path) -> None:
    assert config.load(tmp_path) == CentralSettings(tmp_path)


def test_what_is_shown_is_what_is_read(tmp_path) -> None:
    for name in ("ca", "certificate", "key", "secret"):
        (tmp_path / name).touch()
    settings = CentralSettings(
        DATA,
        broker=ExternalBroker(
            "broker.example",
            8883,
            ca=tmp_path / "ca",
            certificate=tmp_path / "certificate",
            key=tmp_path / "key",
        ),
        est=EstListener("0.0.0.0", 8443, ("central.example", "10.0.0.1")),
        certificate_days=30,
        ask_phone=True,
        database=DatabaseSettings("postgresql://central@db/central"),
        clips=ClipsSettings("clips", "https://s3.example", "kz-1", tmp_path / "secret"),
        run=RunSettings(("ingest",), ("oskemen", "semey")),
        credit_bytes=65_536,
    )

    assert parse(config.render(settings)) == settings
    assert parse(config.render(CentralSettings(DATA))) == CentralSettings(DATA)


def test_paths_begin_at_the_files_folder(tmp_path) -> None:
    (tmp_path / "secret").touch()

    found = parse('[clips]\nsecret = "secret"\n', tmp_path).clips.secret

    assert found == tmp_path / "secret"


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("[run", ""),
        ("[nothing]", "nothing"),
        ("run = 1", "run"),
        ("[run]\nparts = []", "run.parts"),
        ('[run]\nparts = ["ingest", "cook"]', "run.parts[1]"),
        ('[run]\nsites = ["Өскемен"]', "run.sites[0]"),
        ('[run]\nsite = "x"', "run.site"),
        ('[database]\nurl = "mysql://x"', "database.url"),
        ('[database]\nurl = "postgresql://x\\ny"', "database.url"),
        ("[broker]\nport = 65536", "broker.port"),
        ('[broker]\naddress = "nowhere"', "broker.address"),
        ('[broker]\nca = "missing.pem"', "broker.ca"),
        ("[broker]\nca = 1", "broker.ca"),
        ('[broker]\nprotocol = "6"', "broker.protocol"),
        ('[est]\naddress = "x"', "est.address"),
        ("[est]\ncertificate_days = 0", "est.certificate_days"),
        ('[rules]\ntimezone = "Mars"', "rules.timezone"),
        ('[rules]\nask_phone = "yes"', "rules.ask_phone"),
        ("[limits]\nmax_clip_bytes = 1", "limits.max_clip_bytes"),
        ('[desk]\nhost = ""', "desk.host"),
        ('[clips]\nbucket = "A"', "clips.bucket"),
        ('[clips]\nendpoint = "x"', "clips.endpoint"),
    ],
)
def test_a_mistake_names_the_file_and_the_key(text, key) -> None:
    with pytest.raises(BadSettings) as caught:
        parse(text)

    assert caught.value.key == key
    assert str(caught.value).startswith(f"{DATA}/central.toml: {key}")


@given(st.text())
def test_whatever_the_file_says_it_is_settings_or_a_named_mistake(text) -> None:
    with suppress(BadSettings):
        parse(text)


def test_a_password_is_not_shown() -> None:
    url = "postgresql://central:secret@db/central"

    shown = config.render(replace(CentralSettings(DATA), database=DatabaseSettings(url)))

    assert "secret =" in shown
    assert ":secret@" not in shown


def test_the_command_shows_and_checks(tmp_path, capsys) -> None:
    data = ["--data", str(tmp_path / "central")]
    assert cli.main(["config", "show", *data]) == 0
    (tmp_path / "mine.toml").write_text(capsys.readouterr().out)
    assert cli.main(["config", "check", *data]) == 0
    assert "not there" in capsys.readouterr().out

    mine = ["--config", str(tmp_path / "mine.toml")]
    assert cli.main(["config", "check", *data, *mine]) == 0
    (tmp_path / "mine.toml").write_text("[run]\nparts = 1\n")

    assert cli.main(["config", "check", *data, *mine]) == 2
    assert "mine.toml: run.parts: " in capsys.readouterr().err


def test_the_command_line_wins_over_the_file(tmp_path) -> None:
    data = tmp_path / "central"
    data.mkdir()
    (data / config.FILE).write_text('[broker]\nport = 5\n[run]\nsites = ["semey"]\n')
    arguments = cli._parser().parse_args(
        ["run", "--data", str(data), "--port", "6", "--site", "oskemen", "--part", "ingest"]
    )

    settings = given_on_top(load_settings(arguments), arguments)

    assert settings.port == 6
    assert settings.run == RunSettings(("ingest",), ("oskemen",))
