"""A question for an answer and its reply, sealed both ways.

kiosk: `seal_ask` -> central: `open_ask`, `seal_reply` -> kiosk: `open_reply`.
"""

from collections.abc import Sequence

from firmware.appeals import sealing
from firmware.appeals.errors import BadSeal
from firmware.appeals.signing import PrivateKey, PublicKey
from firmware.wire import signed
from firmware.wire.errors import BadMessage, NotSealed
from firmware.wire.messages import Ask, Reply, decode, write
from firmware.wire.signed import SealedReply


def seal_ask(ask: Ask, recipient: str) -> bytes:
    """The question, sealed to central's ask key. Raises BadSeal for a bad recipient."""
    return sealing.seal(write(ask), [recipient])


def open_ask(sealed: bytes, identities: Sequence[str]) -> Ask:
    """The question, at central. Raises NotSealed, BadMessage."""
    return decode(_open("ask", sealed, identities), Ask, "ask")


def seal_reply(rid: str, reply: Reply, recipient: str, key: PrivateKey) -> str:
    """The reply as a token: sealed to the visit, signed by central. Raises BadSeal."""
    sealed = sealing.seal(write(reply), [recipient])
    return signed.sign(SealedReply(rid=rid, sealed=sealed), key)


def open_reply(token: str, rid: str, key: PublicKey, visit: sealing.VisitKey) -> Reply:
    """The reply to that question, at the kiosk.

    Raises TooLarge, NotSigned, NotSealed, BadMessage (also when it answers another question).
    """
    reply = signed.read_reply(token, key)
    if reply.rid != rid:
        raise BadMessage("reply.rid", "answers another question")
    return decode(_open("reply", reply.sealed, [visit.identity]), Reply, "reply")


def _open(place: str, content: bytes, identities: Sequence[str]) -> bytes:
    try:
        return sealing.open_sealed(content, identities)
    except BadSeal as error:
        raise NotSealed(place, str(error)) from error
