"""The sites there are: those that a booth or a publication names."""

from starlette.responses import Response

from central.desk.drafts import Drafts
from central.desk.visit import Visit
from central.errors import NotFound


def sites(visit: Visit) -> list[str]:
    """All of them, in order."""
    return sorted({*visit.parts.publisher.newest(), *visit.parts.booths.sites()})


def known(visit: Visit, site: str) -> str:
    """One of them. Raises NotFound."""
    if site not in sites(visit):
        raise NotFound("no such site")
    return site


def choose(visit: Visit, path: str, title: str) -> Response:
    """Where there are several the page to choose one, else its page at once."""
    found = sites(visit)
    if len(found) == 1:
        done = visit.request.url.query
        return visit.go(f"{path}/{found[0]}{'?' + done if done else ''}")
    return visit.page("sites.html", sites=found, target=path, title=title)


def drafts(visit: Visit) -> Drafts:
    """What is edited."""
    return Drafts(visit.parts.store, visit.parts.publisher, visit.parts.now)


def outdated(visit: Visit, by: str) -> str:
    """What is said to whom somebody else was before."""
    gettext = visit.texts.gettext
    return gettext(
        "{name} has changed or published this in the meantime. Nothing was overwritten, and"
        " what you typed is still here. Look at what has changed; then you may send it again."
    ).format(name=by or gettext("Somebody else"))
