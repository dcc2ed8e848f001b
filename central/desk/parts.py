"""What the desk is made of: the parts of a central that its pages use."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date, datetime
from typing import BinaryIO
from zoneinfo import ZoneInfo

from central.audit import Audit
from central.booths import Booths
from central.cases import Cases
from central.desk.settings import DeskSettings
from central.enrolment import Enrolment
from central.keys import Keys
from central.people import People
from central.publisher import Publisher
from central.registry import Registry
from central.store import Store
from central.workdays import Workdays

Reader = Callable[[str], AbstractContextManager[BinaryIO]]
"""The sealed bytes of a clip or a video, by id. Raises NotFound, OSError."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskParts:
    """Given to `create_app`. `clip` reads sealed clips, `video` sealed videos of answers."""

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
    clip: Reader
    video: Reader
    now: Callable[[], datetime]
    monotonic: Callable[[], float]

    def today(self) -> date:
        """The day in the installation's time zone."""
        return self.now().astimezone(self.timezone).date()
