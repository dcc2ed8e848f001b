"""Opening a sealed clip into an mp4 file, streamed."""

from collections.abc import Sequence
from pathlib import Path

from central.clips import Clips
from central.errors import CannotOpen
from firmware.appeals.errors import BadSeal
from firmware.appeals.files import growing
from firmware.appeals.sealing import open_stream


def open_clip(clips: Clips, id: str, out: Path, identities: Sequence[str]) -> None:
    """Decrypt into `out`, for its owner alone; it appears only when it is whole.

    Raises NotFound, CannotOpen.
    """
    try:
        with clips.reader(id) as sealed, growing(out) as writer:
            open_stream(sealed, writer, identities)
    except (OSError, BadSeal) as error:
        raise CannotOpen(f"clip {id}: {error}") from error
