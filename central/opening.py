"""Opening a sealed clip, streamed."""

from collections.abc import Sequence
from pathlib import Path
from typing import BinaryIO

from central.errors import CannotOpen
from firmware.appeals.errors import BadSeal
from firmware.appeals.files import growing
from firmware.appeals.sealing import open_stream


def open_clip(sealed: Path, out: Path, identities: Sequence[str]) -> None:
    """Decrypt into an mp4 file for its owner alone; it appears only when it is whole.

    Raises CannotOpen.
    """
    try:
        with growing(out) as writer:
            open_clip_into(sealed, writer, identities)
    except OSError as error:
        raise CannotOpen(f"{sealed.name}: {error}") from error


def open_clip_into(sealed: Path, plain: BinaryIO, identities: Sequence[str]) -> None:
    """Decrypt into a stream. Raises CannotOpen; then what `plain` has is not all."""
    try:
        with sealed.open("rb") as reader:
            open_stream(reader, plain, identities)
    except (OSError, BadSeal) as error:
        raise CannotOpen(f"{sealed.name}: {error}") from error
