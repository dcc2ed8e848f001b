"""The bad line, small: the long runs are `make torture`."""

from pathlib import Path

from tests.faults.line import chaos


def test_every_clip_arrives_once_though_line_broker_central_and_uplink_break(
    tmp_path: Path,
) -> None:
    result = chaos.run(chaos.Plan(clips=6, seed=3, deadline_s=120), tmp_path)

    assert result.why == []
    assert (result.stored, result.lost, result.twice, result.refused) == (6, 0, 0, 1)
    assert result.events.total() > 0
