"""The fields of a form: checked for size and shape, with the errors beside the fields."""

import re
from collections.abc import Collection, Mapping
from datetime import date

from central.desk.texts import Texts

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029]")


class Form:
    """What was sent. `errors` has a sentence for each field that is not right.

    A method that finds a field wrong notes it and returns something harmless: look at
    `errors` before using what was returned.
    """

    def __init__(self, fields: Mapping[str, str], texts: Texts) -> None:
        self._fields = fields
        self._texts = texts
        self.errors: dict[str, str] = {}

    def __getitem__(self, name: str) -> str:
        """As it was typed, so that nothing is lost; empty when it was not sent."""
        return self._fields.get(name, "")

    def get(self, name: str, otherwise: str = "") -> str:
        """The same, or something else when it was not sent at all."""
        return self._fields.get(name, otherwise)

    def wrong(self, name: str, sentence: str) -> None:
        """Note what is wrong with a field; the first finding stands."""
        self.errors.setdefault(name, sentence)

    def text(self, name: str, most: int, *, needed: bool = True) -> str:
        """A text of several lines."""
        value = self[name].replace("\r\n", "\n").replace("\r", "\n").strip()
        if _CONTROL.search(value) or not _is_unicode(value):
            self.wrong(name, self._texts.gettext("There are signs in it that cannot be read."))
        elif needed and not value:
            self.wrong(name, self._texts.gettext("Please fill this in."))
        elif len(value) > most:
            said = self._texts.gettext("At most {most} characters; there are {n}.")
            self.wrong(name, said.format(most=most, n=len(value)))
        return "" if name in self.errors else value

    def line(self, name: str, most: int, *, needed: bool = True) -> str:
        """A text of one line."""
        value = self.text(name, most, needed=needed)
        if "\n" in value:
            self.wrong(name, self._texts.gettext("This must be one line."))
            return ""
        return value

    def shaped(self, name: str, pattern: str, hint: str, *, needed: bool = True) -> str:
        """A line that is like `pattern`, or the hint beside it."""
        value = self.line(name, 200, needed=needed)
        if value and not re.fullmatch(pattern, value):
            self.wrong(name, hint)
            return ""
        return value

    def number(self, name: str, least: int, most: int) -> int:
        """A whole number."""
        value = self.line(name, 12)
        if name in self.errors:
            return least
        if not re.fullmatch(r"[0-9]{1,9}", value) or not least <= int(value) <= most:
            said = self._texts.gettext("This must be a number from {least} to {most}.")
            self.wrong(name, said.format(least=least, most=most))
            return least
        return int(value)

    def choice(self, name: str, of: Collection[str], *, needed: bool = True) -> str:
        """One of the values that were offered."""
        value = self.line(name, 200, needed=needed)
        if value and value not in of:
            self.wrong(name, self._texts.gettext("Please choose from the list."))
            return ""
        return value

    def day(self, name: str, *, needed: bool = True) -> date | None:
        """A day, such as 2026-11-30."""
        value = self.line(name, 10, needed=needed)
        if not value:
            return None
        try:
            return date.fromisoformat(value)
        except ValueError:
            self.wrong(name, self._texts.gettext("This must be a day, such as 2026-11-30."))
            return None

    def ticked(self, name: str) -> bool:
        """Whether a box was ticked."""
        return self[name] == "yes"


def _is_unicode(value: str) -> bool:
    """Lone surrogates can neither be shown nor kept."""
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True
