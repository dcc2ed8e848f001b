"""The booth's certificate is renewed long before it ends, in a thread of its own."""

import logging
import random
import threading
from collections.abc import Callable
from datetime import datetime, timedelta

from cryptography import x509

from firmware.clock import Clock
from firmware.errors import BoothError
from firmware.settings import Settings
from firmware.uplink.enrol import renew
from firmware.uplink.tls import own_certificate

log = logging.getLogger("uplink")

# After the start; with jitter, so that after a power cut not all booths ask at once.
FIRST_LOOK_S = 60.0
LOOK_EVERY_S = 3600.0
RETRY_S = 300.0
MAX_RETRY_S = 6 * 3600.0
DAY_S = 86_400.0
_DAY = timedelta(days=1)
_MONTH = timedelta(days=30)


def due(certificate: x509.Certificate, now: datetime) -> bool:
    """Whether less than a third of its life or 30 days are left; never on its first day."""
    start, end = certificate.not_valid_before_utc, certificate.not_valid_after_utc
    return now - start >= _DAY and end - now < max((end - start) / 3, _MONTH)


class Renewal:
    """Looks every hour. The uplink notices the new file by itself."""

    def __init__(
        self,
        settings: Settings,
        clock: Clock,
        renew: Callable[[Settings], x509.Certificate] = renew,
        jitter: Callable[[], float] = random.random,
    ) -> None:
        self._settings = settings
        self._clock = clock
        self._renew = renew
        self._jitter = jitter
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="renewal", daemon=True)
        self._tries = 0
        self._renewed_at = float("-inf")
        self._warned_at = float("-inf")

    def start(self) -> None:
        """Look from now on, where there is somebody to ask."""
        central = self._settings.central
        if central.est and central.tls and central.certificate:
            self._thread.start()

    def stop(self) -> None:
        """Stop; a request under way is not waited for, its file is written in one step."""
        self._stop.set()

    def look(self) -> float:
        """Renew where it is time; returns after how many seconds to look again."""
        found = own_certificate(self._settings)
        now = self._clock.now()
        # An unsure clock may say that anything has expired.
        if found is None or not self._clock.trusted() or not due(found, now):
            return self._later(LOOK_EVERY_S)
        if self._clock.monotonic() - self._renewed_at < DAY_S:
            return self._later(LOOK_EVERY_S)
        try:
            made = self._renew(self._settings)
        except BoothError as error:
            return self._failed(str(error), found)
        except Exception as error:  # noqa: BLE001 - the thread must go on, whatever it was
            return self._failed(f"{type(error).__name__}: {error}", found)
        self._tries = 0
        self._renewed_at = self._clock.monotonic()
        log.info("certificate renewed until %s", made.not_valid_after_utc.date())
        return self._later(LOOK_EVERY_S)

    def _failed(self, reason: str, kept: x509.Certificate) -> float:
        now = self._clock.monotonic()
        if now - self._warned_at >= DAY_S:
            self._warned_at = now
            until = kept.not_valid_after_utc.date()
            log.warning("certificate (until %s) not renewed: %s", until, reason)
        wait = min(MAX_RETRY_S, RETRY_S * 2 ** min(self._tries, 10))
        self._tries += 1
        return self._later(wait)

    def _later(self, seconds: float) -> float:
        return seconds * (0.75 + self._jitter() / 2)

    def _run(self) -> None:
        wait = FIRST_LOOK_S * self._jitter()
        while not self._stop.wait(wait):
            wait = self.look()
