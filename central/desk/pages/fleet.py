"""The booths: who is there, what waits, what is broken and since when; and the SMS."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated

from fastapi import APIRouter
from starlette.responses import Response

from central.desk.visit import Visit, allowed
from central.errors import NotFound
from central.models import Booth, Certificate, Trouble
from central.notices.status import read_figures
from central.rights import Act
from firmware.wire import messages
from firmware.wire.errors import WireError
from firmware.wire.messages import Health

router = APIRouter()

SMS_LATE = timedelta(minutes=15)
"""A notice that could have gone waits no longer than a gateway's hiccup."""


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a booth; times in the installation's zone."""

    id: str
    site: str
    online: bool
    since: datetime | None
    heard_at: datetime | None
    health: Health | None
    certificate_until: datetime | None
    troubles: list[tuple[str, datetime | None]]

    @property
    def sound(self) -> bool:
        """Whether nothing is known to be wrong."""
        devices = self.health.devices if self.health else None
        return self.online and not self.troubles and (devices is None or devices.in_order)


@router.get("/fleet")
def fleet(visit: Annotated[Visit, allowed(Act.FLEET)]) -> Response:
    """All booths, those with troubles in front."""
    booths = sorted(_known(visit), key=lambda booth: (booth.sound, booth.id))
    now, parts = visit.parts.now(), visit.parts
    sms = read_figures(parts.store, now, parts.timezone)
    late = sms.oldest is not None and now - sms.oldest > SMS_LATE
    return visit.page("fleet.html", booths=booths, now=now, sms=sms, sms_late=late)


@router.get("/fleet/{id}")
def booth(visit: Annotated[Visit, allowed(Act.FLEET)], id: str) -> Response:
    """All that one of them says of itself."""
    found = [known for known in _known(visit) if known.id == id]
    if not found:
        raise NotFound("no such booth")
    return visit.page("booth.html", booth=found[0], now=visit.parts.now())


def _known(visit: Visit) -> list[Known]:
    with visit.parts.store.connection():
        booths = list(Booth.select().order_by(Booth.id))
        troubles = list(Trouble.select().order_by(Trouble.since))
        valid = Certificate.select().where(Certificate.revoked_at.is_null())
        until = {row.booth: row.until for row in valid.order_by(Certificate.until)}
    return [
        Known(
            id=row.id,
            site=row.site,
            online=bool(row.online),
            since=_at(visit, row.online_since),
            heard_at=_at(visit, row.heard_at),
            health=_health(row.health),
            certificate_until=_at(visit, until.get(row.id, "")),
            troubles=[
                (trouble.what, _at(visit, trouble.since))
                for trouble in troubles
                if trouble.booth == row.id
            ],
        )
        for row in booths
    ]


def _at(visit: Visit, text: str) -> datetime | None:
    return visit.local(datetime.fromisoformat(text)) if text else None


def _health(content: str) -> Health | None:
    """What a booth of an older or newer software said may not be readable."""
    try:
        return messages.decode(content.encode(), Health, "health") if content else None
    except WireError:
        return None
