"""How long a connection may take to say what it wants.

A server has room for so many connections; without a limit, whoever opens as many and says
nothing keeps everybody else out for ever.
"""

import asyncio
from typing import Any

from uvicorn.protocols.http.h11_impl import H11Protocol

HEAD_S = 10.0


class Patient(H11Protocol):
    """HTTP as uvicorn speaks it; a request whose head is not whole in time is cut."""

    head_s = HEAD_S
    _cut: asyncio.TimerHandle | None = None

    def connection_made(self, transport: Any) -> None:
        """Begin to wait."""
        super().connection_made(transport)
        self._wait()

    def data_received(self, data: bytes) -> None:
        """Wait for the rest, unless that was all of a head."""
        super().data_received(data)
        if self.cycle is None or self.cycle.response_complete:
            self._wait()
        else:
            self._be_calm()

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait no more."""
        self._be_calm()
        super().connection_lost(exc)

    def _wait(self) -> None:
        if self._cut is None:
            self._cut = self.loop.call_later(self.head_s, self.transport.close)

    def _be_calm(self) -> None:
        if self._cut is not None:
            self._cut.cancel()
            self._cut = None
