"""Step 4: a good release is kept, a bad one is refused or returned, a cut strands nobody."""

import contextlib
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.bench.figure import Figure
from tests.boot import releases
from tests.boot.booth import booth_of, scratch
from tests.boot.errors import BootTestError, Unlike
from tests.boot.far_side import far_side
from tests.boot.lab import A, B, Lab, quick
from tests.boot.machine import Machine
from tests.boot.orders import Orders
from tests.boot.pictures import of_states
from tests.boot.power_on import attract
from tests.boot.releases import Release
from tests.boot.step import Step

LOOK_S = 2.0
INSTALL_S = 1200.0
TRIAL_S = 900.0
MOST_INSTALL_S = 600.0
NO_SCREEN = "systemd.setenv=SDL_KMSDRM_DEVICE_INDEX=9"
"""Word for the kernel: its programs look for the screen where there is none, and crash."""
CUTS_S = (4.0, 12.0, 25.0, 40.0, 60.0, 90.0)
"""After the power-on of a trial: firmware, initramfs, system, kiosk, settling."""


def run(step: Step, image: Path) -> None:
    """What every change has to pass: a stranger's, and one that is kept in its second trial.

    In its first trial the kiosk crashes, by a word of the machine's: one bundle shows both ends
    of a trial, and to fetch and write another one takes minutes. The long form has one for each.
    """
    with _lab(step, image) as lab:
        good = releases.good("0.2.0")
        with lab.booth.started(extra=lab.orders.devices) as machine:
            _first_picture(lab, machine)
            _refused(lab, machine, releases.strangers("0.1.5"), "not signed")
            _installed(lab, machine, good)
        _returned(lab, good, "the kiosk", NO_SCREEN, again=True)
        with _kept(lab, good):
            pass


def run_all(step: Step, image: Path) -> None:
    """Every kind of release, both trials of one, and cuts at many instants of a trial."""
    with _lab(step, image) as lab:
        with lab.booth.started(extra=lab.orders.devices) as machine:
            _first_picture(lab, machine)
            _refused(lab, machine, releases.strangers("0.1.5"), "not signed")
            _refused(lab, machine, releases.unsigned("0.1.6"), "not an update")
            _refused(lab, machine, releases.foreign("0.1.7"), "another device")
            _refused(lab, machine, releases.older("0.1.8"), "0.1.8 was announced")
            good = releases.good("0.2.0")
            _installed(lab, machine, good)
        black = releases.black("0.3.0")
        with _kept(lab, good) as machine:
            _installed(lab, machine, black)
        _returned(lab, black, "drawn", again=True)
        _left_alone(lab, black)
        _tried_and_returned(lab, releases.crashing("0.4.0"), "the kiosk")
        _tried_and_returned(lab, releases.without_camera("0.5.0"), "camera")
        _cut(lab, releases.good("0.6.0"))


@contextmanager
def _lab(step: Step, image: Path) -> Iterator[Lab]:
    with far_side() as far, scratch() as folder:
        far.card_folder(folder, quick)
        with booth_of(image, step.folder, folder) as booth:
            yield Lab(step, far, booth, of_states("attract"), Orders(step.folder / "orders"))
    shutil.rmtree(releases.FOLDER, ignore_errors=True)


def _first_picture(lab: Lab, machine: Machine) -> None:
    lab.step.note("the flashed system: attract screen", attract(machine, lab.pictures))
    seen = lab.orders.give("picture")
    if seen != "True":
        raise Unlike(f"hw/scanout.py says {seen} of the attract screen")
    lab.step.note("read back from the display controller: a picture", machine.seconds)


def _refused(lab: Lab, machine: Machine, release: Release, reason: str) -> None:
    lab.offer(release)
    news = lab.told(machine, release, "refused", INSTALL_S)
    if reason not in news.reason:
        raise Unlike(f"{release.name}: refused, but for: {news.reason}")
    lab.step.note(f"{release.name} {release.version}: refused, {news.reason}", machine.seconds)


def _installed(lab: Lab, machine: Machine, release: Release) -> None:
    """Offer it and wait until the machine restarts for its trial."""
    began = machine.seconds
    lab.offer(release)
    machine.ended(INSTALL_S)
    took = machine.seconds - began
    lab.step.note(f"{release.name} {release.version}: fetched and installed in {took:.0f} s")
    if release.name == "good" and not lab.step.figures:
        lab.step.figures.append(Figure("boot.update_s", took, "s", 0.0, MOST_INSTALL_S))


@contextmanager
def _kept(lab: Lab, good: Release) -> Iterator[Machine]:
    """The trial start of a good one, up to where it is kept; the machine goes on."""
    with _trial(lab, good) as machine:
        attract(machine, lab.pictures)
        lab.told(machine, good, "kept", TRIAL_S)
        lab.step.note(f"{good.name} {good.version}: kept", machine.seconds)
        machine.keep("kept")
        if lab.booth.lasting != lab.booth.partition:
            raise Unlike("it says that it is kept, but autoboot.txt has not changed")
        yield machine


def _tried_and_returned(lab: Lab, bad: Release, reason: str) -> None:
    with lab.booth.started(extra=lab.orders.devices) as machine:
        _installed(lab, machine, bad)
    _returned(lab, bad, reason)


def _returned(lab: Lab, bad: Release, reason: str, *words: str, again: bool = False) -> None:
    """Its trial start, with these words, ends by itself; the plain start tells why.

    With `again` that start lasts until it is to be tried a second time.
    """
    kept = lab.booth.lasting
    with _trial(lab, bad, *words) as machine:
        last = _watched(machine)
        lab.step.note(f"{bad.name} {bad.version}: given back; its screen: {last}", machine.seconds)
    if lab.booth.tryboot:
        raise Unlike(f"{bad.name}: after its trial it asks for another one")
    if lab.booth.lasting != kept:
        raise Unlike(f"{bad.name}: every start takes it")
    with lab.booth.started(extra=lab.orders.devices) as machine:
        seen = attract(machine, lab.pictures)
        news = lab.told(machine, bad, "returned", TRIAL_S)
        if reason not in news.reason:
            raise Unlike(f"{bad.name}: returned, but for: {news.reason}")
        lab.step.note(f"{bad.name} {bad.version}: returned, {news.reason}", seen)
        if again:
            machine.ended(INSTALL_S)


def _watched(machine: Machine) -> str:
    """What the screen shows last, before the machine ends by itself. Raises Late."""
    file = machine.folder / "trial.png"
    blank = True
    end = time.monotonic() + TRIAL_S
    while machine.running and time.monotonic() < end:
        with contextlib.suppress(BootTestError, OSError):
            screen = machine.screen()
            blank = screen.blank
            screen.save(file)
        time.sleep(LOOK_S)
    machine.ended(0)
    return "of one colour" if blank else file.name


def _left_alone(lab: Lab, bad: Release) -> None:
    """After its second trial."""
    with _trial(lab, bad) as machine:
        machine.ended(TRIAL_S)
    with lab.booth.started() as machine:
        news = lab.told(machine, bad, "refused", TRIAL_S)
        lab.step.note(f"{bad.name} {bad.version}: {news.reason}", machine.seconds)


def _cut(lab: Lab, good: Release) -> None:
    """From one card before its trial: cut in the trial, and in the start after it."""
    with lab.booth.started() as machine:
        _installed(lab, machine, good)
    before = lab.booth.folder / "before.img"
    shutil.copy(lab.booth.card.file, before)
    for instant in CUTS_S:
        shutil.copy(before, lab.booth.card.file)
        lab.booth.tryboot = True
        for _ in range(2):
            with lab.booth.started() as machine:
                time.sleep(instant)
                machine.cut()
        with lab.booth.started() as machine:
            seen = attract(machine, lab.pictures)
            system = "A" if lab.booth.lasting == A else "B"
            lab.step.note(f"power cut twice after {instant:.0f} s: system {system}", seen)
    before.unlink()


@contextmanager
def _trial(lab: Lab, release: Release, *words: str) -> Iterator[Machine]:
    if not lab.booth.tryboot:
        raise Unlike(f"{release.name}: the machine restarted without asking for a trial")
    other = A if lab.booth.lasting == B else B
    with lab.booth.started(*words, extra=lab.orders.devices) as machine:
        if lab.booth.partition != other:
            raise Unlike(f"{release.name}: the firmware took partition {lab.booth.partition}")
        yield machine
