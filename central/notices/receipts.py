"""Delivery reports as gateways write them (SMPP 3.4, appendix B, and its optional fields)."""

import re

from central.notices.senders import Fate, Report
from central.notices.smpp_line import Pdu

_MESSAGE_TYPE = 0b0011_1100
_RECEIPT = 0b0000_0100

_ID = re.compile(r"\bid:([^\s]{1,65})", re.IGNORECASE)
_STATE = re.compile(r"\bstat:([a-z]{1,10})", re.IGNORECASE)
_ERROR = re.compile(r"\berr:([0-9a-z]{1,10})", re.IGNORECASE)

_BY_WORD = {
    "DELIVRD": Fate.DELIVERED,
    "EXPIRED": Fate.FAILED,
    "DELETED": Fate.FAILED,
    "UNDELIV": Fate.FAILED,
    "REJECTD": Fate.FAILED,
}
_BY_STATE = {2: "DELIVRD", 3: "EXPIRED", 4: "DELETED", 5: "UNDELIV", 8: "REJECTD"}


def read_receipt(pdu: Pdu) -> Report | None:
    """What a deliver_sm reports; None for somebody's SMS and for what is not the end yet."""
    if int(pdu.esm_class or 0) & _MESSAGE_TYPE != _RECEIPT:
        return None
    text = (pdu.short_message or pdu.message_payload or b"").decode("latin-1")
    id = _text(pdu.receipted_message_id) or _found(_ID, text)
    word = _found(_STATE, text).upper()
    if pdu.message_state is not None:
        word = _BY_STATE.get(pdu.message_state, "")
    if not id or word not in _BY_WORD:
        return None
    error = _found(_ERROR, text)
    problem = f"{word} {error}".strip()
    return Report(id, _BY_WORD[word], _text(pdu.source_addr), problem)


def _found(pattern: re.Pattern[str], text: str) -> str:
    match = pattern.search(text)
    return match[1] if match else ""


def _text(value: bytes | None) -> str:
    return (value or b"").decode("latin-1").strip("\0 ")
