"""Asking for an answer: through the spool, never waiting, nothing left there."""

from typing import get_args

import pytest
from peewee import OperationalError

from firmware.appeals import number as numbers
from firmware.appeals.sealing import VisitKey
from firmware.appeals.signing import make_key
from firmware.kiosk.question import _STATUS, PATIENCE_S
from firmware.kiosk.views import Ending, Status
from firmware.spool.mailbox import UplinkMailbox
from firmware.wire.asking import open_ask, seal_reply
from firmware.wire.directory import Text
from firmware.wire.messages import Ask, Reply
from firmware.wire.messages import Status as WireStatus

FIRST, SECOND = numbers.draw("001"), numbers.draw("002")


def ask(bench, number: str = FIRST) -> tuple[str, Ask]:
    """Type the number; the question as the uplink finds it."""
    if bench.state == "attract":
        bench.touch("touched", "chosen_language:ru", "see_answer")
    bench.touch("clear")
    bench.type(number)
    bench.touch("number_given")
    assert bench.state == "asking"
    bench.work()
    rid, sealed = UplinkMailbox(bench.rooms.spool).open_asks()[-1]
    return rid, open_ask(sealed, [bench.city.identity])


def answer(bench, rid: str, reply: str, key, **facts: object) -> None:
    token = seal_reply(rid, Reply(**{"status": "answered", **facts}), reply, key)
    UplinkMailbox(bench.rooms.spool).put_reply(rid, token)


def look_for_it(bench) -> None:
    bench.tick(0.2)
    bench.work()


def test_the_answer_is_shown_and_nothing_of_it_stays_in_the_spool(bench, booth_key):
    rid, question = ask(bench)
    assert question.number == FIRST
    answer(bench, rid, question.reply, booth_key, text="The lamps will be mended.")
    look_for_it(bench)

    assert bench.state == "answer"
    assert bench.look().text == "The lamps will be mended."
    bench.work()
    mailbox = UplinkMailbox(bench.rooms.spool)
    mailbox.drop_orphans()
    assert mailbox.open_asks() == []


def test_a_late_reply_to_the_question_before_is_not_the_answer_to_this_one(bench, booth_key):
    rid, question = ask(bench, FIRST)
    answer(bench, rid, question.reply, booth_key, text="the first")
    bench.tick(0.2)
    bench.workers["clerk"].step()
    bench.touch("back")
    ask(bench, SECOND)

    assert bench.state == "asking"
    assert bench.session.answer is None


def test_without_a_reply_there_is_no_line_after_eight_seconds(bench):
    ask(bench)
    bench.tick(PATIENCE_S)
    assert bench.state == "asking"
    bench.tick(0.1)

    assert bench.look().status is Status.NO_LINE


def test_a_spool_that_fails_is_as_good_as_no_line(bench, monkeypatch):
    bench.touch("touched", "chosen_language:ru", "see_answer")
    bench.type(FIRST)

    def put(*_: object) -> None:
        raise OperationalError("database is locked")

    monkeypatch.setattr(bench.conductor._mailbox, "put", put)
    bench.touch("number_given")
    bench.work()

    assert bench.look().status is Status.NO_LINE


@pytest.mark.parametrize("fault", ["signed by a stranger", "sealed to a stranger", "other rid"])
def test_a_reply_that_is_not_centrals_to_this_visit_is_not_shown(bench, booth_key, tmp_path, fault):
    rid, question = ask(bench)
    key = make_key(tmp_path / "stranger.key") if fault.startswith("signed") else booth_key
    to = VisitKey().recipient if fault.startswith("sealed") else question.reply
    about = "0192f0c4-0000-7000-8000-000000000000" if fault == "other rid" else rid
    token = seal_reply(about, Reply(status="answered", text="false"), to, key)
    UplinkMailbox(bench.rooms.spool).put_reply(rid, token)
    look_for_it(bench)

    assert bench.state == "asking"
    assert bench.session.answer is None


def test_a_mistyped_number_is_never_asked(bench):
    bench.touch("touched", "chosen_language:ru", "see_answer")
    bench.type(FIRST[:-1] + str((int(FIRST[-1]) + 1) % 10))
    bench.touch("number_given")

    assert bench.state == "number"
    assert bench.look().problem is not None
    bench.touch("erase")
    assert bench.look().problem is None


def test_everything_that_central_may_say_can_be_shown():
    assert set(_STATUS) == set(get_args(WireStatus))


def test_a_rating_is_thanked_for_and_sent(bench, booth_key):
    rid, question = ask(bench)
    answer(bench, rid, question.reply, booth_key, text="yes")
    look_for_it(bench)
    bench.touch("seen", "rate:good")
    assert bench.look().ending is Ending.RATING
    bench.work()

    ((_, sealed),) = UplinkMailbox(bench.rooms.spool).open_asks()
    assert open_ask(sealed, [bench.city.identity]).rating == "good"


def test_walking_away_while_asking_leaves_nothing(bench):
    ask(bench)
    bench.touch("cancel")
    bench.work()

    assert UplinkMailbox(bench.rooms.spool).open_asks() == []


def test_who_works_on_it_is_named_in_the_language_of_the_moment(bench, booth_key):
    kim, lee = Text("Ким kk", "Ким ru", "Kim"), Text("Ли kk", "Ли ru", "Lee")
    rid, question = ask(bench)
    answer(
        bench,
        rid,
        question.reply,
        booth_key,
        status="extended",
        official=kim,
        forwarded_to=lee,
        reason="Сұрау салынды.",
    )
    look_for_it(bench)

    assert bench.look().status is Status.EXTENDED
    assert (bench.look().official, bench.look().reason) == ("Ли ru", "Сұрау салынды.")
    bench.touch("switch_language:en")
    assert bench.look().official == "Lee"


@pytest.mark.parametrize(
    ("said", "status"),
    [("clarification", Status.CLARIFICATION), ("not_an_appeal", Status.NOT_AN_APPEAL)],
)
def test_what_an_official_wrote_instead_of_an_answer_is_shown(bench, booth_key, said, status):
    rid, question = ask(bench)
    answer(bench, rid, question.reply, booth_key, status=said, reason="Қай үй?")
    look_for_it(bench)

    assert (bench.look().status, bench.look().reason) == (status, "Қай үй?")
