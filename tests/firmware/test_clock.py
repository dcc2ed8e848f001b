"""The floor under the clock."""

from datetime import UTC, datetime, timedelta

import pytest

from firmware.clock import SystemClock, read_floor


@pytest.mark.parametrize(
    "text", ["2031-05-06T07:08:09Z", "2031-05-06T07:08:09", "2031-05-06T07:08:09+00:00\n"]
)
def test_the_floor_is_when_the_image_was_built(tmp_path, text) -> None:
    (tmp_path / "build-time").write_text(text)

    assert read_floor(tmp_path / "build-time") == datetime(2031, 5, 6, 7, 8, 9, tzinfo=UTC)


@pytest.mark.parametrize("text", ["", "yesterday", "1970-01-01T00:00:00Z", "ө"])
def test_without_a_build_time_it_is_this_software_s(tmp_path, text) -> None:
    (tmp_path / "build-time").write_text(text)

    assert read_floor(tmp_path / "build-time") == read_floor(tmp_path / "nothing")
    assert read_floor(tmp_path / "nothing") == datetime(2026, 1, 1, tzinfo=UTC)


def test_a_clock_before_the_floor_is_unsure() -> None:
    now = datetime.now(UTC)

    assert SystemClock(now - timedelta(hours=1)).trusted()
    assert not SystemClock(now + timedelta(hours=1)).trusted()
