"""The `central` command."""

from importlib import resources

import pytest

import central.sample
from central import cli
from central.server import Central
from firmware.appeals.signing import make_key, public_pem


@pytest.fixture
def run(tmp_path, capsys):
    def call(*arguments: object) -> tuple[int, str, str]:
        code = cli.main([*map(str, arguments), "--data", str(tmp_path / "central")])
        said = capsys.readouterr()
        return code, said.out, said.err

    return call


def test_keys_are_printed_as_booth_toml_wants_them(run) -> None:
    code, out, _ = run("keys")

    assert code == 0
    assert 'recipients = ["age1' in out
    assert run("keys")[1] == out


def test_a_booth_is_registered_and_gets_a_password(run, tmp_path) -> None:
    public = tmp_path / "booth.pem"
    public.write_bytes(public_pem(make_key(tmp_path / "booth.key")))

    code, out, _ = run("booth", "add", "001", "--site", "oskemen", "--public-key", public)

    assert code == 0
    assert len(out.strip()) == 32
    assert "dialog/1/oskemen/001/up/#" in (tmp_path / "central/broker/acl").read_text()


def test_an_appeal_is_listed_opened_and_answered(run, central, offer, tmp_path) -> None:
    clip = offer()
    central.receiver.receive([clip.init, clip.chunk(0, len(clip.sealed)), clip.fin])

    assert clip.number[:4] in run("appeals")[1]
    assert run("open", clip.id, "--out", tmp_path / "clip.mp4")[0] == 0
    assert (tmp_path / "clip.mp4").read_bytes() == clip.plain
    assert run("answer", clip.number, "Жауап")[0] == 0
    assert Central(central.settings).registry.find(clip.id).answer.text == "Жауап"


def test_no_appeals_are_said_in_words(run) -> None:
    assert "No appeals yet" in run("appeals")[1]


def test_a_directory_is_published(run) -> None:
    file = resources.files(central.sample).joinpath("directory.json")

    assert "is signed" in run("directory", "publish", file)[1]


@pytest.mark.parametrize(
    "arguments",
    [
        ("open", "nothing", "--out", "clip.mp4"),
        ("answer", "nothing", "text"),
        ("booth", "add", "1", "--site", "oskemen", "--public-key", "x"),
        ("booth", "add", "001", "--site", "Өскемен", "--public-key", "x"),
        ("directory", "publish", "nothing.json"),
        ("run", "--host", "0.0.0.0"),
        ("run", "--broker", "nowhere"),
        ("run", "--broker", "127.0.0.1:1"),
    ],
)
def test_a_mistake_is_one_line_and_exit_code_2(run, arguments) -> None:
    code, _, err = run(*arguments)

    assert code == 2
    assert err.startswith("central: ")
    assert len(err.splitlines()) == 1


def test_help_reads_well(capsys) -> None:
    with pytest.raises(SystemExit) as caught:
        cli.main(["--help"])

    assert caught.value.code == 0
    assert "takes over the appeals" in capsys.readouterr().out
