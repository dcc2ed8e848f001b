"""A card as central makes it, and a machine that is to become the booth."""

from pathlib import Path

import pytest

from central import cli as central_cli
from central.sample import publish_sample
from central.server import Central
from central.settings import CentralSettings
from tests.firmware.commissioning.machine import Machine, lay


@pytest.fixture(scope="session")
def card_data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a central that has published something."""
    data = tmp_path_factory.mktemp("central")
    publish_sample(Central(CentralSettings(data)))
    return data


@pytest.fixture(scope="session")
def made_card(card_data: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The files of the card of booth 001, by their name on it."""
    folder = tmp_path_factory.mktemp("card")
    arguments = ["booth", "add", "001", "--site", "oskemen", "--card", str(folder)]
    assert central_cli.main([*arguments, "--host", "central.test", "--data", str(card_data)]) == 0
    files = (file for file in folder.rglob("*") if file.is_file())
    return {str(file.relative_to(folder)): file.read_bytes() for file in files}


@pytest.fixture
def machine(tmp_path: Path, made_card: dict[str, bytes]) -> Machine:
    """A machine that was never a booth, with that card in it."""
    made = Machine(tmp_path, tmp_path / "card")
    lay(made, made_card)
    return made
