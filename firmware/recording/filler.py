"""Keeps sealing in step with the muxer, however calm the picture is.

age seals whole chunks of 64 KiB, and a chunk only when its successor begins
(age-encryption.org/v1, "Payload"). A citizen who sits still fills one in more
than a second, which a power cut would take. So a fragment that ends no chunk is
followed by a `free` box (ISO/IEC 14496-12, 8.1.2), which every player skips.
"""

from typing import Protocol

CHUNK_BYTES = 65_536
_HEADER_BYTES = 8


class Sink(Protocol):
    """Where the clip goes: only ever appended to."""

    def write(self, data: bytes) -> int:
        """Take these bytes. Must not raise: PyAV 14.2 does not survive it."""


class Filler:
    """A sink before a sink, that fills up chunks between fragments."""

    def __init__(self, sink: Sink) -> None:
        self._sink = sink
        self._written = 0
        self._at_last_look = 0

    def write(self, data: bytes) -> int:
        """Pass these bytes on."""
        self._written += len(data)
        return self._sink.write(data)

    def keep_up(self) -> None:
        """Call it between boxes: when some were written since, the chunk is made whole."""
        begun, self._at_last_look = self._at_last_look, self._written
        if self._written == begun or self._chunk(self._written) > self._chunk(begun):
            return
        # One byte into the next chunk, so that this one is sealed.
        size = max(_HEADER_BYTES, CHUNK_BYTES - self._written % CHUNK_BYTES + 1)
        self.write(size.to_bytes(4, "big") + b"free" + bytes(size - _HEADER_BYTES))
        self._at_last_look = self._written

    @staticmethod
    def _chunk(written: int) -> int:
        return max(0, written - 1) // CHUNK_BYTES
