"""The `central` command."""

from dataclasses import replace
from importlib import resources

import pytest
from peewee import OperationalError

import central.sample
from central import cli
from central.errors import ListenerFailed
from central.registry import Registry
from central.sample import publish_sample
from central.server import Central
from central.settings import CentralSettings, EstListener
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


def test_an_answer_may_have_a_video(run, central, offer, film) -> None:
    clip = offer()
    central.receiver.receive([clip.init, clip.chunk(0, len(clip.sealed)), clip.fin])

    code, out, _ = run("answer", clip.number, "Жауап", "--video", film("official.mp4"))

    assert (code, out.splitlines()[-1]) == (0, f"appeal {clip.id}: answered")
    video = Central(central.settings).registry.find(clip.id).answer.video
    assert video.duration_ms == 2000
    assert [file.stem for file in central.store.answers.iterdir()] == [video.id]


def test_a_video_that_is_none_gives_no_answer(run, central, offer, tmp_path) -> None:
    clip = offer()
    central.receiver.receive([clip.init, clip.chunk(0, len(clip.sealed)), clip.fin])
    (tmp_path / "no.mp4").write_bytes(b"no video")

    for file in ("no.mp4", "missing.mp4"):
        code, _, err = run("answer", clip.number, "Жауап", "--video", tmp_path / file)
        assert (code, file in err) == (2, True)
    assert run("answer", "nothing", "Жауап", "--video", tmp_path / "missing.mp4")[0] == 2
    assert Central(central.settings).registry.find(clip.id).answer is None
    assert list(central.store.answers.iterdir()) == []


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
        ("run", "--broker", "127.0.0.1:99999"),
        ("run", "--broker", "192.0.2.1:1883"),
        ("run", "--host", "nonsense"),
        ("run", "--host", "127.0.0.1", "--port", "1", "--broker-ca", "nothing"),
        ("run", "--broker", "127.0.0.1:1", "--broker-ca", "nothing"),
        ("run", "--broker", "127.0.0.1:1", "--broker-ca", __file__),
        ("run", "--broker", "127.0.0.1:1", "--broker-cert", __file__),
        ("run", "--broker", "127.0.0.1:1", "--broker-key", __file__),
        ("directory", "publish", __file__),
        ("open", "0011234567890123", "--out", "clip.mp4"),
        ("booth", "code", "001"),
        ("booth", "revoke", "001"),
        ("broker-config", "--name", "Өскемен", "--out", "/nowhere/at/all"),
        ("run", "--est", "nowhere"),
        ("run", "--est", "127.0.0.1:x"),
        ("run", "--est-name", "x"),
        ("booth", "add", "000", "--site", "oskemen", "--public-key", "x"),
        ("booth", "add", "001", "--site", "oskemen", "--public-key", __file__),
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


@pytest.mark.parametrize(
    "arguments",
    [(), ("nothing",), ("run", "--port", "x"), ("run", "--port", "65536"), ("run", "--port", "-1")],
)
def test_wrong_usage_is_exit_code_2(arguments, capsys) -> None:
    with pytest.raises(SystemExit) as caught:
        cli.main(arguments)

    assert caught.value.code == 2
    assert "central" in capsys.readouterr().err


@pytest.mark.usefixtures("central_on_a_port")
def test_a_folder_serves_one_running_central(run) -> None:
    code, _, err = run("run", "--port", "0")

    assert code == 2
    assert "another central is running" in err.splitlines()[-1]


def test_a_port_in_use_is_said(central_on_a_port, tmp_path, capsys) -> None:
    code = cli.main(
        ["run", "--data", str(tmp_path / "second"), "--port", str(central_on_a_port.port)]
    )

    assert code == 2
    assert f":{central_on_a_port.port}" in capsys.readouterr().err.splitlines()[-1]


@pytest.fixture
def central_on_a_port(tmp_path):
    with Central(CentralSettings.on_free_ports(tmp_path / "central")) as running:
        yield running


def test_a_booth_is_not_replaced_by_mistake(run, central, booth_key, tmp_path) -> None:
    other = tmp_path / "other.pem"
    other.write_bytes(public_pem(make_key(tmp_path / "other.key")))
    again = ("booth", "add", "001", "--site", "almaty", "--public-key", other)

    code, _, err = run(*again)

    assert code == 2
    assert "registered already, at oskemen" in err
    assert Central(central.settings).booths.key("001", "oskemen") == booth_key.public_key()
    assert run(*again, "--replace")[0] == 0
    assert Central(central.settings).booths.key("001", "almaty") is not None


@pytest.mark.parametrize(
    ("file", "content"),
    [
        ("central.db", b"garbage" * 100),
        ("keys/city.age", b"garbage"),
        ("keys/signing.pem", b"garbage"),
        ("broker/passwords", b"garbage"),
        ("broker/passwords", b"001:$6$other$hash"),
        ("broker/acl", b"garbage"),
        ("broker/acl", b"topic read #"),
    ],
)
def test_a_damaged_file_is_named(run, tmp_path, file, content) -> None:
    run("keys")
    (tmp_path / "central" / file).write_bytes(content)
    public = tmp_path / "booth.pem"
    public.write_bytes(public_pem(make_key(tmp_path / "booth.key")))

    code, _, err = run("booth", "add", "001", "--site", "oskemen", "--public-key", public)

    assert code == 2
    assert len(err.splitlines()) == 1
    assert file in err


def test_a_busy_database_is_one_line(run, monkeypatch) -> None:
    def busy(*_values):
        raise OperationalError("database is locked")

    monkeypatch.setattr(Registry, "all", busy)

    code, _, err = run("appeals")

    assert code == 2
    assert "central.db: database is locked" in err


def test_texts_of_a_booth_are_listed_as_they_are(run, central, offer) -> None:
    clip = offer(addressee="[/red] \x1b[2J :smile:")
    central.receiver.receive([clip.init, clip.chunk(0, len(clip.sealed)), clip.fin])

    code, out, _ = run("appeals")

    assert code == 0
    assert "\x1b" not in out
    assert "[/red]" in "".join(out.split())


def test_pages_are_published(run, tmp_path) -> None:
    file = resources.files(central.sample).joinpath("pages.json")
    code, out, _ = run("pages", "publish", file)
    assert (code, out.startswith("pages version")) == (0, True)

    bad = tmp_path / "bad.json"
    bad.write_text("{}")
    code, _, err = run("pages", "publish", bad)
    assert code == 2
    assert str(bad) in err


def test_a_booth_gets_a_code_and_is_revoked(run) -> None:
    run("booth", "add", "001", "--site", "oskemen")
    code, out, err = run("booth", "code", "001", "--hours", 2)

    assert code == 0
    assert len(out.strip()) == 23
    assert "2 hours" in err
    assert run("booth", "revoke", "001")[0] == 0


def test_a_mosquitto_is_configured(run, tmp_path) -> None:
    code, out, _ = run("broker-config", "--out", tmp_path / "broker", "--name", "broker.example")

    assert code == 0
    assert "--broker broker.example:8883 --broker-ca" in out
    written = (tmp_path / "broker" / "mosquitto.conf").read_text()
    for line in (
        "listener 8883",
        "require_certificate true",
        "use_identity_as_username true",
        "allow_anonymous false",
        f"acl_file {tmp_path}/central/broker/acl",
        f"crlfile {tmp_path}/central/broker/crl.pem",
    ):
        assert line in written.splitlines()
    assert run("broker-config", "--out", tmp_path / "a\nb", "--name", "x")[0] == 2


def test_booths_enrol_where_the_running_central_listens(tmp_path) -> None:
    est = EstListener("127.0.0.1", 0, ("localhost",))
    with Central(CentralSettings.on_free_ports(tmp_path / "central", est=est)) as running:
        port = running.est_port
        assert port
        again = replace(running.settings, data=tmp_path / "second")
        taken = replace(again, est=replace(est, port=port))
        with pytest.raises(ListenerFailed):
            Central(taken).start()

    assert running.est_port is None


def test_an_appeal_is_taken_passed_on_and_put_off(run, central, offer) -> None:
    clip = offer()
    central.receiver.receive([clip.init, clip.chunk(0, len(clip.sealed)), clip.fin])
    publish_sample(central)
    official = central.publisher.directory("oskemen").officials[0].id

    assert run("take", clip.number)[0] == 0
    assert run("forward", clip.number, official)[:2] == (0, f"passed on to {official}\n")
    assert "due by 20" in run("extend", clip.number, 7, "Wait")[1]
    assert Central(central.settings).registry.find(clip.id).state == "extended"
    assert run("forward", clip.number, "nobody")[0] == 2
    assert run("extend", clip.number, 0, "Wait")[0] == 2
