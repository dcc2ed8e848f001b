"""The bench's socket: what is asked well is done, what is not is told, and nothing ends it."""

import json
import socket
import stat
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hw.bench.bench import Bench
from hw.bench.control import LONGEST_LINE, Control, ask, default_socket
from hw.bench.errors import BenchRefused, BenchUnreachable, SocketTaken
from hw.bench.paper import PaperRoll


@pytest.fixture(scope="module")
def bench():
    roll = PaperRoll()
    yield Bench(roll)
    roll.close()


@pytest.fixture
def place():
    # pytest's own folders may be longer than a socket's name can be.
    with tempfile.TemporaryDirectory() as folder:
        yield Path(folder) / "bench.sock"


@pytest.fixture
def control(bench, place):
    with Control(bench, place) as control:
        yield control
    bench.mend_all()


def say(path: Path, data: bytes, answers: int = 1) -> list[dict]:
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
        connection.settimeout(10)
        connection.connect(str(path))
        connection.sendall(data)
        with connection.makefile("rb") as lines:
            return [json.loads(lines.readline()) for _ in range(answers)]


def test_a_fault_is_thrown_and_mended_by_name(control, bench) -> None:
    state = ask(control.path, "throw", "paper-out")["state"]
    assert state["faults"]["paper-out"]
    assert bench.is_thrown("paper-out")
    assert not ask(control.path, "mend", "paper-out")["state"]["faults"]["paper-out"]


def test_all_is_mended_without_a_name(control) -> None:
    for fault in ("paper-out", "cover-open"):
        ask(control.path, "throw", fault)
    assert not any(ask(control.path, "mend")["state"]["faults"].values())


def test_looking_changes_nothing_and_says_what_each_fault_is(control, bench) -> None:
    answer = ask(control.path, "look")
    assert answer["what"]["paper-out"] == "the roll has run out"
    assert set(answer["what"]) == set(answer["state"]["faults"]) == set(bench.faults)
    assert not any(answer["state"]["faults"].values())


def test_several_lines_are_answered_in_order(control) -> None:
    wishes = b'{"do": "throw", "fault": "paper-out"}\n{"do": "look"}\n{"do": "mend"}\n'
    first, second, third = say(control.path, wishes, 3)
    assert first["state"]["faults"]["paper-out"]
    assert second["state"]["faults"]["paper-out"]
    assert not third["state"]["faults"]["paper-out"]


@pytest.mark.parametrize(
    ("line", "why"),
    [
        (b"paper-out\n", "no JSON"),
        (b"\xff\xfe\n", "no JSON"),
        (b"\n", "no JSON"),
        (b"[" * 4000 + b"\n", "no JSON"),
        (b'["throw"]\n', "JSON object"),
        (b"{}\n", '"do" must be'),
        (b'{"do": "explode"}\n', '"do" must be'),
        (b'{"do": "throw"}\n', '"do" must be'),
        (b'{"do": "look", "fault": "paper-out"}\n', '"do" must be'),
        (b'{"do": "throw", "fault": 7}\n', "a wish is"),
        (b'{"do": "look", "and": "more"}\n', "a wish is"),
        (b'{"do": "throw", "fault": "nonsense"}\n', "no fault 'nonsense'"),
        (b" " * LONGEST_LINE + b'{"do": "look"}\n', f"{LONGEST_LINE} bytes"),
    ],
)
def test_a_wrong_wish_is_answered_with_what_is_wrong(control, line: bytes, why: str) -> None:
    (answer,) = say(control.path, line)
    assert set(answer) == {"error"}
    assert why in answer["error"]
    assert "state" in ask(control.path, "look")


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(junk=st.binary(max_size=200))
def test_no_bytes_end_the_bench(control, junk: bytes) -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
        connection.connect(str(control.path))
        connection.sendall(junk)
    assert "state" in ask(control.path, "look")


def test_who_connects_and_says_nothing_does_not_hold_the_others_for_long(control) -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
        connection.connect(str(control.path))
        assert "state" in ask(control.path, "look")


def test_what_the_bench_refuses_is_raised_where_it_was_asked(control) -> None:
    with pytest.raises(BenchRefused, match="no fault 'nonsense'; there are paper-out"):
        ask(control.path, "throw", "nonsense")


def test_only_the_owner_may_use_the_socket(control) -> None:
    assert stat.S_IMODE(control.path.stat().st_mode) == 0o600


def test_without_a_bench_it_says_so(place) -> None:
    with pytest.raises(BenchUnreachable, match="no bench answers"):
        ask(place, "look")


def test_two_benches_do_not_share_a_socket(control, bench) -> None:
    with pytest.raises(SocketTaken, match="another bench"):
        Control(bench, control.path)
    assert "state" in ask(control.path, "look")


def test_a_socket_that_was_left_behind_is_taken_over(bench, place) -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as left:
        left.bind(str(place))
    with Control(bench, place):
        assert "state" in ask(place, "look")
    assert not place.exists()


def test_a_file_is_never_taken_for_a_socket(bench, place) -> None:
    place.write_text("mine")
    with pytest.raises(SocketTaken, match="no socket"):
        Control(bench, place)
    assert place.read_text() == "mine"


def test_a_path_that_is_too_long_is_an_error_with_its_name(bench, place) -> None:
    with pytest.raises(SocketTaken, match="cannot listen"):
        Control(bench, place.with_name("x" * 120))


def test_closing_twice_is_no_mistake(bench, place) -> None:
    control = Control(bench, place)
    control.start()
    control.close()
    control.close()


def test_the_usual_socket_is_one_a_user() -> None:
    assert default_socket().name.startswith("booth-bench-")
