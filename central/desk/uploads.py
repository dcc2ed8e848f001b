"""A form with a file: its fields in memory, the file for its owner alone in a private folder.

The file is the official's own video; it is deleted as soon as it has been sealed.
"""

import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from python_multipart.exceptions import MultipartParseError
from python_multipart.multipart import MultipartParser, parse_options_header
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request

from central.desk.errors import Refused
from central.desk.security import MAX_FORM_BYTES

if TYPE_CHECKING:
    from python_multipart.multipart import MultipartCallbacks

_MAX_FIELDS = 32


class Upload:
    """What came: the fields, and the file or None when none was chosen."""

    def __init__(self) -> None:
        self.fields: dict[str, str] = {}
        self.file: Path | None = None

    def drop(self) -> None:
        """Delete the file; harmless when repeated."""
        if self.file is not None:
            self.file.unlink(missing_ok=True)
            self.file = None


async def receive(
    request: Request, folder: Path, name: str, check: Callable[[dict[str, str]], None]
) -> Upload:
    """The form. `check` sees the fields before the file is taken, and may raise.

    Raises Refused for what is no such form, OSError for the disk.
    """
    kind, options = parse_options_header(request.headers.get("content-type", ""))
    boundary = options.get(b"boundary")
    if kind != b"multipart/form-data" or not boundary:
        raise Refused("not a form with a file", 400)
    upload = Upload()
    reader = _Reader(upload, folder, name, check)
    try:
        parser = MultipartParser(boundary, reader.callbacks())
        async for chunk in request.stream():
            # The disk may be slow, and other requests wait for this thread.
            await run_in_threadpool(parser.write, chunk)
        await run_in_threadpool(parser.finalize)
        check(upload.fields)
        return upload
    except BaseException as error:
        upload.drop()
        if isinstance(error, MultipartParseError):
            raise Refused("a form that cannot be read", 400) from error
        raise
    finally:
        reader.close()


class _Reader:
    """Takes what the parser finds, part after part."""

    def __init__(
        self, upload: Upload, folder: Path, name: str, check: Callable[[dict[str, str]], None]
    ) -> None:
        self._upload = upload
        self._place = folder / name
        self._check = check
        self._header = ["", ""]
        self._headers: dict[str, str] = {}
        self._name = ""
        self._value: bytearray | None = None
        self._handle: int | None = None
        self._left = MAX_FORM_BYTES

    def callbacks(self) -> "MultipartCallbacks":
        """As the parser wants them."""
        return {
            "on_part_begin": self._begin,
            "on_header_field": lambda data, a, b: self._head(0, data[a:b]),
            "on_header_value": lambda data, a, b: self._head(1, data[a:b]),
            "on_header_end": self._header_end,
            "on_headers_finished": self._headers_end,
            "on_part_data": lambda data, a, b: self._data(data[a:b]),
            "on_part_end": self._end,
        }

    def close(self) -> None:
        """Let go of the file; harmless when repeated."""
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None

    def _begin(self) -> None:
        self._headers, self._header, self._value = {}, ["", ""], None

    def _head(self, part: int, data: bytes) -> None:
        self._spend(len(data))
        self._header[part] += data.decode("latin-1")

    def _header_end(self) -> None:
        self._headers[self._header[0].lower()] = self._header[1]
        self._header = ["", ""]

    def _headers_end(self) -> None:
        said = self._headers.get("content-disposition", "")
        _, options = parse_options_header(said)
        self._name = options.get(b"name", b"").decode(errors="replace")
        if b"filename" not in options:
            self._value = bytearray()

    def _data(self, data: bytes) -> None:
        if self._value is not None:
            self._spend(len(data))
            self._value += data
            return
        if self._handle is None:
            if self._upload.file is not None:
                raise Refused("more than one file", 400)
            self._check(self._upload.fields)
            self._place.parent.mkdir(mode=0o700, exist_ok=True)
            self._handle = os.open(self._place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            self._upload.file = self._place
        view = memoryview(data)
        while view:
            view = view[os.write(self._handle, view) :]

    def _end(self) -> None:
        self.close()
        if self._value is not None:
            if len(self._upload.fields) >= _MAX_FIELDS:
                raise Refused("too many fields", 400)
            self._upload.fields[self._name] = self._value.decode(errors="replace")

    def _spend(self, count: int) -> None:
        self._left -= count
        if self._left < 0:
            raise Refused("too large", 413)


def sweep(folder: Path) -> None:
    """Delete what an earlier run left behind."""
    if folder.is_dir():
        for file in folder.iterdir():
            with suppress(FileNotFoundError):
                file.unlink()
