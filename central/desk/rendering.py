"""Pages out of templates: one Jinja environment a language."""

from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from central.desk import texts
from central.desk.words import Words
from firmware.appeals.appeal import Language

TEMPLATES = Path(__file__).resolve().parent / "templates"


@cache
def environment(language: Language) -> Environment:
    """Templates that speak that language."""
    own = texts.of(language)
    made = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals.update(
        _=own.say,
        n_=lambda one, many, count: Markup.escape(own.ngettext(one, many, count)),
        words=Words(own),
        languages=texts.NAMES,
    )
    made.filters.update(
        date=own.date, short_date=own.short_date, moment=own.moment, number=own.number
    )
    return made


def render(name: str, language: Language, values: dict[str, Any]) -> str:
    """The page as HTML."""
    return environment(language).get_template(name).render(values)
