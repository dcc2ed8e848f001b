"""The demo's official: answers every appeal a few seconds after it arrived."""

import logging
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Event, Thread
from types import TracebackType
from typing import Self

from rich.console import Console

from central.errors import CentralError
from central.sample.film import draw_film
from central.server import Central
from firmware.appeals.appeal import Language
from firmware.appeals.number import written
from firmware.demo.installation import SITE

log = logging.getLogger(__name__)

AFTER_S = 8.0

ANSWERS = {
    Language.KK: "Құрметті азамат! Өтінішіңізді көрдім, рақмет. Ауладағы шамдар 5 желтоқсанға"
    " дейін жөнделеді, жұмысты өзім бақылаймын. Сұрағыңыз қалса, 25-04-17 нөміріне"
    " қоңырау шалыңыз.",
    Language.RU: "Уважаемый гражданин! Ваше обращение просмотрено, спасибо. Фонари во дворе будут"
    " исправлены до 5 декабря, работу контролирую лично. Если останутся вопросы,"
    " звоните: 25-04-17.",
    Language.EN: "Dear citizen, thank you for your appeal. The lamps in the courtyard will be"
    " repaired by 5 December; I am supervising the work. For further questions call 25-04-17.",
}


def answer(central: Central, case: str, language: Language) -> None:
    """Give the answer, with a video of whom the appeal is for. Raises CentralError."""
    entry = central.registry.find(case)
    directory = central.publisher.directory(SITE)
    officials = [one.id for one in directory.officials] if directory else []
    look = officials.index(entry.addressee) if entry.addressee in officials else 0
    with TemporaryDirectory() as folder:
        film = Path(folder) / "official.mp4"
        draw_film(film, look)
        central.give_answer(case, ANSWERS[language], language, film)


class Official:
    """Runs in a thread as a context manager."""

    def __init__(self, central: Central, console: Console) -> None:
        self._central = central
        self._console = console
        self._stop = Event()
        self._thread = Thread(target=self._run, name="official", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stop.set()
        self._thread.join(5)

    def _run(self) -> None:
        while not self._stop.wait(1.0):
            for entry in self._central.registry.all():
                if entry.answer is None and entry.number is not None:
                    self._console.print(f"central has registered {written(entry.number)}")
                    if self._stop.wait(AFTER_S):
                        return
                    self._answer(entry.id, Language(entry.language or "kk"))

    def _answer(self, case: str, language: Language) -> None:
        try:
            answer(self._central, case, language)
        except CentralError as error:
            log.warning("no answer given: %s", error)
        else:
            self._console.print("the official has answered it")
