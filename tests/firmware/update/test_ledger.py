"""What is known of updates, across starts."""

import msgspec

from firmware.update import ledger as ledgers
from firmware.update.ledger import MAX_REMEMBERED, MAX_TRIALS, Facts, Ledger
from firmware.wire.messages import UpdateNews

ALL = Facts(drawn=True, spool=True, camera=True, printer=True, broker=True)


def test_it_is_read_as_it_was_written(tmp_path) -> None:
    book = Ledger()
    book.begin_trial("1.2", ALL)
    book.refuse("1.1", "older")
    ledgers.write(tmp_path / "ledger.json", book)

    assert ledgers.read(tmp_path / "ledger.json") == book


def test_its_news_are_what_the_uplink_reads(tmp_path) -> None:
    book = Ledger()
    book.refuse("1.1", "x" * 500)
    ledgers.write(tmp_path / "ledger.json", book)

    news = msgspec.json.decode((tmp_path / "ledger.json").read_bytes(), type=UpdateNews)
    assert news == UpdateNews(state="refused", version="1.1", reason="x" * 200)


def test_a_newer_system_s_ledger_is_read_as_far_as_it_is_known(tmp_path) -> None:
    (tmp_path / "ledger.json").write_bytes(b'{"trials": {"2": 1}, "colour": "blue"}')

    assert ledgers.read(tmp_path / "ledger.json").trials == {"2": 1}


def test_a_torn_ledger_begins_anew_and_says_so(tmp_path, caplog) -> None:
    (tmp_path / "ledger.json").write_bytes(b'{"trials": {"2')

    assert ledgers.read(tmp_path / "ledger.json") == Ledger()
    assert "counted anew" in caplog.text
    caplog.clear()
    assert ledgers.read(tmp_path / "nothing.json") == Ledger()
    assert not caplog.text


def test_after_two_trials_a_version_is_left_alone() -> None:
    book = Ledger()
    for _ in range(MAX_TRIALS):
        assert book.left_alone("2") == ""
        book.begin_trial("2", ALL)
    assert "2 trials" in book.left_alone("2")
    book.refuse("3", "not signed")
    assert book.left_alone("3") == "not signed"


def test_it_does_not_grow_for_ever() -> None:
    book = Ledger()
    for number in range(100):
        book.begin_trial(str(number), ALL)
        book.refuse(str(number), "no")
    assert len(book.trials) == len(book.refused) == MAX_REMEMBERED
    assert "99" in book.trials
    assert "99" in book.refused


def test_a_new_system_must_do_what_the_old_one_did_and_draw() -> None:
    nothing = Facts()
    assert nothing.lacks(nothing) == ["drawn", "spool"]
    assert Facts(drawn=True, spool=True).lacks(nothing) == []
    assert Facts(drawn=True, spool=True).lacks(ALL) == ["broker", "camera", "printer"]
    assert ALL.lacks(ALL) == []
