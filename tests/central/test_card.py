"""`central booth add --card`: the card folder of one booth."""

import re
import tomllib
from pathlib import Path

import pytest

from central import cli
from central.sample import publish_sample
from central.server import Central
from central.settings import CentralSettings
from firmware import config
from firmware.appeals.signing import load_public
from firmware.wire import card, signed


@pytest.fixture
def data(tmp_path) -> Path:
    """The folder of a central with a directory, pages and photos."""
    central = Central(CentralSettings(tmp_path / "central"))
    publish_sample(central)
    return tmp_path / "central"


@pytest.fixture
def add(data, tmp_path, capsys):
    def call(*more: object, id: str = "001", where: str = "card") -> tuple[int, str, str]:
        fixed = ("booth", "add", id, "--site", "oskemen", "--card", tmp_path / where)
        code = cli.main([*map(str, (*fixed, *more)), "--data", str(data)])
        said = capsys.readouterr()
        return code, said.out, said.err

    return call


HOST = ("--host", "central.example")


def test_one_command_makes_the_whole_card(add, tmp_path) -> None:
    code, out, err = add(*HOST, "--name", "Диалог · ХҚКО", "--address", 'ул. "Мира", 1')

    assert (code, err) == (0, "")
    assert str(tmp_path / "card") in out
    settings = config.load(tmp_path / "card" / card.SETTINGS)
    assert (settings.booth.id, settings.booth.site) == ("001", "oskemen")
    assert (settings.booth.name, settings.booth.address) == ("Диалог · ХҚКО", 'ул. "Мира", 1')
    assert (settings.central.host, settings.central.port) == ("central.example", 8883)
    assert settings.central.est == "central.example:8443"
    assert settings.central.ca == "/etc/dialog/central/ca.pem"
    assert settings.central.signing_key == "/etc/dialog/central/central.pem"
    files = {
        str(file.relative_to(tmp_path / "card"))
        for file in (tmp_path / "card").rglob("*")
        if file.is_file() and file.suffix != ".jpg"
    }
    assert files == {
        "booth.toml",
        "code.txt",
        "READ-ME.txt",
        "central/ca.pem",
        "central/central.pem",
        "central/directory/directory.jws",
        "central/directory/pages.jws",
    }


def test_what_is_published_lies_on_the_card_signed_and_with_every_photo(add, tmp_path) -> None:
    add(*HOST)
    key = load_public(tmp_path / "card/central/central.pem")
    folder = tmp_path / "card/central/directory"

    directory = signed.read_directory((folder / "directory.jws").read_text(), key)
    assert directory.site == "oskemen"
    assert signed.read_pages((folder / "pages.jws").read_text(), key).site == "oskemen"
    wanted = {f"{official.photo}.jpg" for official in directory.officials if official.photo}
    assert wanted
    assert wanted == {file.name for file in folder.glob("*.jpg")}


def test_an_update_that_is_announced_is_not_taken_for_the_directory(add, data, tmp_path) -> None:
    bundle = tmp_path / "booth.raucb"
    bundle.write_bytes(b"hsqs")
    central = Central(CentralSettings(data))
    central.updates.publish(bundle, "1.2")
    add(*HOST)
    key = central.keys.signing.public_key()
    token = (tmp_path / "card" / "central" / "directory" / "directory.jws").read_text()
    assert signed.read_directory(token, key).officials


def test_no_private_key_is_on_the_card(add, data, tmp_path) -> None:
    add(*HOST)
    secrets = [file.read_bytes().strip() for file in (data / "keys").iterdir() if file.is_file()]
    private = [text for text in secrets if b"PRIVATE" in text or b"SECRET" in text]
    assert len(private) >= 4

    for file in (tmp_path / "card").rglob("*"):
        content = file.read_bytes() if file.is_file() else b""
        assert b"PRIVATE" not in content
        assert b"AGE-SECRET" not in content
        assert not any(text in content for text in private)


def test_the_code_of_the_card_is_good_for_its_booth_alone(add, data, tmp_path) -> None:
    add(*HOST, "--hours", "5")
    code = (tmp_path / "card" / card.CODE).read_text().strip()

    enrolment = Central(CentralSettings(data)).enrolment
    assert enrolment._problem("001", code) == ""
    assert enrolment._problem("002", code) != ""
    assert "5 hours" in (tmp_path / "card" / card.READ_ME).read_text()


def test_everything_is_plain_text_that_any_editor_shows(add, tmp_path) -> None:
    add(*HOST)

    for name in (card.SETTINGS, card.READ_ME, card.CODE):
        content = (tmp_path / "card" / name).read_bytes()
        assert not re.search(rb"[^\r]\n", content)
        assert content.decode("utf-8")


def test_the_read_me_speaks_three_languages(add, tmp_path) -> None:
    add(*HOST)
    text = (tmp_path / "card" / card.READ_ME).read_text(encoding="utf-8")

    assert all(name in text for name in ("ҚАЗАҚША", "ПО-РУССКИ", "IN ENGLISH", "001"))
    (example,) = re.findall(r"wifi\.toml:\n((?:    .*\n)+)", text)
    assert set(tomllib.loads(example)) == {"ssid", "password", "country"}


def test_hosts_and_ports_are_known_from_central_s_settings(add, data, tmp_path) -> None:
    (data / "central.toml").write_text(
        '[broker]\naddress = "mqtt.example:8884"\n'
        '[est]\naddress = "0.0.0.0:9443"\nnames = ["est.example"]\n'
    )

    assert add()[0] == 0
    central = config.load(tmp_path / "card" / card.SETTINGS).central
    assert (central.host, central.port, central.est) == ("mqtt.example", 8884, "est.example:9443")


@pytest.mark.parametrize(
    "settings",
    [
        "",
        '[broker]\naddress = "127.0.0.1:8883"\n[est]\naddress = "0.0.0.0:1"\nnames = ["a"]\n',
        '[broker]\naddress = "broker.example:8883"\n',
        '[broker]\naddress = "broker.example:8883"\n[est]\naddress = "0.0.0.0:8443"\n',
    ],
)
def test_a_host_that_booths_cannot_reach_is_asked_for(add, data, tmp_path, settings) -> None:
    (data / "central.toml").write_text(settings)

    code, _, err = add()
    assert code == 2
    assert "--host" in err
    assert not (tmp_path / "card").exists()
    assert Central(CentralSettings(data)).booths.site("001") is None


def test_another_booth_s_card_is_never_overwritten(add, data, tmp_path) -> None:
    add(*HOST)
    before = (tmp_path / "card" / card.SETTINGS).read_bytes()

    code, _, err = add(*HOST, id="002")
    assert code == 2
    assert "card of booth 001" in err
    assert (tmp_path / "card" / card.SETTINGS).read_bytes() == before
    assert Central(CentralSettings(data)).booths.site("002") is None
    (tmp_path / "card" / card.SETTINGS).write_bytes(b"\xff\xfe torn")
    assert add(*HOST, id="002")[0] == 2


def test_a_booth_gets_a_second_card_only_when_it_is_replaced(add, data, tmp_path) -> None:
    add(*HOST)
    first = (tmp_path / "card" / card.CODE).read_text().strip()

    code, _, err = add(*HOST)
    assert code == 2
    assert "--replace" in err
    stale = tmp_path / "card/central/directory" / f"{'0' * 64}.jpg"
    stale.write_bytes(b"")
    assert add(*HOST, "--replace")[0] == 0
    assert Central(CentralSettings(data)).enrolment._problem("001", first) == "wrong code"
    assert not stale.exists()


def test_a_card_without_a_directory_is_said(tmp_path, capsys) -> None:
    arguments = ["booth", "add", "001", "--site", "oskemen", "--card", str(tmp_path / "card")]

    assert cli.main([*arguments, *HOST, "--data", str(tmp_path / "bare")]) == 0
    assert "no directory of oskemen" in capsys.readouterr().err


@pytest.mark.parametrize(
    "wrong", [("--name", "x" * 61), ("--name", "a\nb"), ("--address", "x" * 121)]
)
def test_what_no_booth_would_take_is_refused_before_anything_is_done(add, tmp_path, wrong) -> None:
    code, _, err = add(*HOST, *wrong)

    assert code == 2
    assert wrong[0] in err
    assert not (tmp_path / "card").exists()


def test_options_of_the_card_need_the_card(data, capsys) -> None:
    arguments = ["booth", "add", "001", "--site", "oskemen", "--est-port", "1"]

    assert cli.main([*arguments, "--data", str(data)]) == 2
    assert "--est-port: goes with --card only" in capsys.readouterr().err


def test_a_card_may_lie_beside_files_of_the_partition_but_not_in_a_file(add, tmp_path) -> None:
    (tmp_path / "card").mkdir()
    (tmp_path / "card/autoboot.txt").write_text("[all]\n")
    (tmp_path / "file").write_text("")

    assert add(*HOST, where="file")[0] == 2
    assert add(*HOST)[0] == 0
    assert (tmp_path / "card/autoboot.txt").read_text() == "[all]\n"
