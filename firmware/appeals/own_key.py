"""The booth's own key: made on the device, once, and never anywhere else."""

from pathlib import Path

from firmware.appeals.files import replace
from firmware.appeals.signing import PrivateKey, load_key, make_key, public_pem

BOOTH_KEY = "booth.key"
BOOTH_PUBLIC = "booth.pub"


def booth_key(folder: Path, mode: int = 0o600) -> PrivateKey:
    """The key in that folder, made where it is missing; the public half lies beside it.

    `mode` is of a key that is made: 0o640 where kiosk and uplink are two users of the folder's
    group. Raises BadSignature, OSError.
    """
    file, public = folder / BOOTH_KEY, folder / BOOTH_PUBLIC
    key = load_key(file) if file.exists() else make_key(file, mode)
    pem = public_pem(key)
    if not public.exists() or public.read_bytes() != pem:
        replace(public, pem, 0o644)
    return key
