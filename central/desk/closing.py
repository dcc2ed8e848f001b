"""The end of a draft: published or discarded, in one transaction with its note in the audit."""

from collections import Counter
from collections.abc import Callable, Iterable
from enum import StrEnum
from typing import Protocol

from central.desk.errors import Outdated
from central.desk.forms import Form
from central.desk.sites import drafts, outdated
from central.desk.visit import Visit
from central.errors import BadInput
from central.rights import Act


class Changed(Protocol):
    """Something that a draft changes."""

    @property
    def what(self) -> StrEnum:
        """In which way."""


Publish = Callable[[], tuple[int, Iterable[Changed]] | None]
"""Publishes what is drafted: the new version and what it changes; None without a draft."""


def publish(visit: Visit, form: Form, act: Act, kind: str, site: str, deed: Publish) -> int:
    """Publish the draft of that kind; 0, or the status of the form that says why not."""
    try:
        with drafts(visit).closing(kind, site, form["seen"]):
            done = deed()
            if done is None:
                form.wrong("", visit.texts.gettext("There is nothing to publish."))
                return 409
            version, changes = done
            visit.parts.audit.note(
                visit.person.login,
                act,
                what="publish",
                site=site,
                version=version,
                changes=dict(Counter(str(change.what) for change in changes)),
            )
    except Outdated as error:
        form.wrong("", outdated(visit, error.by))
        return 409
    except BadInput as error:
        said = visit.texts.gettext("A booth would not take this: {problem}")
        form.wrong("", said.format(problem=error))
        return 422
    return 0


def discard(visit: Visit, form: Form, act: Act, kind: str, site: str) -> int:
    """Go back to what is published; 0, or the status of the form that says why not."""
    try:
        with drafts(visit).closing(kind, site, form["seen"]):
            visit.parts.audit.note(visit.person.login, act, what="discard", site=site)
    except Outdated as error:
        form.wrong("", outdated(visit, error.by))
        return 409
    return 0
