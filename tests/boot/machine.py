"""The machine that the card boots on: qemu-system-aarch64 with a Pi's screen, touch and ports."""

import re
import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Self

from tests.boot import tools
from tests.boot.card import Card
from tests.boot.errors import Late, MachineEnded
from tests.boot.firmware import Start
from tests.boot.qmp import Qmp
from tests.boot.screen import Screen, read_ppm

CPU, CORES, MEMORY_MB = "cortex-a72", 2, 1024
WIDTH, HEIGHT = 800, 480
TOUCH_RANGE = 0x7FFF
LOOK_S = 0.25
FINGER = 7
GUEST_S = 120.0
"""The longest that a moment of the guest's time takes."""
INSTRUCTION_SHIFT = 1
"""An instruction of a steady machine takes two to this power nanoseconds."""


@dataclass
class Wiring:
    """What is plugged in: `printer` is the far end of the serial line, a pseudo-terminal.

    A disk that is not `writable` forgets at the end what was written. With `steady` the
    guest's clock counts its instructions, so that a busy host makes its seconds longer and
    not its programs slower; its processors then take turns.
    """

    printer: Path | None = None
    writable: bool = True
    steady: bool = False
    forwards: tuple[tuple[int, int], ...] = ()
    extra: tuple[str, ...] = ()
    words: tuple[str, ...] = field(default=("console=ttyAMA0", "systemd.watchdog_sec=60"))


class Machine:
    """One run from power-on to the end of QEMU. Its files lie in `folder`; a context manager."""

    def __init__(self, folder: Path, disk: Path, wiring: Wiring | None = None) -> None:
        self.folder = folder
        self.log = folder / "serial.log"
        self._disk = disk
        self._wiring = wiring or Wiring()
        self._pictures = 0
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)

    def load(self, card: Card, start: Start) -> None:
        """Take kernel, initramfs and command line out of the card, as its firmware would."""
        card.extract(start.partition, start.kernel, self.folder / "kernel")
        card.extract(start.partition, start.initramfs, self.folder / "initramfs")
        self.load_files(self.folder / "kernel", self.folder / "initramfs", start.command_line)
        self._device_tree(start)

    def load_files(self, kernel: Path, initramfs: Path, command_line: str) -> None:
        """Start these files; the device tree is the machine's own."""
        words = " ".join((command_line, *self._wiring.words))
        self._boot = ["-kernel", tools.seen_inside(kernel)]
        self._boot += ["-initrd", tools.seen_inside(initramfs), "-append", words]

    def _device_tree(self, start: Start) -> None:
        blob = tools.seen_inside(self.folder / "board.dtb")
        board = ["-cpu", CPU, "-smp", str(CORES), "-m", str(MEMORY_MB), "-display", "none"]
        tools.run("qemu-system-aarch64", "-M", f"virt,dumpdtb={blob}", *board)
        node = "/chosen/bootloader"
        for name, value in (
            ("partition", start.partition),
            ("tryboot", int(start.tryboot)),
            ("boot-mode", 1),
        ):
            tools.run("fdtput", "-p", "-t", "u", blob, node, name, str(value))
        tools.run("fdtput", "-t", "s", blob, "/", "serial-number", "10000000b0074001")
        self._boot += ["-dtb", blob]

    def power_on(self) -> None:
        """Start QEMU and wait for its control socket. Raises Late, MachineEnded."""
        self._process = tools.start(*self._command(), log=self.folder / "qemu.log")
        self.started = time.monotonic()
        socket = self.folder / "qmp"
        self.until("QEMU's control socket", socket.exists, 30)
        self.qmp = self._connect(socket)

    def _connect(self, socket: Path) -> Qmp:
        found: list[Qmp] = []

        def ready() -> bool:
            try:
                found.append(Qmp(socket))
            except (ConnectionRefusedError, FileNotFoundError):
                return False
            return True

        self.until("QEMU's greeting", ready, 10)
        return found[0]

    def _command(self) -> list[str]:
        serial = f"socket,id=s0,path={tools.seen_inside(self.folder / 'serial')}"
        serial += f",server=on,wait=off,logfile={tools.seen_inside(self.log)}"
        disk = f"file={tools.seen_inside(self._disk)},if=none,id=d0,format=raw,cache=unsafe"
        if not self._wiring.writable:
            disk += ",snapshot=on"
        network = "user,id=n0" + "".join(
            f",hostfwd=tcp:127.0.0.1:{here}-:{there}" for here, there in self._wiring.forwards
        )
        command = ["qemu-system-aarch64", "-M", "virt", "-cpu", CPU, "-smp", str(CORES)]
        command += ["-m", str(MEMORY_MB), *self._pace(), "-no-reboot", *self._boot]
        command += ["-drive", disk, "-device", "virtio-blk-pci,drive=d0"]
        command += ["-device", "virtio-rng-pci", "-device", "i6300esb", "-action"]
        command += ["watchdog=reset", "-device", f"virtio-gpu-pci,xres={WIDTH},yres={HEIGHT}"]
        command += ["-device", "virtio-multitouch-pci", "-netdev", network]
        command += ["-device", "virtio-net-pci,netdev=n0,romfile=", "-display", "none"]
        command += ["-chardev", serial, "-serial", "chardev:s0"]
        if self._wiring.printer is not None:
            port = self._wiring.printer.resolve()
            command += ["-device", "qemu-xhci", "-chardev", f"serial,id=s1,path={port}"]
            command += ["-device", "usb-serial,chardev=s1,id=printer"]
        command += ["-qmp", f"unix:{tools.seen_inside(self.folder / 'qmp')},server=on,wait=off"]
        return [*command, *self._wiring.extra]

    def _pace(self) -> list[str]:
        if not self._wiring.steady:
            return ["-accel", "tcg,thread=multi"]
        return ["-accel", "tcg,thread=single", "-icount", f"shift={INSTRUCTION_SHIFT},sleep=on"]

    @property
    def seconds(self) -> float:
        """Since power-on."""
        return time.monotonic() - self.started

    @property
    def running(self) -> bool:
        """Whether QEMU runs."""
        return self._process.poll() is None

    def passes(self, seconds: float) -> None:
        """Let at least that much of the guest's time pass. Raises MachineEnded, Late."""
        if not self._wiring.steady:
            time.sleep(seconds)
            return
        end = self._instructions() + (int(seconds * 1e9) >> INSTRUCTION_SHIFT)
        self.until("the guest's time", lambda: self._instructions() >= end, GUEST_S)

    def _instructions(self) -> int:
        done: int = self.qmp.ask("query-replay")["icount"]
        return done

    def until(self, what: str, holds: Callable[[], bool], seconds: float) -> float:
        """Wait for it; seconds since power-on. Raises Late, MachineEnded."""
        end = time.monotonic() + seconds
        while not holds():
            if not self.running:
                raise MachineEnded(what)
            if time.monotonic() > end:
                raise Late(what, seconds)
            time.sleep(LOOK_S)
        return time.monotonic() - self.started

    def says(self, pattern: str, seconds: float) -> float:
        """Wait for that on the serial line; seconds since power-on. Raises Late, MachineEnded."""
        return self.until(f"serial line: {pattern}", lambda: self._said(pattern), seconds)

    def _said(self, pattern: str) -> bool:
        if not self.log.exists():
            return False
        return bool(re.search(pattern, self.log.read_text(encoding="utf-8", errors="replace")))

    def ended(self, seconds: float) -> None:
        """Wait for QEMU's end: a reboot or a power-off. Raises Late."""
        end = time.monotonic() + seconds
        while self.running:
            if time.monotonic() > end:
                raise Late("the machine's end", seconds)
            time.sleep(LOOK_S)

    def screen(self) -> Screen:
        """What the panel shows now."""
        file = self.folder / "screen.ppm"
        self.qmp.ask("screendump", {"filename": tools.seen_inside(file)})
        return read_ppm(file)

    def keep(self, name: str) -> Path:
        """Write what the panel shows as a numbered picture."""
        self._pictures += 1
        file = self.folder / f"{self._pictures:02d}-{name}.png"
        self.screen().save(file)
        return file

    def touch(self, x: int, y: int, *, down: bool) -> None:
        """Put one finger onto the panel (pixels) or take it off."""
        begin = {"type": "begin" if down else "end", "slot": 0, "axis": "x", "value": 0}
        events = [begin | {"tracking-id": FINGER if down else -1}]
        if down:
            for axis, value, size in (("x", x, WIDTH), ("y", y, HEIGHT)):
                events.append(
                    {
                        "type": "data",
                        "slot": 0,
                        "tracking-id": FINGER,
                        "axis": axis,
                        "value": value * TOUCH_RANGE // size,
                    }
                )
        self.qmp.ask(
            "input-send-event", {"events": [{"type": "mtt", "data": data} for data in events]}
        )

    def cut(self) -> None:
        """Pull the plug."""
        tools.kill(self._process)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if hasattr(self, "qmp"):
            self.qmp.close()
        if hasattr(self, "_process"):
            self.cut()
