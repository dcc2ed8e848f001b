"""A bounded pipe of bytes between two threads."""

import threading
from collections import deque


class Pipe:
    """File-like on both ends: one thread writes, another reads.

    It never holds more than `limit` bytes: a writer waits for the reader. When
    one side breaks, the other is told instead of waiting for ever.
    """

    def __init__(self, limit: int = 8 * 1024 * 1024, patience_s: float | None = 30.0) -> None:
        """`patience_s` is how long one side waits for the other before TimeoutError; None: ever."""
        self._limit = limit
        self._patience_s = patience_s
        self._pieces: deque[bytes] = deque()
        self._held = 0
        self._ended = False
        self._torn: BaseException | None = None
        self._broken: BaseException | None = None
        self._changed = threading.Condition()

    def write(self, data: bytes) -> int:
        """Append bytes. Raises BrokenPipeError when the pipe is broken, TimeoutError."""
        with self._changed:
            if not self._changed.wait_for(self._has_room, self._patience_s):
                raise TimeoutError("the reader of the pipe does not read")
            if self._broken is not None or self._ended:
                raise BrokenPipeError(str(self._broken or "the pipe has ended"))
            if data:
                self._pieces.append(bytes(data))
                self._held += len(data)
                self._changed.notify_all()
        return len(data)

    def read(self, size: int = -1) -> bytes:
        """Up to `size` bytes, b"" at the end. Raises BrokenPipeError when broken, TimeoutError."""
        with self._changed:
            if not self._changed.wait_for(self._has_news, self._patience_s):
                raise TimeoutError("the writer of the pipe does not write")
            if self._broken is not None:
                raise BrokenPipeError(str(self._broken))
            if not self._pieces:
                if self._torn is not None:
                    raise BrokenPipeError(str(self._torn))
                return b""
            piece = self._pieces.popleft()
            if 0 <= size < len(piece):
                self._pieces.appendleft(piece[size:])
                piece = piece[:size]
            self._held -= len(piece)
            self._changed.notify_all()
            return piece

    def flush(self) -> None:
        """Nothing is kept back."""

    def end(self, torn: BaseException | None = None) -> None:
        """The writer is done; the reader gets what is left, then b"".

        With `torn`, what the writer had was not all: then BrokenPipeError instead.
        """
        with self._changed:
            self._ended = True
            self._torn = torn
            self._changed.notify_all()

    def break_(self, error: BaseException) -> None:
        """Give up: both sides get BrokenPipeError from now on."""
        with self._changed:
            self._broken = error
            self._pieces.clear()
            self._held = 0
            self._changed.notify_all()

    def _has_room(self) -> bool:
        return self._held < self._limit or self._ended or self._broken is not None

    def _has_news(self) -> bool:
        return bool(self._pieces) or self._ended or self._broken is not None
