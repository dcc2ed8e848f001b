"""What can go wrong between a person and the bench."""

from hw.errors import DeviceError

NAME = "bench"


class UnknownFault(DeviceError, LookupError):
    """There is no fault of that name on this bench. `fault` is the name."""

    def __init__(self, fault: str, known: list[str]) -> None:
        super().__init__(NAME, f"no fault {fault!r}; there are {', '.join(known)}")
        self.fault = fault


class BenchRefused(DeviceError, ValueError):
    """The bench did not do what it was asked."""

    def __init__(self, message: str) -> None:
        super().__init__(NAME, message, recoverable=False)


class BenchUnreachable(DeviceError, ConnectionError):
    """No bench listens on that socket, or it does not answer."""

    def __init__(self, message: str) -> None:
        super().__init__(NAME, message)


class SocketTaken(DeviceError, OSError):
    """The control socket cannot be made: another bench has it, or the path is no good."""

    def __init__(self, message: str) -> None:
        super().__init__(NAME, message, recoverable=False)
