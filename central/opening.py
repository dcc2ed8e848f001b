"""Opening a sealed clip into an mp4 file, streamed."""

from collections.abc import Sequence
from pathlib import Path

from central.errors import CannotOpen
from firmware.appeals.errors import BadSeal
from firmware.appeals.sealing import open_stream


def open_clip(sealed: Path, out: Path, identities: Sequence[str]) -> None:
    """Decrypt into `out`, which appears only when it is whole. Raises CannotOpen."""
    fresh = out.with_name(out.name + ".new")
    try:
        with sealed.open("rb") as reader, fresh.open("wb") as writer:
            open_stream(reader, writer, identities)
        fresh.replace(out)
    except (OSError, BadSeal) as error:
        fresh.unlink(missing_ok=True)
        raise CannotOpen(f"{sealed.name}: {error}") from error
