"""What can be wrong with a booth, what a citizen may hold up, and what central may send."""

import random
from collections.abc import Callable
from functools import lru_cache

from firmware.appeals import number as numbers
from firmware.appeals.sealing import seal
from firmware.kiosk.scanner import PERIOD_S
from firmware.spool.mailbox import UplinkMailbox, arriving
from firmware.spool.shelf import Shelf
from firmware.wire.asking import open_ask, seal_reply
from hw.printer import Printed
from tests.faults.booth import PAGES, PRINTER, REPLIES, Booth, picture

Note = Callable[[str], None]


@lru_cache(maxsize=1)
def _sealed(film: bytes, recipient: str) -> bytes:
    """The same bytes again: what was brought of them goes on."""
    return seal(film, [recipient])


def break_or_mend(there: Booth, random_: random.Random, note: Note) -> None:
    """One thing breaks, or works again."""
    bench, camera, printer = there.bench, there.bench.camera, there.bench.printer
    kinds = ["there", "refuses", "breaks", "mute", "sound", "disk", "line", "voice"]
    what = random_.choice(kinds)
    good = random_.random() < 0.6
    note(f"{what} is {'good' if good else 'bad'}")
    if what in ("refuses", "breaks", "mute", "there"):
        setattr(camera, what, good is (what == "there"))
    elif what == "sound":
        bench.microphone.healthy.return_value = good
    elif what == "disk":
        bench.disk.good = None if good else random_.randrange(5)
    elif what == "voice":
        there.throat.mood = "speaks" if good else random_.choice(["silent", "hangs"])
    else:
        UplinkMailbox(bench.rooms.spool).set_online(good)
    printer.now = PRINTER[0] if good else random_.choice(PRINTER)
    printer.outcome = Printed.CONFIRMED if printer.now.can_print else Printed.REFUSED
    printer.broken = random_.random() < 0.05
    bench.rooms.devices.printer.status = printer.now


def mend(there: Booth) -> None:
    """Everything works again."""
    bench, camera, printer = there.bench, there.bench.camera, there.bench.printer
    camera.there, camera.refuses, camera.breaks, camera.mute = True, False, False, False
    printer.now, printer.outcome, printer.broken = PRINTER[0], Printed.CONFIRMED, False
    printer.slips.clear()
    for double in (bench.speaker, bench.microphone):
        double.reset_mock()  # it remembers every call
    bench.rooms.devices.printer.status = printer.now
    bench.microphone.healthy.return_value = True
    bench.disk.good = None
    there.throat.mood = "speaks"
    Shelf(bench.rooms.spool).put_pages(PAGES)
    UplinkMailbox(bench.rooms.spool).set_online(True)


def answer(there: Booth, random_: random.Random, note: Note) -> None:
    """What central replies to the questions that are there."""
    mailbox = UplinkMailbox(there.bench.rooms.spool)
    mailbox.drop_orphans()
    for rid, sealed in mailbox.open_asks():
        question = open_ask(sealed, [there.bench.city.identity])
        reply = random_.choice([*REPLIES, *REPLIES[-2:] * 2])
        note(f"central replies {reply.status}")
        mailbox.put_reply(rid, seal_reply(rid, reply, question.reply, there.key))


def bring(there: Booth, random_: random.Random, note: Note) -> None:
    """What the uplink does about videos: brings a piece, the rest, rubbish, or deletes it."""
    mailbox, session = UplinkMailbox(there.bench.rooms.spool), there.bench.session
    wanted = mailbox.wanted_videos()
    for file in mailbox.videos():
        if file.stem not in wanted:
            file.unlink()
    for rid in wanted:
        file = mailbox.video_file(rid)
        part, what = arriving(file), random_.choice(["piece", "piece", "rest", "rest", "rubbish"])
        if file.exists() or random_.random() < 0.1:
            what = "nothing" if random_.random() < 0.9 else "deleted"
        note(f"the uplink brings {what} of a video")
        if what in ("rubbish", "deleted"):
            part.unlink(missing_ok=True)
            file.unlink(missing_ok=True)
        sealed = random_.randbytes(5000)
        if what != "rubbish" and session.video is not None:
            sealed = _sealed(there.film, session.key.recipient)
        if what in ("piece", "rest", "rubbish"):
            with part.open("ab") as grows:
                left = sealed[grows.tell() :]
                grows.write(left[: random_.randrange(len(left) + 1)] if what == "piece" else left)
        if what in ("rest", "rubbish"):
            part.rename(file)


def publish(there: Booth, random_: random.Random, note: Note) -> None:
    """Central publishes other pages of information, or none, while somebody may read one."""
    shown = PAGES.pages[: random_.choice([0, 1, len(PAGES.pages)])]
    note(f"{len(shown)} pages are published")
    Shelf(there.bench.rooms.spool).put_pages(type(PAGES)(PAGES.version + 1, PAGES.site, shown))


def hold_up(there: Booth, random_: random.Random, note: Note) -> None:
    """A QR code before the camera, a slip's or another; gone again before it may be looked at."""
    bench = there.bench
    text = random_.choice([numbers.draw("001"), numbers.draw("001"), "https://example.org"])
    note("a slip is held up")
    bench.rooms.devices.studio._on_preview(picture(text))
    for _ in range(random_.choice([1, 3])):
        bench.clock.forward(PERIOD_S)
        there.kiosk.frame()
        if random_.random() < 0.7:
            bench.workers["scan"].step()
    bench.rooms.devices.studio._on_preview(picture(""))
