"""The form of an area, an official or a body: its fields, and what is wrong with them."""

from dataclasses import dataclass

from central.desk.entries import MOST, Entry, Part, entries
from central.desk.forms import Form
from central.desk.models import Person
from central.desk.visit import Visit
from central.publisher import DirectoryFile
from firmware.appeals.appeal import Language
from firmware.wire.directory import Area, Body, Official, Text

MAX_LINE = 200
KEY = r"[a-z0-9][a-z0-9-]{0,63}"


def key(form: Form, visit: Visit, taken: set[str], full: bool) -> str:
    """The id of a new entry, which must not be there yet."""
    gettext = visit.texts.gettext
    id = form.shaped("id", KEY, gettext("1 to 64 of: a-z, 0-9, hyphen; a letter or digit first."))
    if id in taken:
        form.wrong("id", gettext("This id is there already."))
    if full:
        form.wrong("", gettext("A booth takes no more of these."))
    return id


def text(form: Form, name: str) -> Text:
    """A line in each language."""
    lines = {str(one): form.line(f"{name}_{one}", MAX_LINE) for one in Language}
    return Text(**lines)


def fields_of(entry: Entry) -> dict[str, str]:
    """What the form shows of an entry."""
    fields = {"id": entry.id, **in_each("name", entry.name)}
    if isinstance(entry, Official):
        fields |= {"area": entry.area, **in_each("post", entry.post)}
        fields |= in_each("responsibility", entry.responsibility)
    elif isinstance(entry, Body):
        fields["overseer"] = entry.overseer
    return fields


def in_each(name: str, text: Text) -> dict[str, str]:
    """The fields of a text in each language."""
    return {f"{name}_{one}": text.in_(one) for one in Language}


@dataclass(frozen=True, slots=True)
class EntryForm:
    """Reads the form of one part; `id` is empty for a new entry."""

    visit: Visit
    file: DirectoryFile
    part: Part
    id: str = ""

    def read(self, form: Form) -> Entry:
        """The entry; look at the form's errors before it is used."""
        rows = entries(self.file, self.part)
        full = len(rows) >= MOST[self.part]
        id = self.id or key(form, self.visit, {row.id for row in rows}, full)
        name = text(form, "name")
        if self.part is Part.AREAS:
            return Area(id, name)
        if self.part is Part.BODIES:
            return Body(id, name, self._overseer(form, id))
        area = form.choice("area", [row.id for row in self.file.areas])
        before = next((row for row in self.file.officials if row.id == id), None)
        photo = before.photo if before else None
        return Official(id, area, name, text(form, "post"), text(form, "responsibility"), photo)

    def _overseer(self, form: Form, body: str) -> str:
        """Who gets the reports about a body: never somebody of that body."""
        overseer = form.choice("overseer", [row.id for row in self.file.officials])
        with self.visit.parts.store.connection():
            own = Person.select().where(
                Person.site == self.file.site, Person.official == overseer, Person.body == body
            )
            if overseer and own.exists():
                gettext = self.visit.texts.gettext
                said = gettext("This official belongs to the body: it would oversee itself.")
                form.wrong("overseer", said)
        return overseer
