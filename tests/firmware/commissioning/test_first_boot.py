"""`booth first-boot`: what a card makes of a machine, and what its mistakes do."""

import json
import shutil
from hashlib import sha256

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from firmware import cli, config
from firmware.appeals.signing import load_key, make_key, public_pem
from firmware.commissioning import scrub, taking
from firmware.commissioning.code import Fate
from firmware.spool.errors import SpoolDamaged
from firmware.wire import card

WIFI = 'ssid = "ХҚКО"\npassword = "canary-of-wifi"\ncountry = "KZ"\n'


def said(machine) -> str:
    return "\n".join(json.loads(machine.notice.read_text())["lines"])


def everything(folder) -> bytes:
    """All bytes that lie in a folder, and their names."""
    files = sorted(file for file in folder.rglob("*") if file.is_file())
    return b"".join(str(file).encode() + file.read_bytes() for file in files)


def test_a_good_card_makes_a_booth(machine, made_card) -> None:
    assert machine.start() == 0

    found = config.load(machine.config)
    assert (found.booth.id, found.booth.site) == ("001", "oskemen")
    for name in ("central/ca.pem", "central/central.pem"):
        assert (machine.config.parent / name).read_bytes() == made_card[name]
    key = machine.keys / "booth.key"
    assert key.stat().st_mode & 0o777 == 0o640
    assert (machine.keys / "booth.pub").read_bytes() == public_pem(load_key(key))
    assert machine.code.get() == made_card[card.CODE].decode().strip()
    assert (machine.keys / "enrolment-code").stat().st_mode & 0o777 == 0o640
    assert not machine.notice.exists()
    assert machine.board.remarks() == []


def test_the_booth_knows_its_officials_before_it_was_ever_online(machine) -> None:
    machine.start()

    directory = machine.shelf.directory()
    assert directory.site == "oskemen"
    assert machine.shelf.missing_photos() == []
    assert machine.shelf.photo(directory.officials[0].photo).startswith(b"\xff\xd8\xff")
    assert machine.shelf.pages().site == "oskemen"


def test_secrets_leave_the_card_once_the_booth_has_them(machine, made_card) -> None:
    machine.put(card.WIFI, WIFI)
    code = made_card[card.CODE].strip()

    assert machine.start() == 0
    assert not (machine.card / card.CODE).exists()
    assert not (machine.card / card.WIFI).exists()
    assert code not in everything(machine.card)
    assert b"canary-of-wifi" not in everything(machine.card)
    assert b"PRIVATE" not in everything(machine.card)


def test_a_secret_is_overwritten_before_it_is_deleted(machine, made_card, monkeypatch) -> None:
    seen = []
    unlink = type(machine.card).unlink

    def watched(path, **more):
        if path.name.endswith(scrub.TAKEN):
            seen.append(path.read_bytes())
        unlink(path, **more)

    monkeypatch.setattr(type(machine.card), "unlink", watched)
    machine.start()
    assert seen == [b"\0" * len(made_card[card.CODE])]


def test_a_wifi_network_waits_for_networkmanager(machine) -> None:
    machine.put(card.WIFI, WIFI)
    machine.start()

    file = machine.network / "dialog-wifi.nmconnection"
    assert file.stat().st_mode & 0o777 == 0o600
    assert "psk=canary-of-wifi" in file.read_text()
    assert (machine.network / "country").read_text() == "KZ\n"


def test_status_txt_says_what_was_taken_and_no_secret(machine, made_card) -> None:
    machine.start()
    text = machine.status()

    key = load_key(machine.keys / "booth.key").public_key()
    der = key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    assert sha256(der).hexdigest().upper() == text.split("SHA-256): ")[1][:95].replace(":", "")
    assert "booth 001, oskemen" in text
    assert "certificate: none yet; it is fetched with the code" in text
    assert made_card[card.CODE].decode().strip() not in text


def test_a_second_start_writes_nothing(machine, monkeypatch) -> None:
    machine.start()
    before = {file: file.stat().st_mtime_ns for file in machine.card.parent.rglob("*")}

    def must_not(*_args, **_more):
        raise AssertionError("written again")

    monkeypatch.setattr(taking, "replace", must_not)
    monkeypatch.setattr("firmware.commissioning.status.replace", must_not)
    assert machine.start() == 0
    after = {file: file.stat().st_mtime_ns for file in machine.card.parent.rglob("*")}
    spool = str(machine.spool)
    assert {f: t for f, t in after.items() if not str(f).startswith(spool)} == {
        f: t for f, t in before.items() if not str(f).startswith(spool)
    }


def test_an_edited_card_comes_into_force_at_the_next_start(machine) -> None:
    machine.start()
    key = (machine.keys / "booth.key").read_bytes()
    machine.edit("[central]", "[screen]\nwidth = 800\n[central]")

    assert machine.start() == 0
    assert config.load(machine.config).screen.width == 800
    assert (machine.keys / "booth.key").read_bytes() == key


def test_an_editor_s_byte_order_mark_and_utf_16_are_taken(machine) -> None:
    text = (machine.card / card.SETTINGS).read_text(encoding="utf-8")
    machine.put(card.SETTINGS, text.encode("utf-16"))

    assert machine.start() == 0
    assert machine.config.read_bytes().startswith(b"# The settings")
    assert b"\r" not in machine.config.read_bytes()


def test_capital_letters_of_fat_are_no_mistake(machine) -> None:
    for name in (card.SETTINGS, card.CODE):
        (machine.card / name).rename(machine.card / name.upper())
    (machine.card / "central").rename(machine.card / "CENTRAL")

    assert machine.start() == 0
    assert machine.code.get() is not None
    assert not (machine.card / "CODE.TXT").exists()


MISTAKES = [
    (lambda m: m.edit("port = 8883", 'port = "x"'), "booth.toml: central.port: Expected `int`"),
    (lambda m: m.edit("[central]", "[centrall]"), "unknown section; allowed: booth, central"),
    (lambda m: m.put(card.SETTINGS, b"\0" * 600), "booth.toml: has zero bytes"),
    (lambda m: m.put(card.SETTINGS, "x" * 70_000), "booth.toml: is too large"),
    (lambda m: m.put("central/ca.pem", "no certificate"), "central/ca.pem: is not a certificate"),
    (lambda m: m.put("central/central.pem", "x"), "central/central.pem: not a public key"),
    (lambda m: (m.card / "central/ca.pem").unlink(), "on the card, in the folder central"),
    (lambda m: m.put("central/directory/directory.jws", "x"), "central/directory: "),
    (lambda m: m.put("central/directory/pages.jws", b"\xff"), "central/directory: "),
    (lambda m: m.edit('site = "oskemen"', 'site = "almaty"'), "directory of another site"),
    (lambda m: m.put(card.CODE, "two\nlines"), "code.txt: must be one line"),
    (lambda m: m.put(card.WIFI, WIFI.replace("KZ", "kz")), "wifi.toml: country: must be two"),
    (lambda m: m.edit("recipients = [", "recipients = []#"), "nobody could open an appeal"),
    (lambda m: m.edit('ask_recipient = "age', 'ask_recipient = ""#'), "central.ask_recipient"),
]


@pytest.mark.parametrize(("spoil", "problem"), MISTAKES, ids=[text for _, text in MISTAKES])
def test_a_mistake_on_the_first_card_is_shown_in_words_and_nothing_is_taken(
    machine, spoil, problem
) -> None:
    spoil(machine)

    assert machine.start() == 2
    assert problem in said(machine)
    assert "correct the file on the card" in machine.status()
    assert problem in machine.status()
    assert not machine.config.exists()
    assert not machine.keys.exists()
    assert (machine.card / card.CODE).exists()


@pytest.mark.parametrize(("spoil", "problem"), MISTAKES, ids=[text for _, text in MISTAKES])
def test_a_mistake_never_takes_a_working_booth_down(machine, spoil, problem) -> None:
    machine.start()
    before = everything(machine.config.parent)
    spoil(machine)
    if problem.startswith("on the card"):
        # What it is about lies on the booth already: no mistake.
        assert machine.start() == 0
        return

    assert machine.start() == 0
    assert not machine.notice.exists()
    assert problem in "\n".join(machine.board.remarks())
    assert "the card was NOT taken" in machine.status()
    assert everything(machine.config.parent) == before


@pytest.mark.parametrize("spoil", [one for one, _ in MISTAKES], ids=[text for _, text in MISTAKES])
def test_a_corrected_card_is_taken_and_the_notice_goes(machine, spoil, made_card) -> None:
    good = {name: (machine.card / name).read_bytes() for name in made_card}
    spoil(machine)
    assert machine.start() == 2
    (machine.card / card.WIFI).unlink(missing_ok=True)
    for name, content in good.items():
        machine.put(name, content)

    assert machine.start() == 0
    assert not machine.notice.exists()
    assert "the card was taken" in machine.status()


def test_without_card_and_settings_it_says_what_to_bring(machine) -> None:
    shutil.rmtree(machine.card)

    assert machine.start() == 2
    assert "there is no booth.toml" in said(machine)
    assert "central booth add --card" in said(machine)


def test_a_card_copied_one_folder_too_deep_is_said(machine) -> None:
    deeper = machine.card / "card-001"
    deeper.mkdir()
    (machine.card / card.SETTINGS).rename(deeper / card.SETTINGS)

    assert machine.start() == 2
    assert "lies in card-001" in said(machine)


def test_a_booth_starts_without_its_card(machine) -> None:
    machine.start()
    shutil.rmtree(machine.card)

    assert machine.start() == 0
    assert not machine.notice.exists()


def test_a_new_code_alone_is_taken_beside_the_settings_of_before(machine) -> None:
    machine.start()
    machine.code.spend(Fate.REFUSED)
    (machine.card / card.SETTINGS).unlink()
    machine.put(card.CODE, "NEWER-CODE\r\n")

    assert machine.start() == 0
    assert machine.code.get() == "NEWER-CODE"
    assert not machine.code.refused


@pytest.mark.parametrize("fate", Fate)
def test_a_code_that_was_spent_is_not_taken_again(machine, made_card, fate) -> None:
    machine.start()
    machine.code.spend(fate)
    machine.put(card.CODE, made_card[card.CODE])

    assert machine.start() == 0
    assert machine.code.get() is None
    assert not (machine.card / card.CODE).exists()


def test_an_older_directory_on_the_card_changes_nothing(machine) -> None:
    machine.start()
    newer = machine.shelf.directory()
    machine.shelf.put_directory(replace(newer, version=newer.version + 1))
    assert machine.start() == 0
    assert machine.shelf.version() == newer.version + 1


def test_a_spoiled_photo_is_left_to_central(machine) -> None:
    photo = next((machine.card / "central/directory").glob("*.jpg"))
    photo.write_bytes(b"\xff\xd8\xff not these")

    assert machine.start() == 0
    assert machine.shelf.missing_photos() == [photo.stem]
    assert "the photo comes from central" in machine.board.remarks()[0]


def test_a_damaged_spool_is_the_kiosk_s_affair(machine) -> None:
    machine.start()
    (machine.spool / "spool.db").write_bytes(b"SQLite format 3\0" + b"damaged" * 1000)

    assert machine.start() == 0
    assert "the directory of the card was not taken" in machine.board.remarks()[0]
    with pytest.raises(SpoolDamaged):
        _ = machine.shelf


def test_a_damaged_key_of_the_booth_is_said_and_never_replaced(machine) -> None:
    machine.start()
    key = machine.keys / "booth.key"
    key.write_text("damaged")

    assert machine.start() == 0
    assert "booth.key: not a private key" in machine.board.remarks()[0]
    assert "taken in part" in machine.board.remarks()[1]
    assert key.read_text() == "damaged"


def test_a_key_of_the_kiosk_is_kept(machine) -> None:
    machine.keys.mkdir()
    key = public_pem(make_key(machine.keys / "booth.key"))

    assert machine.start() == 0
    assert (machine.keys / "booth.pub").read_bytes() == key


def test_a_card_that_cannot_be_written_is_taken_all_the_same(machine, monkeypatch) -> None:
    def read_only(*_args):
        raise OSError(30, "Read-only file system")

    monkeypatch.setattr(scrub, "scrub", read_only)
    monkeypatch.setattr("firmware.commissioning.status.replace", read_only)
    assert machine.start() == 0
    assert "code.txt could not be wiped off the card: Read-only" in machine.board.remarks()[0]
    machine.code.spend(Fate.USED)
    assert machine.start() == 0
    assert machine.code.get() is None


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(
    name=st.sampled_from(
        [card.SETTINGS, card.CODE, card.WIFI, "central/ca.pem", "central/directory/directory.jws"]
    ),
    content=st.binary(max_size=300),
)
def test_whatever_lies_on_a_card_a_booth_with_settings_goes_on(machine, name, content) -> None:
    if not machine.config.exists():
        machine.start()
    good = (machine.card / card.SETTINGS).read_bytes()
    machine.put(name, content)

    assert machine.start() == 0
    machine.put(card.SETTINGS, good)


def test_the_command_runs_it(machine, capsys) -> None:
    arguments = ["--card", machine.card, "--config", machine.config, "--notice", machine.notice]

    assert cli.main(["first-boot", *map(str, arguments)]) == 0
    assert (machine.config.parent / "central/ca.pem").exists()
    machine.edit('id = "001"', 'id = "1"')
    machine.config.unlink()
    assert cli.main(["first-boot", *map(str, arguments)]) == 2
    assert "booth.id" in said(machine)
    assert "this booth cannot work" in capsys.readouterr().err
