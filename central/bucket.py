"""Clips in a bucket of an S3 server.

Keys are PREFIX/yyyy/mm/ID.age, by the booth and by the time that is in the id, so that
no clip ever has to be listed. What was put is looked at once more before it counts.
"""

import base64
import hashlib
import io
import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, cast

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from central.errors import BadInput, ClipsAway, NoClip
from central.settings import ClipsSettings
from firmware.wire.errors import one_line

if TYPE_CHECKING:
    from mypy_boto3_s3.client import S3Client

log = logging.getLogger("central")

# One PUT carries at most that; what is bigger goes in pieces.
SINGLE_BYTES = 67_108_864
PIECE_BYTES = 33_554_432
ANSWERS = "answers"
"""What the keys of videos begin with; those of clips begin with their booth."""

_READ_AHEAD = 1_048_576
_CONNECT_S = 4.0
_ANSWER_S = 20.0
# After a failure: so long nobody tries again, so that all booths are told at once to wait.
_REST_S = 3.0
_CONFIG = Config(
    connect_timeout=_CONNECT_S,
    read_timeout=_ANSWER_S,
    retries={"total_max_attempts": 2, "mode": "standard"},
    tcp_keepalive=True,
    s3={"addressing_style": "path"},
)


def connect(settings: ClipsSettings) -> "S3Client":
    """A client of that server; it connects when it is needed. Raises BadInput."""
    id, secret = _secret(settings.secret) if settings.secret else (None, None)
    return boto3.client(
        "s3",
        endpoint_url=settings.endpoint or None,
        region_name=settings.region,
        aws_access_key_id=id,
        aws_secret_access_key=secret,
        config=_CONFIG,
    )


class Bucket:
    """Sealed files of one kind in a bucket."""

    def __init__(
        self,
        client: "S3Client",
        bucket: str,
        prefix: Callable[[str], str],
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        """`prefix`: what the key of an id begins with, e.g. its booth."""
        self._client = client
        self._bucket = bucket
        self._prefix = prefix
        self._monotonic = monotonic
        self._rest_until = 0.0

    def key(self, id: str) -> str:
        """Where it lies in the bucket."""
        return f"{self._prefix(id)}/{_month(id)}/{id}.age"

    def keep(self, id: str, file: Path, sha256: str) -> None:
        """Upload it, then look whether it is there as it is here. Raises ClipsAway, OSError."""
        key, size = self.key(id), file.stat().st_size
        with self._calling(id):
            found = self._facts(key)
            if found is not None and found != (size, sha256):
                # It was never promised to anybody: its clip was given up before it was noted.
                log.warning("clip %s: other bytes lay in its place", id)
                self._client.delete_object(Bucket=self._bucket, Key=key)
                found = None
            if found is None:
                self._put(key, file, size, sha256)
            if self._facts(key) != (size, sha256):
                raise ClipsAway(self._bucket, f"{id}: it does not lie there as it was put")

    @contextmanager
    def reader(self, id: str) -> Iterator[BinaryIO]:
        """The object, read as it is needed. Raises NoClip, ClipsAway."""
        key = self.key(id)
        with self._calling(id):
            found = self._facts(key)
        if found is None:
            raise NoClip(f"clip {id}: is not in the bucket")
        raw = _Object(self._client, self._bucket, key, found[0])
        with io.BufferedReader(raw, _READ_AHEAD) as buffered:
            yield cast("BinaryIO", buffered)

    def delete(self, id: str) -> None:
        """Delete it. Raises ClipsAway."""
        with self._calling(id):
            self._client.delete_object(Bucket=self._bucket, Key=self.key(id))

    def aged(self, seconds: float) -> Iterator[str]:
        """The one listing: of what lies under the prefix `answers`. Raises ClipsAway."""
        last = datetime.now(UTC) - timedelta(seconds=seconds)
        with self._calling("answers"):
            pages = self._client.get_paginator("list_objects_v2")
            for page in pages.paginate(Bucket=self._bucket, Prefix=f"{ANSWERS}/"):
                for found in page.get("Contents", []):
                    if found["LastModified"] < last:
                        yield found["Key"].rpartition("/")[2].removesuffix(".age")

    def check(self) -> None:
        """Whether the bucket is there and ours. Raises ClipsAway."""
        with self._calling(self._bucket):
            self._client.head_bucket(Bucket=self._bucket)

    def _put(self, key: str, file: Path, size: int, sha256: str) -> None:
        try:
            with file.open("rb") as body:
                if size <= SINGLE_BYTES:
                    self._put_whole(key, body, sha256)
                else:
                    self._put_pieces(key, body, sha256)
        except ClientError as error:
            # Somebody else put it meanwhile; what lies there is looked at anyway.
            if _code(error) not in ("PreconditionFailed", "ConditionalRequestConflict"):
                raise

    def _put_whole(self, key: str, body: BinaryIO, sha256: str) -> None:
        self._client.put_object(
            Bucket=self._bucket,
            Key=key,
            Body=body,
            ChecksumSHA256=base64.b64encode(bytes.fromhex(sha256)).decode(),
            IfNoneMatch="*",
            Metadata={"sha256": sha256},
        )

    def _put_pieces(self, key: str, body: BinaryIO, sha256: str) -> None:
        at: dict[str, Any] = {"Bucket": self._bucket, "Key": key}
        begun = self._client.create_multipart_upload(
            **at, ChecksumAlgorithm="SHA256", Metadata={"sha256": sha256}
        )
        upload: dict[str, Any] = {**at, "UploadId": begun["UploadId"]}
        done: list[Any] = []
        try:
            while piece := body.read(PIECE_BYTES):
                number = len(done) + 1
                checksum = base64.b64encode(hashlib.sha256(piece).digest()).decode()
                put = self._client.upload_part(
                    **upload, PartNumber=number, Body=piece, ChecksumSHA256=checksum
                )
                done.append({"PartNumber": number, "ETag": put["ETag"], "ChecksumSHA256": checksum})
            self._client.complete_multipart_upload(
                **upload, MultipartUpload={"Parts": done}, IfNoneMatch="*"
            )
        except BaseException:
            self._abort(upload)
            raise

    def _abort(self, upload: dict[str, Any]) -> None:
        try:
            self._client.abort_multipart_upload(**upload)
        except (ClientError, BotoCoreError) as error:
            log.warning("pieces of an upload are left in the bucket: %s", one_line(str(error)))

    def _facts(self, key: str) -> tuple[int, str] | None:
        """Size and hash of what lies there, None where nothing does."""
        try:
            head = self._client.head_object(Bucket=self._bucket, Key=key)
        except ClientError as error:
            if _code(error) in ("404", "NoSuchKey", "NotFound"):
                return None
            raise
        return head["ContentLength"], head["Metadata"].get("sha256", "")

    @contextmanager
    def _calling(self, id: str) -> Iterator[None]:
        """What goes wrong is ClipsAway, and for a moment nobody tries again."""
        if self._monotonic() < self._rest_until:
            raise ClipsAway(self._bucket, "it did not answer a moment ago")
        try:
            yield
        except (ClientError, BotoCoreError) as error:
            self._rest_until = self._monotonic() + _REST_S
            raise ClipsAway(self._bucket, f"{id}: {one_line(str(error))[:200]}") from error


class _Object(io.RawIOBase):
    """An object of the bucket; a new place means a new request."""

    def __init__(self, client: "S3Client", bucket: str, key: str, size: int) -> None:
        super().__init__()
        self._client = client
        self._at: dict[str, Any] = {"Bucket": bucket, "Key": key}
        self._size = size
        self._place = 0
        self._body: Any = None

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._place, io.SEEK_END: self._size}[whence]
        if base + offset < 0:
            raise ValueError("a place before the beginning")
        if base + offset != self._place:
            self._hang_up()
        self._place = base + offset
        return self._place

    def tell(self) -> int:
        return self._place

    def readinto(self, buffer: Any) -> int:
        if self._place >= self._size:
            return 0
        try:
            content = self._read(len(buffer))
        except (ClientError, BotoCoreError, OSError):
            # A line that broke in the middle; the second time it is an error.
            self._hang_up()
            content = self._again(len(buffer))
        buffer[: len(content)] = content
        self._place += len(content)
        return len(content)

    def close(self) -> None:
        self._hang_up()
        super().close()

    def _again(self, most: int) -> bytes:
        try:
            return self._read(most)
        except (ClientError, BotoCoreError) as error:
            raise ClipsAway(self._at["Bucket"], one_line(str(error))[:200]) from error

    def _read(self, most: int) -> bytes:
        if self._body is None:
            asked = self._client.get_object(**self._at, Range=f"bytes={self._place}-")
            self._body = asked["Body"]
        content: bytes = self._body.read(most)
        if not content:
            raise ClipsAway(self._at["Bucket"], "the line ended before the clip did")
        return content

    def _hang_up(self) -> None:
        if self._body is not None:
            self._body.close()
            self._body = None


def _month(id: str) -> str:
    """By the time in the id; a booth's clock may say anything."""
    try:
        at = datetime.fromtimestamp(int(id[:8] + id[9:13], 16) / 1000, UTC)
    except (ValueError, OverflowError, OSError):
        return "0000/00"
    return f"{at:%Y/%m}"


def _code(error: ClientError) -> str:
    return str(error.response.get("Error", {}).get("Code", ""))


def _secret(file: Path) -> tuple[str, str]:
    try:
        lines = file.read_text(encoding="ascii").split()
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(f"{file}: {error}") from error
    if len(lines) != 2:
        raise BadInput(f"{file}: must have two lines, the access key's id and its secret")
    return lines[0], lines[1]
