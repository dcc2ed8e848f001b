"""Two steps of work on a stream of bytes, side by side, with a bounded pipe between them."""

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import BinaryIO, TypeVar

_Made = TypeVar("_Made")


def piped(make: Callable[[BinaryIO], _Made], take: Callable[[BinaryIO], None]) -> _Made:
    """What `make` returns, once `take` has taken all that it wrote; nothing rests on a disk.

    Raises what either of them raises; then what `take` has got may not be all.
    """
    reading, writing = os.pipe()

    def run() -> None:
        with os.fdopen(reading, "rb") as source:
            take(source)

    with ThreadPoolExecutor(1, "pipe") as pool:
        taking = pool.submit(run)
        try:
            with os.fdopen(writing, "wb") as sink:
                made = make(sink)
        except Exception:
            # Who writes into a broken pipe only hears that nobody reads any more.
            taking.result()
            raise
        taking.result()
    return made
