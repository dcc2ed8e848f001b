"""What becomes of an invented appeal, and the texts of it."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from firmware.appeals.appeal import Language


class Fate(StrEnum):
    """One deed of an official or of the citizen."""

    TAKEN = "taken"
    FORWARDED = "forwarded"
    EXTENDED = "extended"
    ASKED = "asked"
    DISMISSED = "dismissed"
    ANSWERED = "answered"
    RATED = "rated"


@dataclass(frozen=True, slots=True)
class Story:
    """Deeds in order; each some days after the one before."""

    fates: tuple[Fate, ...]
    slow: bool = False

    def deeds(self, chance: random.Random) -> Iterator[tuple[float, Fate]]:
        """Days after the arrival, and the deed."""
        day = 0.0
        for fate in self.fates:
            day += chance.uniform(9, 16) if self.slow else chance.uniform(0.3, 5)
            yield day, fate


_TAKEN, _ANSWERED, _RATED = Fate.TAKEN, Fate.ANSWERED, Fate.RATED
_STORIES = (
    (40, Story((_TAKEN, _ANSWERED, _RATED))),
    (20, Story((_TAKEN, _ANSWERED))),
    (8, Story((_TAKEN, _ANSWERED, _RATED), slow=True)),
    (8, Story((Fate.FORWARDED, _TAKEN, _ANSWERED, _RATED))),
    (8, Story((_TAKEN, Fate.EXTENDED, _ANSWERED))),
    (5, Story((Fate.ASKED, _ANSWERED))),
    (4, Story((Fate.DISMISSED,))),
    (4, Story((_TAKEN,))),
    (3, Story(())),
)


def fate_of(chance: random.Random) -> Story:
    """What becomes of the next appeal."""
    weights = [weight for weight, _story in _STORIES]
    return chance.choices([story for _weight, story in _STORIES], weights)[0]


ANSWERS = {
    Language.KK: (
        "Құрметті азамат! Өтінішіңіз қаралды. Аула шамдары жөнделді, жұмысты өзім тексердім.",
        "Құрметті азамат! Қоқыс шығару кестесі өзгертілді: енді күн сайын таңғы сағат 8-ге дейін.",
        "Құрметті азамат! Құжаттар тізімі жіберілді. Сұрағыңыз қалса: 25-04-17.",
    ),
    Language.RU: (
        "Уважаемый гражданин! Обращение рассмотрено. Фонари во дворе исправлены, работу проверили.",
        "Уважаемый гражданин! График вывоза мусора изменён: теперь каждый день до 8 часов утра.",
        "Уважаемый гражданин! Перечень документов направлен. Если останутся вопросы: 25-04-17.",
    ),
    Language.EN: (
        "Dear citizen, the lamps in the courtyard were repaired, and the work was checked.",
        "Dear citizen, waste is now collected every day before eight in the morning.",
        "Dear citizen, the list of documents was sent. For further questions call 25-04-17.",
    ),
}

DELAYS = {
    Language.KK: "Жол бөліміне сұрау салынды, жауап күтілуде.",
    Language.RU: "Направлен запрос в отдел дорог, ждём ответа.",
    Language.EN: "The roads department was asked, and its reply is awaited.",
}

ASKED = {
    Language.KK: "Қай үй туралы? Мекенжайын айтыңыз.",
    Language.RU: "О каком доме идёт речь? Назовите адрес.",
    Language.EN: "Which house is it? Please say its address.",
}

DISMISSED = {
    Language.KK: "Жазбада өтініш жоқ: тек бос орындық көрінеді.",
    Language.RU: "В записи нет обращения: видно только пустое кресло.",
    Language.EN: "There is no appeal in the recording: it shows an empty chair.",
}
