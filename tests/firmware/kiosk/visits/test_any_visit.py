"""Whatever is touched, in whatever order the workers come, whatever breaks: what always holds."""

import gc
import weakref
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from firmware.appeals import number as numbers
from firmware.kiosk.visit import Visit
from firmware.spool.models import Appeal, Ask, VideoWish
from hw.printer import Link, Paper, PrinterStatus

NUMBER = numbers.draw("001")

NEXT = {
    "attract": "touched",
    "language": "chosen_language:ru",
    "area": "area_chosen:homes",
    "official": "official_chosen:akhmetov",
    "body": "body_chosen:police",
    "consent": "consented",
    "position": "ready",
    "recording": "stopped",
    "failed": "again",
    "receipt": "slip_taken",
    "answer": "seen",
    "watching": "seen",
    "rating": "rate:good",
}
TABLE = [event.id for event in Visit.events]
VALUES = ["", "homes", "roads", "akhmetov", "police", "nobody"]
ODD = [
    *(
        "digit:5",
        "erase",
        "clear",
        "page:0",
        "page:999",
        "play",
        "pause",
        "replay",
        "extend",
        "leave",
        "stay",
    ),
    *("voice", "aids", "louder", "article_chosen:how", "see_information"),
    *("more_time", "switch_language:kk", "print_again", "chosen_language:en", "rate:bad"),
    *(f"{name}:{value}" for name in TABLE if name.endswith("_chosen") for value in VALUES),
    *(name for name in TABLE if name not in ("chosen_language", "rate")),
]
STATUS = [
    PrinterStatus(Link.ONLINE, Paper.OK),
    PrinterStatus(Link.ONLINE, Paper.END),
    PrinterStatus(Link.UNPLUGGED, Paper.UNKNOWN),
]
FAULTS = [("camera", name, on) for name in ("refuses", "breaks", "mute") for on in (True, False)]
FAULTS += [("camera", "there", on) for on in (True, False)]
FAULTS += [("disk", "good", syncs) for syncs in (None, 0, 1, 2, 3)]
FAULTS += [("printer", "broken", on) for on in (True, False)]
FAULTS += [("printer", "now", status) for status in STATUS]

GO_ON = st.tuples(
    st.just("go_on"), st.sampled_from(["appeal", "appeal", "violation", "see_answer"])
)
UNDO = ["back", "again", "cancel", "send_it", "stopped", "play", "pause", "violation", "appeal"]
STEPS = st.one_of(
    GO_ON,
    GO_ON,
    GO_ON,
    st.tuples(st.just("touch"), st.sampled_from(UNDO)),
    st.tuples(st.just("touch"), st.sampled_from(ODD)),
    st.tuples(st.just("step"), st.sampled_from(["studio", "studio", "clerk", "print", "lamps"])),
    st.tuples(st.just("work"), st.just("")),
    st.tuples(st.just("time"), st.sampled_from([0, 0.1, 3, 3, 9, 25, 61, 145])),
    st.tuples(st.just("fault"), st.sampled_from(FAULTS)),
)
BEGINNINGS = st.sampled_from(["", "to_position", "to_recording", "to_review", "to_receipt"])


def go_on(bench, way: str) -> None:
    """What a citizen who wants to come to an end would do here."""
    if bench.state == "menu":
        bench.touch(way)
    elif bench.state == "phone":
        bench.touch("clear")
        bench.type("7011234567")
        bench.touch("phone_given")
    elif bench.state == "number":
        bench.touch("clear")
        bench.type(NUMBER)
        bench.touch("number_given")
    elif bench.state == "countdown":
        bench.tick(3)
    elif bench.state == "review":
        bench.touch("send_it")
    elif bench.state in NEXT:
        bench.touch(NEXT[bench.state])


def take(bench, kind: str, what) -> None:
    if kind == "go_on":
        go_on(bench, what)
    elif kind == "touch":
        bench.touch(what)
    elif kind == "step":
        bench.workers[what].step()
    elif kind == "work":
        bench.work()
    elif kind == "time":
        bench.tick(what)
    else:
        part, name, value = what
        setattr(getattr(bench, part), name, value)


def check(bench) -> None:
    """What holds after every step: the screen is drawn, and a number is an appeal that is safe."""
    bench.tick()
    registered = bench.session.registered
    if registered is None:
        assert bench.state != "receipt"
        return
    with bench.rooms.spool.connection():
        assert Appeal.get_or_none(Appeal.id == registered.id) is not None
    assert (bench.rooms.spool.clips / f"{registered.id}.clip.age").exists()


def check_nothing_is_left(bench) -> None:
    """What holds between two visits once the workers are idle."""
    bench.work()
    assert bench.state == "attract"
    assert bench.files == []
    assert not bench.camera.recording
    assert bench.session.phone == bench.session.typed == ""
    with bench.rooms.spool.connection():
        assert Ask.select().count() == VideoWish.select().count() == 0
        assert Appeal.select().count() * 3 == len(list(bench.rooms.spool.clips.iterdir()))


def come_to_an_end(bench) -> None:
    bench.disk.good = None
    for _ in range(4):
        bench.work()
        bench.touch("slip_taken", "cancel")
    check_nothing_is_left(bench)


@pytest.fixture
def nothing_of_other_tests() -> None:
    """What they have left need not be looked through after each example."""
    gc.collect()
    gc.freeze()


@pytest.mark.usefixtures("nothing_of_other_tests")
@settings(max_examples=120, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    beginning=BEGINNINGS,
    steps=st.lists(STEPS, min_size=10, max_size=60),
    walk_away=st.sampled_from(["discard", "send"]),
)
def test_whatever_happens_in_whatever_order_the_booth_is_ready_for_the_next(
    make_bench, beginning, steps, walk_away
):
    with (
        TemporaryDirectory() as folder,
        make_bench(Path(folder) / "spool", walk_away=walk_away) as bench,
    ):
        sessions = [weakref.ref(bench.session)]
        if beginning:
            getattr(bench, beginning)()
        for kind, what in steps:
            take(bench, kind, what)
            check(bench)
            sessions.append(weakref.ref(bench.session))
        come_to_an_end(bench)
        gc.collect()
        assert {one() for one in sessions} <= {None, bench.session}
