"""One bound connection to a gateway (SMPP 3.4).

smpplib makes and reads the messages. The connection is ours: smpplib's client forgets what
it has read when a wait ends in the middle of a message, waits for an answer for ever, checks
no host name, and at DEBUG logs telephones and texts. After any trouble the line is closed and
made anew; nothing is mended.
"""

import socket
import ssl
import struct
import time
from collections import deque
from typing import Any

from smpplib import consts, smpp
from smpplib.client import SimpleSequenceGenerator
from smpplib.exceptions import PDUError, UnknownCommandError

from central.notices.senders import Unreachable
from central.settings import SmsSettings

Pdu = Any
"""A message of smpplib, which has no types."""

_HEADER = 16
_MAX_PDU = 65_536


class LineBroken(ConnectionError):
    """The line is of no use any more; what was asked last may have been done."""


class SmppLine:
    """Open from its beginning; used by one thread."""

    def __init__(self, settings: SmsSettings, password: str) -> None:
        """Connect and bind as a transceiver. Raises Unreachable."""
        self.delivered: deque[Pdu] = deque()
        """What the gateway delivered and was not answered yet."""
        self._settings = settings
        self._numbers = SimpleSequenceGenerator()
        self._bytes = bytearray()
        self._heard_at = time.monotonic()
        self._socket = _connect(settings)
        try:
            self._bind(password)
        except BaseException:
            self.close()
            raise

    def make(self, command: str, **fields: object) -> Pdu:
        """A message with the next number."""
        return smpp.make_pdu(command, client=self._numbers, **fields)

    def request(self, pdu: Pdu) -> Pdu:
        """Send and wait for its answer, `answer_s` at most.

        Raises Unreachable when it was not sent whole, LineBroken when nobody knows.
        """
        try:
            self._send(pdu)
        except OSError as error:
            raise Unreachable(f"the line broke: {error}") from error
        deadline = time.monotonic() + self._settings.answer_s
        while (answer := self._next(deadline)) is not None:
            if answer.is_response() and answer.sequence == pdu.sequence:
                return answer
            self._sort(answer)
        raise LineBroken(f"no answer within {self._settings.answer_s:g} s")

    def listen(self, seconds: float) -> None:
        """Sort what comes, until something was delivered or so long. Raises LineBroken."""
        deadline = time.monotonic() + seconds
        while True:
            idle_at = self._heard_at + self._settings.idle_s
            if time.monotonic() >= idle_at:
                self._ask_whether_alive()
                continue
            heard = self._next(min(deadline, idle_at))
            if heard is not None:
                self._sort(heard)
            if self.delivered or time.monotonic() >= deadline:
                return

    def settle(self) -> None:
        """Sort what has come already. Raises LineBroken, also when the gateway hung up."""
        while (heard := self._next(0)) is not None:
            self._sort(heard)

    def answer(self, pdu: Pdu, command: str) -> None:
        """Answer a message of the gateway. Raises LineBroken."""
        answer = self.make(command, status=consts.SMPP_ESME_ROK)
        answer.sequence = pdu.sequence
        try:
            self._send(answer)
        except OSError as error:
            raise LineBroken(str(error)) from error

    def close(self) -> None:
        """Hang up; harmless when repeated."""
        self._socket.close()

    def unbind(self) -> None:
        """Say goodbye and hang up."""
        try:
            self.request(self.make("unbind"))
        except (LineBroken, Unreachable):
            pass  # then it knows by the end of the connection
        finally:
            self.close()

    def _bind(self, password: str) -> None:
        settings = self._settings
        bind = self.make(
            "bind_transceiver",
            system_id=settings.login,
            password=password,
            system_type=settings.system_type,
        )
        try:
            answer = self.request(bind)
        except LineBroken as error:
            raise Unreachable(f"bind: {error}") from error
        if answer.is_error():
            raise Unreachable(f"bind: refused: {meaning(answer.status)}")

    def _ask_whether_alive(self) -> None:
        try:
            self.request(self.make("enquire_link"))
        except Unreachable as error:
            raise LineBroken(str(error)) from error

    def _sort(self, pdu: Pdu) -> None:
        if pdu.command == "enquire_link":
            self.answer(pdu, "enquire_link_resp")
        elif pdu.command == "deliver_sm":
            self.delivered.append(pdu)
        elif pdu.command == "unbind":
            self.answer(pdu, "unbind_resp")
            raise LineBroken("the gateway ended the session")
        # Else it is an answer that came too late, or says nothing to us.

    def _send(self, pdu: Pdu) -> None:
        self._socket.settimeout(self._settings.answer_s)
        self._socket.sendall(pdu.generate())

    def _next(self, deadline: float) -> Pdu | None:
        """The next message, None when none was whole by then; what has come of it is kept."""
        while True:
            if (pdu := self._whole()) is not None:
                self._heard_at = time.monotonic()
                return pdu
            # At least once, however late: what lies ready is read.
            self._socket.settimeout(max(deadline - time.monotonic(), 0.000_001))
            try:
                more = self._socket.recv(_MAX_PDU)
            except TimeoutError:
                return None
            except OSError as error:
                raise LineBroken(str(error)) from error
            if not more:
                raise LineBroken("the gateway hung up")
            self._bytes += more

    def _whole(self) -> Pdu | None:
        if len(self._bytes) < _HEADER:
            return None
        length = int.from_bytes(self._bytes[:4], "big")
        if not _HEADER <= length <= _MAX_PDU:
            raise LineBroken("the gateway does not speak SMPP")
        if len(self._bytes) < length:
            return None
        raw = bytes(self._bytes[:length])
        del self._bytes[:length]
        try:
            return smpp.parse_pdu(raw, client=self._numbers, allow_unknown_opt_params=True)
        except (struct.error, PDUError, UnknownCommandError, ValueError, LookupError) as error:
            raise LineBroken(f"the gateway sent what is not SMPP 3.4: {error}") from error


def meaning(status: int) -> str:
    """An error of the gateway in words."""
    return f"{consts.DESCRIPTIONS.get(status, 'error of the gateway')} (0x{status:02X})"


def _connect(settings: SmsSettings) -> socket.socket:
    place = f"{settings.host}:{settings.port}"
    try:
        raw = socket.create_connection((settings.host, settings.port), settings.answer_s)
    except OSError as error:
        raise Unreachable(f"{place}: {error}") from error
    if not settings.tls:
        return raw
    try:
        context = ssl.create_default_context(cafile=settings.ca)
        return context.wrap_socket(raw, server_hostname=settings.host)
    except OSError as error:
        raw.close()
        raise Unreachable(f"{place}: TLS: {error}") from error
