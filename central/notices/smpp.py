"""The sender to a gateway of an operator by SMPP 3.4."""

from collections.abc import Callable
from datetime import datetime

from smpplib import consts
from smpplib.gsm import make_parts

from central.notices.receipts import read_receipt
from central.notices.senders import Accepted, Line, Refused, Report, Throttled, Unreachable, Unsure
from central.notices.smpp_line import LineBroken, SmppLine, meaning
from central.settings import SmsSettings

_LATER = {
    consts.SMPP_ESME_RTHROTTLED: 1.0,
    consts.SMPP_ESME_RMSGQFUL: 5.0,
    consts.SMPP_ESME_RSYSERR: 5.0,
    consts.SMPP_ESME_RX_T_APPN: 5.0,
}
"""Errors that pass, and after how many seconds one asks again."""

_OURS = frozenset(
    {
        consts.SMPP_ESME_RINVBNDSTS,
        consts.SMPP_ESME_RINVSRCADR,
        consts.SMPP_ESME_RBINDFAIL,
        consts.SMPP_ESME_RINVPASWD,
        consts.SMPP_ESME_RINVSYSID,
        consts.SMPP_ESME_RINVSERTYP,
        consts.SMPP_ESME_RINVSRCTON,
        consts.SMPP_ESME_RINVSRCNPI,
        consts.SMPP_ESME_RINVSYSTYP,
    }
)
"""Errors that every message would get, e.g. a sender's name that is not registered."""

_PART_TRIES = 4
_SHORT_NUMBER = 6


class SmppSender:
    """Binds when it is first needed."""

    def __init__(self, settings: SmsSettings, password: str, now: Callable[[], datetime]) -> None:
        self.line = Line(up=False, since=now())
        self._settings = settings
        self._password = password
        self._now = now
        self._open: SmppLine | None = None

    def send(self, phone: str, text: str) -> Accepted:
        """Hand over in UCS-2, in parts where it is long.

        Raises Refused, Throttled, Unreachable, Unsure.
        """
        parts, coding, esm_class = make_parts(text, consts.SMPP_ENCODING_ISO10646)
        ids: list[str] = []
        for part in parts:
            try:
                ids.append(self._submit_part(phone, part, coding, esm_class, bool(ids)))
            except (Throttled, Unreachable) as error:
                if ids:
                    raise Unsure(f"only {len(ids)} of {len(parts)} parts: {error}") from error
                raise
        return Accepted(tuple(ids))

    def attend(self, seconds: float, heard: Callable[[Report], None]) -> None:
        """Keep the line, hear reports. Raises Unreachable."""
        line = self._line()
        try:
            if not line.delivered:
                line.listen(seconds)
            while line.delivered:
                pdu = line.delivered[0]
                if (report := read_receipt(pdu)) is not None:
                    heard(report)
                line.answer(pdu, "deliver_sm_resp")
                line.delivered.popleft()
        except LineBroken as error:
            self._drop(str(error))
            raise Unreachable(str(error)) from error
        except BaseException:
            # What was not heard is not answered: the gateway says it again on the next line.
            self._drop("a report was not written down")
            raise

    def close(self) -> None:
        """Say goodbye; harmless when repeated."""
        if self._open:
            self._open.unbind()
            self._drop("")

    def _submit_part(
        self, phone: str, part: bytes, coding: int, esm_class: int, begun: bool
    ) -> str:
        """One part; of a message that was begun a busy gateway is asked again at once."""
        for _ in range(_PART_TRIES - 1 if begun else 0):
            try:
                return self._submit(phone, part, coding, esm_class)
            except Throttled as error:
                self._wait(error.retry_s)
        return self._submit(phone, part, coding, esm_class)

    def _submit(self, phone: str, part: bytes, coding: int, esm_class: int) -> str:
        line = self._line()
        ton, npi = _kind_of(self._settings.sender)
        pdu = line.make(
            "submit_sm",
            source_addr_ton=ton,
            source_addr_npi=npi,
            source_addr=self._settings.sender.removeprefix("+"),
            dest_addr_ton=consts.SMPP_TON_INTL,
            dest_addr_npi=consts.SMPP_NPI_ISDN,
            destination_addr=phone.removeprefix("+"),
            esm_class=esm_class,
            data_coding=coding,
            short_message=part,
            registered_delivery=consts.SMPP_SMSC_DELIVERY_RECEIPT_BOTH,
        )
        try:
            answer = line.request(pdu)
        except LineBroken as error:
            self._drop(str(error))
            raise Unsure(str(error)) from error
        except Unreachable as error:
            self._drop(str(error))
            raise
        if answer.is_error():
            self._raise(answer.status)
        return (getattr(answer, "message_id", None) or b"").decode("latin-1")

    def _raise(self, status: int) -> None:
        problem = meaning(status)
        if status in _LATER:
            raise Throttled(problem, _LATER[status])
        if status in _OURS:
            self._drop(problem)
            raise Unreachable(problem)
        raise Refused(problem)

    def _wait(self, seconds: float) -> None:
        try:
            self._line().listen(seconds)
        except LineBroken as error:
            self._drop(str(error))
            raise Unreachable(str(error)) from error

    def _line(self) -> SmppLine:
        """The line, made where there is none. Raises Unreachable."""
        if self._open:
            try:
                # One that hung up meanwhile must not swallow a message.
                self._open.settle()
            except LineBroken as error:
                self._drop(str(error))
        if self._open is None:
            try:
                self._open = SmppLine(self._settings, self._password)
            except Unreachable as error:
                self._note(up=False, problem=str(error))
                raise
            self._note(up=True, problem="")
        return self._open

    def _drop(self, problem: str) -> None:
        if self._open:
            self._open.close()
            self._open = None
        self._note(up=False, problem=problem)

    def _note(self, *, up: bool, problem: str) -> None:
        since = self.line.since if up == self.line.up else self._now()
        self.line = Line(up, since, problem)


def _kind_of(sender: str) -> tuple[int, int]:
    """Type and plan of a sender's name or number."""
    digits = sender.removeprefix("+")
    if not digits.isdecimal():
        return consts.SMPP_TON_ALNUM, consts.SMPP_NPI_UNK
    if len(digits) <= _SHORT_NUMBER:
        return consts.SMPP_TON_UNK, consts.SMPP_NPI_UNK
    return consts.SMPP_TON_INTL, consts.SMPP_NPI_ISDN
