"""The booth's own texts in the citizen's language, from the catalogues in firmware/locale.

The catalogues are read as they are edited (.po), so that no compiled file can be
older than its source. Dates and plural forms are Babel's.
"""

from datetime import date, datetime
from functools import cache
from gettext import GNUTranslations
from io import BytesIO
from pathlib import Path

from babel.dates import format_date, format_datetime
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from firmware.appeals.appeal import Language

LOCALE = Path(__file__).resolve().parents[1] / "locale"
DOMAIN = "booth"
NBSP = "\N{NO-BREAK SPACE}"
NARROW_NBSP = "\N{NARROW NO-BREAK SPACE}"

NAMES = {Language.KK: "Қазақша", Language.RU: "Русский", Language.EN: "English"}
DATES = {Language.KK: "kk", Language.RU: "ru", Language.EN: "en_GB"}
"""Whose way of writing dates: day before month in English too."""

SHORT = {Language.KK: "ҚАЗ", Language.RU: "РУС", Language.EN: "ENG"}


def catalogue_file(language: Language) -> Path:
    """Where the catalogue of a language is."""
    return LOCALE / language / "LC_MESSAGES" / f"{DOMAIN}.po"


def catalogue(language: Language) -> Catalog:
    """The catalogue of a language as Babel reads it."""
    with catalogue_file(language).open("rb") as file:
        return read_po(file, locale=str(language), domain=DOMAIN)


class Texts:
    """The texts of one language. Made by `of`."""

    def __init__(self, language: Language) -> None:
        self.language = language
        compiled = BytesIO()
        write_mo(compiled, catalogue(language))
        compiled.seek(0)
        self._translations = GNUTranslations(compiled)

    def gettext(self, message: str) -> str:
        """The text for an English source text."""
        return self._translations.gettext(message)

    def ngettext(self, one: str, many: str, count: int) -> str:
        """The text in the plural form of `count`, which replaces {n}."""
        return self._translations.ngettext(one, many, count).format(n=count)

    def date(self, day: date) -> str:
        """A date in words, such as "6 декабря 2026 г."."""
        # A date is one word to the eye: it must not be torn at a line's end.
        written = format_date(day, "long", locale=DATES[self.language])
        return written.replace(" ", NBSP).replace(NARROW_NBSP, NBSP)

    def moment(self, at: datetime) -> str:
        """A date and the time of day, in the zone that `at` carries."""
        written = format_datetime(at, "d MMM y, HH:mm", locale=DATES[self.language])
        return written.replace(" ", NBSP).replace(NARROW_NBSP, NBSP)


@cache
def of(language: Language) -> Texts:
    """The texts of a language, read once."""
    return Texts(language)


def minutes(seconds: float) -> str:
    """A duration as it stands on a clock: 83 seconds are "1:23"."""
    whole = max(0, int(seconds))
    return f"{whole // 60}:{whole % 60:02d}"
