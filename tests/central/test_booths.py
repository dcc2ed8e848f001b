"""The booths that central knows."""

from central.models import Booth
from central.server import Central
from firmware.appeals.signing import public_pem


def test_keys_that_an_older_software_kept_as_files_are_taken_in(central, booth_key) -> None:
    with central.store.transaction():
        Booth.update(public_key="").where(Booth.id == "001").execute()
    folder = central.store.folder / "booths"
    folder.mkdir()
    (folder / "001.pem").write_bytes(public_pem(booth_key))

    again = Central(central.settings)

    assert again.booths.key("001", "oskemen") == booth_key.public_key()
    assert again.booths.holder(booth_key.public_key()) == "001"
    assert list(folder.iterdir()) == []
