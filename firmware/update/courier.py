"""Fetches a bundle from central over HTTPS, in parts, and goes on where it was cut."""

import http.client
import logging
import shutil
import ssl
from collections.abc import Callable
from contextlib import closing
from hashlib import file_digest
from pathlib import Path
from threading import Event

from firmware.settings import Settings
from firmware.update.errors import BundleRefused, FetchFailed
from firmware.uplink.tls import client_context, in_words
from firmware.wire.signed import SignedUpdate

log = logging.getLogger(__name__)

TIMEOUT_S = 30.0
PIECE = 262_144
SPARE_BYTES = 256 * 2**20
"""Of the data partition: appeals come before updates."""


class Courier:
    """Brings what central offers into a folder."""

    def __init__(
        self,
        settings: Settings,
        folder: Path,
        context: Callable[[Settings], ssl.SSLContext] = client_context,
    ) -> None:
        self._settings = settings
        self._folder = folder
        self._context = context

    def file(self, update: SignedUpdate) -> Path:
        """Where it lies once it is whole."""
        return self._folder / f"{update.sha256}.raucb"

    def fetch(self, update: SignedUpdate, stop: Event) -> Path | None:
        """The whole bundle; None when told to stop. Raises FetchFailed, BadCredential."""
        whole = self.file(update)
        if whole.exists():
            return whole
        part = whole.with_suffix(".part")
        self.forget_others(update)
        try:
            done = part.stat().st_size if part.exists() else 0
            if shutil.disk_usage(self._folder).free < update.size - done + SPARE_BYTES:
                raise FetchFailed("there is no room for it beside the appeals")
            while done < update.size and not stop.is_set():
                done = self._go_on(update, part, done, stop)
            if stop.is_set():
                return None
            self._check(update, part)
            part.replace(whole)
        except FetchFailed:
            raise
        except (OSError, http.client.HTTPException) as error:
            raise FetchFailed(in_words(str(error) or repr(error))) from error
        log.info("update %s: fetched", update.version)
        return whole

    def forget_others(self, update: SignedUpdate | None) -> None:
        """Delete all bundles but that one."""
        kept = update.sha256 if update else None
        for file in (*self._folder.glob("*.raucb"), *self._folder.glob("*.part")):
            if file.stem != kept:
                file.unlink(missing_ok=True)

    def _go_on(self, update: SignedUpdate, part: Path, done: int, stop: Event) -> int:
        host, _, port = self._settings.central.est.rpartition(":")
        if not host:
            raise FetchFailed("central.est is not set")
        line = http.client.HTTPSConnection(
            host.strip("[]"), int(port), timeout=TIMEOUT_S, context=self._context(self._settings)
        )
        with closing(line):
            wanted = {"Range": f"bytes={done}-"} if done else {}
            line.request("GET", f"/updates/{update.sha256}.raucb", headers=wanted)
            answer = line.getresponse()
            if answer.status == 200:
                done = 0
            elif answer.status != 206 or not done:
                raise FetchFailed(f"central answers with HTTP {answer.status}")
            with part.open("r+b" if done else "wb") as kept:
                kept.seek(done)
                while piece := answer.read(PIECE):
                    kept.write(piece)
                    done += len(piece)
                    if stop.is_set() or done > update.size:
                        break
        return done

    def _check(self, update: SignedUpdate, part: Path) -> None:
        with part.open("rb") as whole:
            sound = (
                part.stat().st_size == update.size
                and file_digest(whole, "sha256").hexdigest() == update.sha256
            )
        if not sound:
            part.unlink()
            raise FetchFailed("what came is not what central signed")


def check_offer(update: SignedUpdate, version: str) -> None:
    """Whether the bundle is of the version that was announced. Raises BundleRefused."""
    if update.version != version:
        raise BundleRefused(f"it is version {version}, but {update.version} was announced")
