"""`booth enrol --wait`: the certificate comes as soon as there are clock, line and central.

It runs beside the kiosk, which never waits for it. A code that central refused is
not tried again: central counts wrong ones and shuts its door.
"""

import logging
import random
from collections.abc import Callable
from pathlib import Path

from cryptography import x509

from firmware.clock import Clock
from firmware.commissioning.certificate import good_until
from firmware.commissioning.code import Fate, KeptCode
from firmware.settings import Settings
from firmware.spool.errors import StorageFailed
from firmware.uplink.enrol import enrol
from firmware.uplink.errors import BadCredential, EnrolmentFailed

log = logging.getLogger("enrol")

SYNCHRONIZED = Path("/run/systemd/timesync/synchronized")
"""Made by systemd-timesyncd when a time server has set the clock."""
LOOK_S = 5.0
# A clock past the floor may still be days behind; where there is no time server it has to do.
SYNC_PATIENCE_S = 90.0
RETRY_S = 5.0
MAX_RETRY_S = 900.0
# Somebody has to do something at central; and what it counts there is forgotten in an hour.
LONG_S = 3600.0
_REFUSED = 401
_BY_HAND = (403, 429)

ENROLLED = 0
CANNOT = 2


class PatientEnrolment:
    """One certificate, whenever it can be had."""

    def __init__(
        self,
        settings: Settings,
        clock: Clock,
        wait: Callable[[float], bool],
        synchronized: Callable[[], bool] = SYNCHRONIZED.exists,
        enrol: Callable[[Settings, str], x509.Certificate] = enrol,
        jitter: Callable[[], float] = random.random,
    ) -> None:
        """`wait(seconds)` comes back early, with True, when it is time to end."""
        self._settings = settings
        self._clock = clock
        self._wait = wait
        self._synchronized = synchronized
        self._enrol = enrol
        self._jitter = jitter
        self._code = KeptCode(Path(settings.booth.keys))
        self._said = ""

    def run(self) -> int:
        """The exit code: 0 enrolled, needless or told to end; 2 when only a person can help.

        Raises OSError for the folder of the keys.
        """
        central = self._settings.central
        if not (central.est and central.tls and central.certificate):
            log.info("certificates of this booth are brought by hand (central.est)")
            return ENROLLED
        if (code := self._code.get()) is None:
            return self._without_code()
        if not self._clock_is_ready():
            return ENROLLED
        return self._ask(code)

    def _without_code(self) -> int:
        if until := good_until(self._settings, self._clock):
            log.info("enrolled: certificate until %s", until.date())
            return ENROLLED
        why = "central refused the last code" if self._code.refused else "there is no code"
        log.error("not enrolled, and %s: `central booth code` makes one for the card", why)
        return CANNOT

    def _clock_is_ready(self) -> bool:
        """False when it was told to end."""
        since = self._clock.monotonic()
        while not self._ready(self._clock.monotonic() - since):
            self._say("waiting for the clock: a time server, or a battery, has to set it")
            if self._wait(LOOK_S):
                return False
        return True

    def _ready(self, waited: float) -> bool:
        return self._clock.trusted() and (self._synchronized() or waited >= SYNC_PATIENCE_S)

    def _ask(self, code: str) -> int:
        tries = 0
        while True:
            try:
                made = self._enrol(self._settings, code)
            except BadCredential as error:
                log.error("not enrolled: %s", error)
                return CANNOT
            except EnrolmentFailed as error:
                if error.status == _REFUSED:
                    return self._was_refused(error)
                self._say(f"not enrolled yet: {error}")
                by_hand = error.status in _BY_HAND
            except StorageFailed as error:
                self._say(f"not enrolled yet: {error}")
                by_hand = False
            else:
                self._code.spend(Fate.USED)
                log.info("enrolled: certificate until %s", made.not_valid_after_utc.date())
                return ENROLLED
            seconds = LONG_S if by_hand else min(MAX_RETRY_S, RETRY_S * 2 ** min(tries, 10))
            tries += 1
            # With jitter, so that after a power cut not all booths ask at once.
            if self._wait(seconds * (0.75 + self._jitter() / 2)):
                return ENROLLED

    def _was_refused(self, error: EnrolmentFailed) -> int:
        until = good_until(self._settings, self._clock)
        # With a certificate it was most likely a code whose use a power cut hid from us.
        self._code.spend(Fate.USED if until else Fate.REFUSED)
        if until:
            log.warning("%s; the certificate until %s stays", error, until.date())
            return ENROLLED
        log.error("%s; put it on the card as code.txt: the old one is not tried again", error)
        return CANNOT

    def _say(self, line: str) -> None:
        if line != self._said:
            self._said = line
            log.warning("%s", line)
