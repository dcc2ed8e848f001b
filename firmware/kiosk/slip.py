"""What stands on the slip of a registered appeal, in the language of the visit."""

from datetime import datetime
from zoneinfo import ZoneInfo

from firmware.appeals.appeal import Language
from firmware.appeals.deadlines import promise_date
from firmware.appeals.receipt import Slip
from firmware.kiosk.texts import Texts, of
from firmware.settings import BoothSettings
from firmware.wire.directory import Official

_OTHER = {Language.KK: Language.RU, Language.RU: Language.KK, Language.EN: Language.KK}


def compose(
    number: str,
    recorded_at: datetime,
    *,
    trusted: bool,
    official: Official | None,
    language: Language,
    booth: BoothSettings,
    other_ways: str = "",
) -> Slip:
    """The slip; `official` is None for a violation, whose slip names nobody."""
    texts, other = of(language), of(_OTHER[language])
    rows = [_answer_by(texts, recorded_at, trusted, booth)]
    if official is not None:
        whom = f"{official.name.in_(language)}, {official.post.in_(language)}"
        rows.append((texts.gettext("For whom"), whom))
    if trusted:
        local = recorded_at.astimezone(ZoneInfo(booth.timezone))
        rows.append((texts.gettext("Accepted"), texts.moment(local)))
    closing = texts.gettext(
        "See the answer at any of these booths: touch “See an answer” and enter this number."
    )
    labels = [one.gettext("Registration number") for one in (texts, other)]
    return Slip(
        number=number,
        title=booth.name,
        address=booth.address,
        number_label=" · ".join(labels),
        rows=tuple(rows),
        closing=f"{closing} {other_ways}".strip(),
    )


def _answer_by(
    texts: Texts, recorded_at: datetime, trusted: bool, booth: BoothSettings
) -> tuple[str, str]:
    if not trusted:
        return texts.gettext("Answer"), texts.gettext("within 14 days from today")
    day = promise_date(recorded_at, ZoneInfo(booth.timezone))
    return texts.gettext("Answer by"), texts.date(day)
