"""What can go wrong in a boot test."""


class BootTestError(Exception):
    """Root of all of them."""


class ToolFailed(BootTestError, OSError):
    """A program of the tools chroot ended with an error."""

    def __init__(self, command: str, code: int, said: str) -> None:
        super().__init__(f"{command} ended with {code}: {said.strip()}")
        self.command, self.code, self.said = command, code, said


class Late(BootTestError, TimeoutError):
    """What was waited for did not come in time."""

    def __init__(self, what: str, seconds: float, last: str = "") -> None:
        super().__init__(f"{what}: not within {seconds:.0f} s{': ' + last if last else ''}")
        self.what, self.seconds = what, seconds


class MachineEnded(BootTestError, RuntimeError):
    """The emulator ended while something was waited for."""

    def __init__(self, what: str) -> None:
        super().__init__(f"the machine ended before: {what}")
        self.what = what


class Unbootable(BootTestError, ValueError):
    """A Raspberry Pi's firmware would find nothing to start on this card."""


class Unlike(BootTestError, AssertionError):
    """The screen does not show what it should."""
