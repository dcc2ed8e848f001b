"""Opening a sealed clip, streamed."""

from collections.abc import Sequence
from pathlib import Path
from typing import BinaryIO

from central.clips import Clips
from central.errors import CannotOpen
from firmware.appeals.errors import BadSeal
from firmware.appeals.files import growing
from firmware.appeals.sealing import open_stream


def open_clip(clips: Clips, id: str, out: Path, identities: Sequence[str]) -> None:
    """Decrypt into an mp4 file for its owner alone; it appears only when it is whole.

    Raises CannotOpen.
    """
    try:
        with growing(out) as writer:
            open_clip_into(clips, id, writer, identities)
    except OSError as error:
        raise CannotOpen(f"clip {id}: {error}") from error


def open_clip_into(clips: Clips, id: str, plain: BinaryIO, identities: Sequence[str]) -> None:
    """Decrypt into a stream. Raises CannotOpen; then what `plain` has is not all."""
    try:
        with clips.reader(id) as sealed:
            open_stream(sealed, plain, identities)
    except (OSError, BadSeal) as error:
        raise CannotOpen(f"clip {id}: {error}") from error
