"""A small message four times a second, and what each waits for its acknowledgement."""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager

from tests.bench.line.journey import Journey


@contextmanager
def beats(journey: Journey) -> Iterator[list[float]]:
    """Filled when the block ends."""
    found: list[float] = []
    process = subprocess.Popen(journey.paho("beat"), stdout=subprocess.PIPE, text=True)
    try:
        yield found
    finally:
        process.kill()
        out = process.communicate()[0].splitlines()
    found += [float(word) for word in out if word != "ready"]
