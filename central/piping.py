"""Two steps of work on a stream of bytes, side by side, with a bounded pipe between them."""

import os
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import BinaryIO, TypeVar

_Made = TypeVar("_Made")
_BLOCK = 65_536


def streamed(make: Callable[[BinaryIO], None]) -> Iterator[bytes]:
    """What `make` writes, in blocks, as it is written; `make` ends when nobody reads any more.

    Raises what `make` raises, after the blocks that it wrote before.
    """
    reading, writing = os.pipe()

    def run() -> None:
        with os.fdopen(writing, "wb") as sink:
            make(sink)

    with ThreadPoolExecutor(1, "stream") as pool:
        making = pool.submit(run)
        with os.fdopen(reading, "rb", buffering=0) as source:
            while block := source.read(_BLOCK):
                yield block
        making.result()


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
