"""Brings the catalogues in central/locale up to date: python -m central.desk.catalogues.

Collects the texts of pages and templates into central.pot and merges them into each
language; new texts stay empty until somebody translates them, which a test notices. The
English catalogue repeats its source texts.
"""

from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import write_po

from central.desk.texts import DOMAIN, LOCALE, catalogue, catalogue_file
from firmware.appeals.appeal import Language

SOURCE = Path(__file__).resolve().parent
TEMPLATE_FILE = LOCALE / f"{DOMAIN}.pot"
_METHODS = [("**.py", "python"), ("**.html", "jinja2.ext:babel_extract")]
_KEYWORDS = {"_": None, "n_": (1, 2), "gettext": None, "ngettext": (1, 2)}


def template() -> Catalog:
    """All texts that the desk uses, as they stand in the source."""
    found = Catalog(domain=DOMAIN, charset="utf-8")
    for _file, _line, message, _comments, context in extract_from_dir(
        SOURCE, method_map=_METHODS, keywords=_KEYWORDS
    ):
        found.add(message, context=context)
    return found


def written(catalog: Catalog) -> bytes:
    """A catalogue as it is committed: sorted, without places and dates."""
    body = BytesIO()
    write_po(body, catalog, omit_header=True, no_location=True, sort_output=True, width=96)
    header = ['msgid ""', 'msgstr ""', '"Content-Type: text/plain; charset=utf-8\\n"']
    if catalog.locale:
        header.append(f'"Language: {catalog.locale}\\n"')
        header.append(f'"Plural-Forms: {catalog.plural_forms}\\n"')
    return "\n".join(header).encode() + b"\n\n" + body.getvalue().strip() + b"\n"


def merged(language: Language, source: Catalog) -> Catalog:
    """The catalogue of a language with exactly the texts of the source."""
    kept = catalogue(language)
    kept.update(source, no_fuzzy_matching=True)
    kept.obsolete.clear()
    if language is Language.EN:
        for message in kept:
            if message.id:
                message.string = message.id
    return kept


def renew() -> None:
    """Write the template and all catalogues."""
    source = template()
    TEMPLATE_FILE.write_bytes(written(source))
    for language in Language:
        catalogue_file(language).write_bytes(written(merged(language, source)))


if __name__ == "__main__":
    renew()
