"""Opening a sealed clip into an mp4 file, streamed."""

import os
from collections.abc import Sequence
from pathlib import Path

from central.errors import CannotOpen
from firmware.appeals.errors import BadSeal
from firmware.appeals.sealing import open_stream


def open_clip(sealed: Path, out: Path, identities: Sequence[str]) -> None:
    """Decrypt into `out`, for its owner alone; it appears only when it is whole.

    Raises CannotOpen.
    """
    fresh = out.with_name(out.name + ".new")
    try:
        with sealed.open("rb") as reader, open(fresh, "wb", opener=_private) as writer:
            open_stream(reader, writer, identities)
        fresh.replace(out)
    except (OSError, BadSeal) as error:
        raise CannotOpen(f"{sealed.name}: {error}") from error
    finally:
        # Nothing in the clear stays, also when somebody interrupts it.
        fresh.unlink(missing_ok=True)


def _private(file: str, flags: int) -> int:
    return os.open(file, flags, 0o600)
