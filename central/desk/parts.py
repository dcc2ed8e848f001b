"""What the desk is made of: the parts of a central that its pages use."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from central.audit import Audit
from central.booths import Booths
from central.cases import Cases
from central.desk.settings import DeskSettings
from central.enrolment import Enrolment
from central.export import Exporter, Open
from central.keys import Keys
from central.people import People
from central.publisher import Publisher
from central.registry import Registry
from central.store import Store
from central.workdays import Workdays


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskParts:
    """Given to `create_app`.

    `open_clip` opens sealed clips, `open_video` sealed videos of answers, by their ids.
    """

    settings: DeskSettings
    address: str
    timezone: ZoneInfo
    store: Store
    keys: Keys
    registry: Registry
    cases: Cases
    people: People
    audit: Audit
    publisher: Publisher
    booths: Booths
    enrolment: Enrolment
    workdays: Workdays
    exporter: Exporter
    open_clip: Open
    open_video: Open
    now: Callable[[], datetime]
    monotonic: Callable[[], float]

    def today(self) -> date:
        """The day in the installation's time zone."""
        return self.now().astimezone(self.timezone).date()
