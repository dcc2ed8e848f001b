"""Which system runs."""

import platform
from importlib import metadata

from firmware.running import running_version


def test_an_image_says_its_version(monkeypatch) -> None:
    monkeypatch.setattr(platform, "freedesktop_os_release", lambda: {"IMAGE_VERSION": "1.2"})
    assert running_version() == "1.2"


def test_without_an_image_it_is_the_program_s(monkeypatch) -> None:
    def none() -> dict[str, str]:
        raise FileNotFoundError("os-release")

    monkeypatch.setattr(metadata, "version", lambda _: "0.9")
    monkeypatch.setattr(platform, "freedesktop_os_release", none)
    assert running_version() == "0.9"
    monkeypatch.setattr(platform, "freedesktop_os_release", lambda: {"ID": "debian"})
    assert running_version() == "0.9"


def test_run_from_its_folder_it_is_older_than_all(monkeypatch) -> None:
    def missing(_: str) -> str:
        raise metadata.PackageNotFoundError

    monkeypatch.setattr(platform, "freedesktop_os_release", lambda: {"ID": "debian"})
    monkeypatch.setattr(metadata, "version", missing)
    assert running_version() == "0"
