"""Whatever booths say, central goes on for all the others."""

from queue import SimpleQueue

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from central.answers import Answers
from central.ingest import Ingest
from central.link import Incoming
from central.viewings import Viewings
from firmware.wire import topics
from firmware.wire.vectors import load

SAMPLES = load()
TOPICS = [*sorted({sample.topic for sample in SAMPLES}), "", "dialog/1/x", "a/../../b"]


class FakeLink:
    """Says nothing to anybody, but only what can be said."""

    def publish(self, topic: str, payload: bytes, *, retain: bool = False) -> None:
        topics.parse(topic).check_size(payload)
        assert retain in (True, False)

    def acknowledge(self, incoming: Incoming) -> None:
        assert incoming.mid >= 0


@st.composite
def bent(draw: st.DrawFn) -> bytes:
    """A published sample with a few of its bytes changed."""
    payload = bytearray(draw(st.sampled_from(SAMPLES)).payload)
    for _ in range(draw(st.integers(0, 4))):
        at = draw(st.integers(0, len(payload)))
        payload[at : at + draw(st.integers(0, 40))] = draw(st.binary(max_size=8))
    return bytes(payload)


@pytest.fixture
def ingest(central):
    viewings = Viewings(central.videos, central.store.viewings, lambda: 0.0)
    answers = Answers(central.registry, central.keys, central.lookup, lambda _: None, viewings)
    return Ingest(
        SimpleQueue(),
        FakeLink(),
        central.store,
        central.receiver,
        central.booths,
        (answers, viewings),
        central.publisher,
    )


def test_no_message_makes_central_deaf_or_leaves_a_file_outside_its_folders(
    ingest, central, tmp_path
):
    before = {path for path in tmp_path.rglob("*") if path.is_dir()}

    @settings(max_examples=400, suppress_health_check=list(HealthCheck), deadline=None)
    @given(
        st.lists(
            st.tuples(
                st.sampled_from(TOPICS) | st.text(max_size=80), bent() | st.binary(max_size=200)
            ),
            min_size=1,
            max_size=4,
        )
    )
    def bombard(messages: list[tuple[str, bytes]]) -> None:
        ingest._take([Incoming(topic, body, mid, 1) for mid, (topic, body) in enumerate(messages)])

    bombard()

    assert ingest.refused_messages > 100
    assert {path for path in tmp_path.rglob("*") if path.is_dir()} == before
    assert central.registry.all() == []
