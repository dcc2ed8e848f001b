"""Opening a sealed clip into an mp4 file, streamed."""

from collections.abc import Sequence
from pathlib import Path

import pyrage

from central.errors import CannotOpen


def open_clip(sealed: Path, out: Path, identities: Sequence[str]) -> None:
    """Decrypt into `out`, which appears only when it is whole. Raises CannotOpen."""
    keys = [pyrage.x25519.Identity.from_str(text) for text in identities]
    fresh = out.with_name(out.name + ".new")
    try:
        with sealed.open("rb") as reader, fresh.open("wb") as writer:
            pyrage.decrypt_io(reader, writer, keys)
        fresh.replace(out)
    except (OSError, pyrage.DecryptError) as error:
        fresh.unlink(missing_ok=True)
        raise CannotOpen(f"{sealed.name}: {error}") from error
