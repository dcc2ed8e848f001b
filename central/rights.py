"""Who may do what at central: roles, acts, and which appeals somebody may see."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType


class Role(StrEnum):
    """What a person is to central."""

    OFFICIAL = "official"
    REGISTRAR = "registrar"
    OPERATOR = "operator"
    AUDITOR = "auditor"


class Act(StrEnum):
    """What can be done; the audit names acts by these words."""

    SEE = "see"
    PLAY = "play"
    SEE_PHONE = "see_phone"
    TAKE = "take"
    ANSWER = "answer"
    FORWARD = "forward"
    EXTEND = "extend"
    ASK = "ask"
    DISMISS = "dismiss"
    RECLASS = "reclass"
    NUMBER = "number"
    HOLD = "hold"
    DELETE = "delete"
    EXPORT = "export"
    TEMPLATES = "templates"
    DIRECTORY = "directory"
    PAGES = "pages"
    FLEET = "fleet"
    PEOPLE = "people"
    TOKENS = "tokens"
    FIGURES = "figures"
    AUDIT = "audit"


_WORK = {
    Act.SEE,
    Act.PLAY,
    Act.SEE_PHONE,
    Act.TAKE,
    Act.ANSWER,
    Act.FORWARD,
    Act.EXTEND,
    Act.ASK,
    Act.DISMISS,
}

RIGHTS: Mapping[Role, frozenset[Act]] = MappingProxyType(
    {
        Role.OFFICIAL: frozenset({*_WORK, Act.TEMPLATES, Act.FIGURES}),
        Role.REGISTRAR: frozenset(
            {
                Act.SEE,
                Act.PLAY,
                Act.SEE_PHONE,
                Act.FORWARD,
                Act.DISMISS,
                Act.RECLASS,
                Act.NUMBER,
                Act.HOLD,
                Act.DELETE,
                Act.EXPORT,
                Act.TEMPLATES,
                Act.FIGURES,
            }
        ),
        Role.OPERATOR: frozenset(
            {Act.DIRECTORY, Act.PAGES, Act.FLEET, Act.PEOPLE, Act.TOKENS, Act.FIGURES}
        ),
        Role.AUDITOR: frozenset({Act.AUDIT, Act.FIGURES, Act.FLEET}),
    }
)
"""An official has these for the appeals that are theirs alone (see `cases`)."""


def may(role: Role, act: Act) -> bool:
    """Whether that role has that right at all."""
    return act in RIGHTS[role]
