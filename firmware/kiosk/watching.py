"""The video of an answer: asked for, played while it still arrives, gone with the visit."""

from firmware.clock import Clock
from firmware.kiosk.jobs import Worker
from firmware.kiosk.session import Session, VideoAnswer
from firmware.kiosk.views import Playing
from firmware.recording.arriving import Arriving
from firmware.recording.review import Review
from firmware.spool.mailbox import KioskMailbox, arriving
from hw.speaker import Speaker

SIZE = (640, 640)
"""The most width and height of its picture; officials film upright too."""

AHEAD_S = 1.5
"""How much of it must be there before it begins, or goes on."""

LATE_S = 1.0
"""A player that waits for longer says so."""

_STATES = ("answer", "watching")
"""Where the video can be had; it is dropped on leaving them."""


class Watching:
    """Has the video fetched, plays it and drops it; never waits on the UI thread."""

    def __init__(
        self, mailbox: KioskMailbox, speaker: Speaker, clerk: Worker, closer: Worker, clock: Clock
    ) -> None:
        """`clerk` writes to the spool, `closer` waits for players to end."""
        self._mailbox = mailbox
        self._speaker = speaker
        self._clerk = clerk
        self._closer = closer
        self._clock = clock

    def went(self, session: Session, before: str, state: str) -> None:
        """The visit went from one state to another."""
        if before == "watching":
            self._halt(session)
        if state not in _STATES:
            self.drop(session)
        elif state == "watching":
            self.replay(session)
        elif before != "watching":
            self._want(session)

    def _want(self, session: Session) -> None:
        if session.video is not None:
            rid = session.video.rid
            self._clerk.submit(session.visit, "wanted", lambda: self._mailbox.want_video(rid))

    def play(self, session: Session) -> None:
        """Go on; at its end from the start."""
        review = session.review
        if review is not None and not review.finished:
            review.resume()
        else:
            self.replay(session)

    def pause(self, session: Session) -> None:
        """Hold it; at its end there is nothing to hold."""
        if session.review is not None and not session.review.finished:
            session.review.pause()

    def replay(self, session: Session) -> None:
        """Play it from the start."""
        video = session.video
        if video is None:
            return
        self._halt(session)
        file = self._mailbox.video_file(video.rid)
        video.watched, video.waits_since, video.late = True, None, False
        session.review = Review(
            Arriving(arriving(file), file, self._clock),
            session.key.identity,
            size=SIZE,
            speaker=self._speaker,
            clock=self._clock,
            ahead_s=AHEAD_S,
        )
        session.review.start()

    def tick(self, session: Session, speaking: bool) -> None:
        """Note whether the video keeps the citizen waiting, and let the voice say so."""
        video, review = session.video, session.review
        if video is None or review is None:
            return
        review.hold(speaking)
        if not review.waiting or review.paused:
            video.waits_since, video.late = None, False
            return
        now = self._clock.monotonic()
        if video.waits_since is None:
            video.waits_since = now
        video.late = now - video.waits_since >= LATE_S

    def drop(self, session: Session) -> None:
        """Nobody looks at it any more."""
        video, session.video = session.video, None
        if video is not None:
            self._halt(session)
            self._clerk.submit(0, "dropped", lambda: self._mailbox.drop_video(video.rid))

    def _halt(self, session: Session) -> None:
        review, session.review = session.review, None
        if review is not None:
            review.halt()
            self._closer.submit(0, "close", review.close)


def playing_of(video: VideoAnswer, review: Review) -> Playing:
    """What the screen says of the player."""
    if review.finished:
        return Playing.OVER if review.failure is None else Playing.FAILED
    if review.paused:
        return Playing.PAUSED
    return Playing.ON_ITS_WAY if video.late else Playing.PLAYING
