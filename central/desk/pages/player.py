"""The clip of an appeal and the video of an answer, opened in memory, in parts."""

import hashlib
from typing import Annotated, BinaryIO

from fastapi import APIRouter
from starlette.responses import Response

from central.desk.films import Film
from central.desk.serving import serve
from central.desk.visit import CASE, Visit, allowed
from central.entries import Entry
from central.errors import CannotOpen, NotFound
from central.export import Open
from central.models import AppealState
from central.rights import Act
from firmware.appeals.errors import BadSeal

router = APIRouter()

_MP4, _VTT = "video/mp4", "text/vtt; charset=utf-8"


@router.get("/case/{case}/clip/{viewing}")
def clip(visit: Annotated[Visit, allowed(Act.PLAY)], case: CASE, viewing: str) -> Response:
    """The clip; each playback, which the page names `viewing`, is noted once."""
    film = _film(visit, visit.parts.cases.find(visit.actor, case, Act.PLAY))
    mark = hashlib.sha256(viewing.encode()).hexdigest()
    if visit.desk.once.first(visit.session.token, case, Act.PLAY, mark):
        visit.parts.cases.saw(visit.actor, case, Act.PLAY)
    return _served(visit, film)


@router.get("/case/{case}/subtitles.vtt")
def subtitles(visit: Annotated[Visit, allowed(Act.PLAY)], case: CASE) -> Response:
    """The subtitles of the clip, where it has some; a player asks once it plays."""
    film = _film(visit, visit.parts.cases.find(visit.actor, case, Act.PLAY))
    if not film.subtitles:
        return Response(status_code=204)
    return Response(film.subtitles, media_type=_VTT)


@router.get("/case/{case}/answer.mp4")
def answer(visit: Annotated[Visit, allowed(Act.SEE)], case: CASE) -> Response:
    """The video of the answer, as the citizen sees it."""
    entry = visit.parts.cases.find(visit.actor, case)
    video = entry.answer.video if entry.answer else None
    if video is None:
        raise NotFound("no video")

    def open_answer(plain: BinaryIO) -> None:
        _open(visit.parts.open_video, video.id, plain)

    return _served(visit, visit.desk.films.film(f"answer {video.id}", open_answer))


def _film(visit: Visit, entry: Entry) -> Film:
    if entry.clip_size > visit.desk.films.budget:
        raise CannotOpen(f"clip of {entry.clip_size} bytes: larger than the memory for clips")
    if entry.state is AppealState.DELETED:
        raise NotFound("no clip any more")

    def open_clip(plain: BinaryIO) -> None:
        _open(visit.parts.open_clip, entry.id, plain)

    return visit.desk.films.film(entry.id, open_clip)


def _open(open: Open, id: str, plain: BinaryIO) -> None:
    try:
        open(id, plain)
    except (OSError, BadSeal) as error:
        raise CannotOpen(f"{id}: {error}") from error


def _served(visit: Visit, film: Film) -> Response:
    return serve(film.content, _MP4, visit.request.headers.get("range", ""))
