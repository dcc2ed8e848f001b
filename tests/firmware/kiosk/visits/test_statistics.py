"""Visits are counted by how they end; nobody can be found in the counts."""

from firmware.spool.tallies import Tallies


def counted(bench) -> dict[str, int]:
    bench.work()
    return dict(Tallies(bench.rooms.spool).sums())


def test_an_appeal_counts_as_begun_and_appealed_once(bench):
    bench.to_receipt()
    bench.touch("slip_taken", "cancel")

    assert counted(bench) == {"visit.begun": 1, "visit.appealed": 1}


def test_who_leaves_is_counted_where(bench):
    bench.touch("touched", "chosen_language:ru", "appeal", "cancel")
    bench.to_position()
    bench.touch("cancel")

    assert counted(bench) == {"visit.begun": 2, "visit.left.area": 1, "visit.left.position": 1}


def test_a_visit_that_goes_back_to_the_language_is_one_visit(bench):
    bench.touch("touched", "chosen_language:ru", "back", "chosen_language:kk", "cancel")

    assert counted(bench) == {"visit.begun": 1, "visit.left.menu": 1}


def test_the_seconds_of_a_visit_are_added(bench):
    bench.touch("touched")
    bench.tick(12.0)
    bench.touch("back")
    bench.work()
    (row,) = [
        one
        for one in Tallies(bench.rooms.spool).rows(bench.clock.now().date())
        if one.what == "visit.left.language"
    ]

    assert row.seconds == 12.0


def test_nothing_typed_or_chosen_is_in_the_database(bench):
    bench.to_receipt()
    number = bench.session.registered.number
    bench.touch("slip_taken", "cancel")
    bench.work()
    content = b"".join(file.read_bytes() for file in bench.rooms.spool.folder.glob("spool.db*"))

    for secret in ("7011234567", number):
        assert secret.encode() not in content
