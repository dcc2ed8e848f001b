"""The bad line, small: the long runs are `make torture`."""

from concurrent.futures import Future

from tests.faults.line.chaos import Result


def test_every_clip_arrives_once_though_line_broker_central_and_uplink_break(
    bad_line: Future[Result],
) -> None:
    result = bad_line.result(200)

    assert result.why == []
    assert (result.stored, result.lost, result.twice, result.refused) == (6, 0, 0, 1)
    assert result.events.total() > 0
