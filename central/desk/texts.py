"""The desk's own texts, from the catalogues in central/locale.

The catalogues are read as they are edited (.po), so that no compiled file can be older
than its source. The words that the booth says too come from the booth's catalogue.
"""

from datetime import date as Date  # noqa: N812 # a method has the same name
from datetime import datetime
from functools import cache
from gettext import GNUTranslations
from importlib import resources
from io import BytesIO
from pathlib import Path

from babel.dates import format_date
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal
from markupsafe import Markup, escape

from firmware.appeals.appeal import Language

LOCALE = Path(__file__).resolve().parents[1] / "locale"
DOMAIN = "central"
NBSP = "\N{NO-BREAK SPACE}"

NAMES = {Language.KK: "Қазақша", Language.RU: "Русский", Language.EN: "English"}
_LOCALES = {Language.KK: "kk", Language.RU: "ru", Language.EN: "en_GB"}


def catalogue_file(language: Language) -> Path:
    """Where the catalogue of a language is."""
    return LOCALE / language / "LC_MESSAGES" / f"{DOMAIN}.po"


def catalogue(language: Language) -> Catalog:
    """The catalogue of a language as Babel reads it."""
    with catalogue_file(language).open("rb") as file:
        return read_po(file, locale=str(language), domain=DOMAIN)


def _translations(catalog: Catalog) -> GNUTranslations:
    compiled = BytesIO()
    write_mo(compiled, catalog)
    compiled.seek(0)
    return GNUTranslations(compiled)


class Texts:
    """The texts of one language. Made by `of`."""

    def __init__(self, language: Language) -> None:
        self.language = language
        self._own = _translations(catalogue(language))

    def gettext(self, message: str) -> str:
        """The text for an English source text."""
        return self._own.gettext(message)

    def ngettext(self, one: str, many: str, count: int) -> str:
        """The text in the plural form of `count`, which replaces {n}."""
        return self._own.ngettext(one, many, count).format(n=count)

    def say(self, message: str, **values: object) -> str:
        """The text in a page; `values` replace {name}, escaped."""
        text = self.gettext(message)
        return Markup(text).format(**values) if values else escape(text)

    def date(self, day: Date) -> str:
        """A date in words, such as "6 декабря 2026 г."."""
        return format_date(day, "long", locale=_LOCALES[self.language])

    def short_date(self, day: Date) -> str:
        """A date in a table."""
        # A date is one word to the eye: it must not be torn at a line's end.
        return format_date(day, "d MMM y", locale=_LOCALES[self.language]).replace(" ", NBSP)

    def moment(self, at: datetime) -> str:
        """A date and the time of day, in the zone that `at` carries."""
        return f"{self.short_date(at.date())}, {at:%H:%M}"

    def number(self, value: float) -> str:
        """A number as the language writes it."""
        return str(format_decimal(value, locale=_LOCALES[self.language]))


class BoothWords:
    """What the screen of the booth says, so that a page can say the same."""

    def __init__(self, language: Language) -> None:
        place = resources.files("firmware") / "locale" / language / "LC_MESSAGES" / "booth.po"
        with place.open("rb") as file:
            self._words = _translations(read_po(file, locale=str(language), domain="booth"))

    def gettext(self, message: str) -> str:
        """The text for an English source text of the booth."""
        return self._words.gettext(message)


@cache
def of(language: Language) -> Texts:
    """The texts of a language, read once."""
    return Texts(language)


@cache
def booth_words(language: Language) -> BoothWords:
    """The booth's words in a language, read once."""
    return BoothWords(language)
