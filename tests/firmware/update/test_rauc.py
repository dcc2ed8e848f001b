"""RAUC's words, and what they mean."""

import subprocess
from pathlib import Path

import pytest

from firmware.update.errors import BundleRefused, RaucFailed
from firmware.update.rauc import Rauc


def test_what_is_in_a_bundle(rauc, bundle) -> None:
    found = rauc.read(bundle("1.2"))

    assert (found.version, found.compatible) == ("1.2", "dialog-booth-pi")


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ("signature verification failed: Verify error: self-signed certificate", "not signed"),
        ("Invalid bundle format", "not an update"),
        ("Signature size (123) exceeds bundle size", "not an update"),
        ("No such file", "gone"),
    ],
)
def test_a_bundle_that_will_not_do_is_refused_in_words(rauc, double, said, reason) -> None:
    double.bundles["x.raucb"] = said

    with pytest.raises(BundleRefused, match=reason) as caught:
        rauc.read(Path("x.raucb"))
    assert said in caught.value.reason


def test_a_bundle_without_a_version_is_refused(rauc, double) -> None:
    double.bundles["x.raucb"] = {"compatible": "x"}

    with pytest.raises(BundleRefused, match="version"):
        rauc.read(Path("x.raucb"))


def test_which_system_runs(rauc, double) -> None:
    assert not rauc.slots().on_trial
    double.booted = "B"
    assert rauc.slots().on_trial
    rauc.keep()
    assert not rauc.slots().on_trial


def test_what_rauc_complains_of_is_its_last_line(rauc, double) -> None:
    double.broken = "D-Bus is not there"

    for call in (rauc.slots, rauc.keep, rauc.give_up, lambda: rauc.install(Path("x"))):
        with pytest.raises(RaucFailed, match="D-Bus is not there"):
            call()


def test_a_rauc_that_hangs_or_is_not_there_is_a_failure() -> None:
    def hang(*_words, **_options):
        raise subprocess.TimeoutExpired("rauc", 1)

    with pytest.raises(RaucFailed, match="no answer"):
        Rauc(hang).slots()
    with pytest.raises(RaucFailed, match="No such file"):
        Rauc(lambda *_, **__: subprocess.run(["/no/such/rauc"], check=False)).slots()
    said = subprocess.CompletedProcess([], 0, "not JSON", "")
    with pytest.raises(RaucFailed, match="cannot be read"):
        Rauc(lambda *_, **__: said).slots()


@pytest.mark.parametrize(("booted", "on_trial"), [("A", False), ("B", True)])
def test_the_system_that_runs_is_known_by_its_slot(rauc, double, booted, on_trial) -> None:
    double.booted = booted

    assert (rauc.slots().booted, rauc.slots().on_trial) == (booted, on_trial)


def test_a_status_without_the_next_system_is_no_trial_but_an_error(rauc, double) -> None:
    double.primary = ""

    with pytest.raises(RaucFailed, match="comes next"):
        rauc.slots()
