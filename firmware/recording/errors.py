"""Why a recording ended early. Leaves also are standard types."""

from firmware.errors import BoothError


class RecordingError(BoothError):
    """Root: the recording cannot go on; what was recorded so far is not registered."""


class MuxFailed(RecordingError, ValueError):
    """The camera's packets or the sound cannot be put into the clip."""


class SealFailed(RecordingError, OSError):
    """Sealing or writing the sealed file failed (disk full, I/O error)."""


class NoRoom(SealFailed):
    """The disk is full; said before a recording begins, where the file system can."""


class TooSlow(RecordingError, TimeoutError):
    """The disk or the processor did not keep up and the bounded queues are full."""


class FramesLost(RecordingError, ValueError):
    """The finished file does not hold every frame that the camera delivered."""

    def __init__(self, delivered: int, in_file: int) -> None:
        super().__init__(f"{delivered} frames delivered, {in_file} in the file")
        self.delivered = delivered
        self.in_file = in_file


class ReviewFailed(RecordingError, ValueError):
    """The sealed clip cannot be played back."""


class NothingCame(RecordingError, TimeoutError):
    """A file that arrives has stopped growing."""

    def __init__(self, patience_s: float) -> None:
        super().__init__(f"nothing came for {patience_s:g} s")
        self.patience_s = patience_s


class TakenAway(RecordingError, FileNotFoundError):
    """A file that arrives was deleted before it was read to its end."""

    def __init__(self, read_bytes: int) -> None:
        super().__init__(f"the file was deleted, {read_bytes} bytes of it were read")
        self.read_bytes = read_bytes
