"""The one-time code between the card and central: kept until it was used or refused."""

import hashlib
from enum import StrEnum
from pathlib import Path

import msgspec
from msgspec import Struct

from firmware.appeals.files import replace, sync_folder

FILE = "enrolment-code"
_SPENT = "enrolment-code.spent"
_MODE = 0o640


class Fate(StrEnum):
    """What became of a code."""

    USED = "used"
    REFUSED = "refused"


class _Spent(Struct, frozen=True, forbid_unknown_fields=True):
    sha256: str
    fate: Fate


class KeptCode:
    """In the folder of the booth's keys. Every method may raise OSError."""

    def __init__(self, keys: Path) -> None:
        self._file = keys / FILE
        self._spent_file = keys / _SPENT

    def get(self) -> str | None:
        """The code that is to be used; None without one."""
        try:
            code = self._file.read_text(encoding="ascii")
        except (FileNotFoundError, UnicodeDecodeError):
            return None
        # A power cut between the two steps of `spend`.
        return None if self._is_spent(code) else code

    def keep(self, code: str) -> bool:
        """Keep a code of the card; False for one that was spent or is kept already."""
        if self._is_spent(code) or self.get() == code:
            return False
        replace(self._file, code.encode("ascii"), _MODE)
        return True

    def spend(self, fate: Fate) -> None:
        """It was used or refused: it is forgotten, but for a hash, and never tried again."""
        code = self.get()
        if code is not None:
            replace(self._spent_file, msgspec.json.encode(_Spent(_hash(code), fate)), _MODE)
        self._file.unlink(missing_ok=True)
        sync_folder(self._file.parent)

    @property
    def refused(self) -> bool:
        """Whether the last code was refused, and no other has come since."""
        spent = self._last()
        return spent is not None and spent.fate is Fate.REFUSED and self.get() is None

    def _is_spent(self, code: str) -> bool:
        spent = self._last()
        return spent is not None and spent.sha256 == _hash(code)

    def _last(self) -> _Spent | None:
        try:
            return msgspec.json.decode(self._spent_file.read_bytes(), type=_Spent)
        except (FileNotFoundError, msgspec.DecodeError):
            return None


def _hash(code: str) -> str:
    return hashlib.sha256(code.encode()).hexdigest()
