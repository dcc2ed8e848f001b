"""Each part has the keys that it needs, and no more."""

import pytest

from central.errors import BadKey
from central.keys import open_keys
from central.server import Central
from central.settings import CentralSettings, RunSettings


@pytest.fixture
def whole(tmp_path):
    folder = tmp_path / "whole"
    open_keys(folder)
    return folder


def copy(whole, folder, *names):
    folder.mkdir(exist_ok=True)
    for name in names:
        (folder / name).write_bytes((whole / name).read_bytes())
    return folder


def test_a_central_that_does_all_makes_its_keys(whole) -> None:
    assert {file.name for file in whole.iterdir()} == {
        "city.age",
        "escrow.age",
        "ask.age",
        "signing.pem",
        "central.pem",
    }
    assert all(file.stat().st_mode & 0o077 == 0 for file in whole.glob("*.age"))


def test_an_ingest_needs_the_signature_alone_and_makes_nothing(whole, tmp_path) -> None:
    folder = copy(whole, tmp_path / "ingest", "signing.pem")

    keys = open_keys(folder, ["ingest"])

    assert keys.signing.public_key() == open_keys(whole).signing.public_key()
    with pytest.raises(BadKey, match=r"city\.age"):
        _ = keys.identities
    with pytest.raises(BadKey, match=r"ask\.age"):
        _ = keys.ask_recipient
    assert [file.name for file in folder.iterdir()] == ["signing.pem"]


@pytest.mark.parametrize("name", ["city.age", "escrow.age"])
def test_a_registrar_opens_with_either_identity(whole, tmp_path, name) -> None:
    folder = copy(whole, tmp_path / "registrar", name)

    assert len(open_keys(folder, ["registrar"]).identities) == 1


@pytest.mark.parametrize(
    ("part", "missing"),
    [("ingest", "signing.pem"), ("registrar", "city.age"), ("answers", "ask.age")],
)
def test_a_missing_key_of_a_part_is_said_at_once(whole, tmp_path, part, missing) -> None:
    folder = copy(whole, tmp_path / "part", *({"signing.pem"} - {missing}))

    with pytest.raises(BadKey, match=missing):
        open_keys(folder, [part])


def test_an_ingest_takes_over_without_an_age_identity(tmp_path, central, offer) -> None:
    """It never opens what it takes over; the whole central beside it does."""
    clip = offer()
    for file in central.store.keys.glob("*.age"):
        file.rename(tmp_path / file.name)
    ingest = Central(CentralSettings(central.settings.data, run=RunSettings(("ingest",))))

    state = ingest.receiver.receive([clip.init, clip.chunk(0, len(clip.sealed)), clip.fin])

    assert "Stored" in repr(state)
    assert ingest.registry.all() == []
    for name in ("city", "escrow", "ask"):
        (tmp_path / f"{name}.age").rename(central.store.keys / f"{name}.age")
    again = Central(central.settings)
    assert again.registrar.register_all() == 1
    assert again.registry.by_number(clip.number) is not None
