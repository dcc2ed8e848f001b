"""The card as a folder that people edit on any computer: found, measured and decoded with care.

FAT knows no case, Windows hides endings and writes byte order marks, a power cut
leaves zeros: what can be understood is, the rest is said with the file's name.
"""

import stat
from pathlib import Path

from firmware.commissioning.errors import BadCard

_UTF16 = (b"\xff\xfe", b"\xfe\xff")


class CardFolder:
    """Reads; never writes. Names may have folders before them, written with `/`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def find(self, name: str) -> Path | None:
        """Where the file or folder is, in whatever letter case. Raises BadCard for two of them."""
        found = self.folder
        for part in name.split("/"):
            same = [one for one in _listed(found, name) if one.name.lower() == part.lower()]
            exact = [one for one in same if one.name == part]
            if len(same) > 1 and not exact:
                raise BadCard(name, "is there more than once, in small and capital letters")
            if not same:
                return None
            found = (exact or same)[0]
        return found

    def read(self, name: str, limit: int) -> bytes | None:
        """The bytes of a file of at most `limit`, None where there is none. Raises BadCard."""
        file = self.find(name)
        if file is None:
            self._refuse_hidden_ending(name)
            return None
        try:
            if not stat.S_ISREG(file.lstat().st_mode):
                raise BadCard(name, "is not a file; a file of that name is meant")
            with file.open("rb") as opened:
                content = opened.read(limit + 1)
        except OSError as error:
            raise BadCard(name, f"cannot be read: {error.strerror}") from error
        if len(content) > limit:
            raise BadCard(name, f"is too large; at most {limit} bytes are allowed")
        return content

    def text(self, name: str, limit: int) -> str | None:
        """The text of a file, with plain line ends. Raises BadCard."""
        content = self.read(name, limit)
        return None if content is None else decoded(content, name)

    def inside(self, name: str) -> str | None:
        """The folder on the card in which there is such a file. Raises BadCard."""
        for one in _listed(self.folder, name):
            if one.is_dir() and CardFolder(one).find(name) is not None:
                return one.name
        return None

    def _refuse_hidden_ending(self, name: str) -> None:
        if self.find(f"{name}.txt") is not None:
            raise BadCard(name, f"is named {name}.txt; take the ending .txt away")


def decoded(content: bytes, name: str) -> str:
    """UTF-8 or, by its mark, UTF-16; line ends become plain. Raises BadCard for `name`."""
    try:
        text = content.decode("utf-16" if content.startswith(_UTF16) else "utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise BadCard(name, f"line {line} is not UTF-8; save the file as UTF-8") from None
    if "\0" in text:
        raise BadCard(name, "has zero bytes: it is torn, or not UTF-8; save it again as UTF-8")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _listed(folder: Path, name: str) -> list[Path]:
    try:
        return sorted(folder.iterdir())
    except (FileNotFoundError, NotADirectoryError):
        return []
    except OSError as error:
        raise BadCard(name, f"cannot be read: {error.strerror}") from error
