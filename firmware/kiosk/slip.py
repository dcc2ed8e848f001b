"""What stands on the slip of a registered appeal, in the language of the visit."""

import re
from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

from firmware.appeals.appeal import Language
from firmware.appeals.deadlines import promise_date
from firmware.appeals.receipt import Row, Slip
from firmware.kiosk.texts import NBSP, Texts, of
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
    texts = of(language)
    rows = [_answer_by(language, recorded_at, trusted, booth)]
    if official is not None:
        name, post = official.name.in_(language), official.post.in_(language)
        rows.append(Row(_both(language, lambda texts: texts.gettext("For whom")), name, post))
    if trusted:
        local = recorded_at.astimezone(ZoneInfo(booth.timezone))
        rows.append(Row(texts.gettext("Accepted"), texts.moment(local)))
    closing = texts.gettext(
        "Answer: in any such booth touch “See an answer” and enter this number."
    )
    return Slip(
        number=number,
        title=booth.name,
        address=booth.address,
        number_label=_both(language, lambda texts: texts.gettext("Registration number")),
        rows=tuple(rows),
        closing=f"{closing} {other_ways}".strip(),
    )


def _both(language: Language, label: Callable[[Texts], str]) -> str:
    """A label in the visit's language and in the other that everybody here may read.

    Where it does not fit on one line, it parts between the two.
    """
    written = (label(of(one)).replace(" ", NBSP) for one in (language, _OTHER[language]))
    return " · ".join(written)


def _answer_by(
    language: Language, recorded_at: datetime, trusted: bool, booth: BoothSettings
) -> Row:
    texts = of(language)
    if not trusted:
        label = _both(language, lambda texts: texts.gettext("Answer"))
        return Row(label, texts.gettext("within 14 days from today"))
    day = promise_date(recorded_at, ZoneInfo(booth.timezone))
    # Day and month stay together, the year may stand on a line of its own.
    written = re.sub(rf"{NBSP}(?=\d)", " ", texts.date(day))
    return Row(_both(language, lambda texts: texts.gettext("Answer by")), written)
