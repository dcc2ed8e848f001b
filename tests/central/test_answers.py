"""Questions for an answer: status by state, limits on guessing."""

from datetime import timedelta

import pytest

from central.answers import Answers
from central.cases import AT_THE_CONSOLE
from central.errors import BadInput, NotFound
from central.guesses import WINDOW_S
from central.lookup import MAX_BY_ASKER, MAX_BY_NUMBER, Lookup
from central.sample import publish_sample
from central.viewings import Viewings
from firmware.appeals import number as numbers
from firmware.appeals.appeal import Language, new_id
from firmware.appeals.sealing import VisitKey
from firmware.wire import asking
from firmware.wire.messages import Ask, Reply
from firmware.wire.topics import AskTopic


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


class Asker:
    """Asks as a booth does."""

    def __init__(self, central, ask_phone: bool = False) -> None:
        self.central = central
        self.clock = Clock()
        self.answers = Answers(
            central.registry,
            central.keys,
            Lookup(central.registry, self.clock, ask_phone=ask_phone),
            central.publisher.directory,
            Viewings(central.videos, central.store.viewings, self.clock),
        )

    def ask(self, number: str, booth: str = "001", phone: str | None = None) -> Reply:
        visit, rid = VisitKey(), new_id()
        ask = Ask(number=number, phone_digits=phone, reply=visit.recipient)
        sealed = asking.seal_ask(ask, self.central.keys.ask_recipient)
        token = self.answers.reply(AskTopic("oskemen", booth, rid), sealed)
        key = self.central.keys.signing.public_key()
        return asking.open_reply(token, rid, key, visit)


@pytest.fixture
def stored(central, offer):
    clip = offer()
    central.receiver.receive([clip.init, clip.chunk(0, len(clip.sealed)), clip.fin])
    return clip


def test_a_received_appeal_says_until_when(central, stored) -> None:
    reply = Asker(central).ask(stored.number)

    assert reply.status == "received"
    assert reply.until.isoformat() == "2026-05-18"
    assert reply.text is None


def test_an_answer_is_given_with_its_language(central, stored) -> None:
    central.give_answer(stored.number, "Яма засыпана.", Language.RU)

    reply = Asker(central).ask(numbers.written(stored.number))

    assert (reply.status, reply.text, reply.language) == ("answered", "Яма засыпана.", "ru")
    assert reply.answered_at is not None


def test_the_newest_answer_counts(central, stored) -> None:
    central.give_answer(stored.id, "бірінші")
    central.give_answer(stored.id, "екінші")

    assert Asker(central).ask(stored.number).text == "екінші"


def test_a_mistyped_number_never_counts(central, stored) -> None:
    asker = Asker(central)
    wrong = stored.number[:-1] + str((int(stored.number[-1]) + 1) % 10)

    for _ in range(MAX_BY_ASKER + 5):
        assert asker.ask(wrong).status == "not_found"
    assert asker.ask(stored.number).status == "received"


def test_a_number_is_locked_after_too_many_failures_and_opens_again(central) -> None:
    asker = Asker(central)
    number = numbers.draw("001")

    states = [asker.ask(number).status for _ in range(MAX_BY_NUMBER + 1)]

    assert states == ["not_found"] * MAX_BY_NUMBER + ["try_later"]
    asker.clock.now = WINDOW_S + 1
    assert asker.ask(number).status == "not_found"


def test_a_booth_that_guesses_is_locked_and_no_other(central, stored) -> None:
    asker = Asker(central)
    for _ in range(MAX_BY_ASKER):
        asker.ask(numbers.draw("001"))

    assert asker.ask(stored.number).status == "try_later"
    assert asker.ask(stored.number, booth="002").status == "received"


def test_the_phone_is_asked_for_where_the_installation_wants_it(central, stored) -> None:
    asker = Asker(central, ask_phone=True)

    assert asker.ask(stored.number).status == "not_found"
    assert asker.ask(stored.number, phone="0000").status == "not_found"
    assert asker.ask(stored.number, phone="4567").status == "received"


def test_the_same_question_gets_the_same_reply_and_counts_once(central) -> None:
    asker = Asker(central)
    topic = AskTopic("oskemen", "001", new_id())
    ask = Ask(number=numbers.draw("001"), reply=VisitKey().recipient)
    sealed = asking.seal_ask(ask, central.keys.ask_recipient)

    tokens = {asker.answers.reply(topic, sealed) for _ in range(MAX_BY_NUMBER + 2)}

    assert len(tokens) == 1


@pytest.mark.parametrize("sealed", [b"", b"x" * 100, b"x" * 100_000])
def test_what_cannot_be_read_gets_no_reply(central, sealed) -> None:
    assert Asker(central).answers.reply(AskTopic("oskemen", "001", new_id()), sealed) is None


def test_a_question_whose_reply_nobody_could_open_gets_none(central, stored) -> None:
    ask = Ask(number=stored.number, reply=f"age1{'q' * 58}")
    sealed = asking.seal_ask(ask, central.keys.ask_recipient)

    assert Asker(central).answers.reply(AskTopic("oskemen", "001", new_id()), sealed) is None


def test_who_works_on_it_and_whom_it_was_passed_on_to_are_named(central, stored) -> None:
    asker = Asker(central)
    assert asker.ask(stored.number).official is None
    publish_sample(central)
    known = central.publisher.directory("oskemen").officials
    if central.registry.find(stored.id).addressee in {one.id for one in known}:
        assert asker.ask(stored.number).official is not None
    central.take(stored.id)
    assert asker.ask(stored.number).status == "in_work"

    central.forward(stored.number, known[0].id)
    central.forward(stored.number, known[1].id)

    reply = asker.ask(stored.number)
    assert (reply.status, reply.forwarded_to) == ("forwarded", known[1].name)
    central.give_answer(stored.number, "Да.", Language.RU)
    reply = asker.ask(stored.number)
    assert (reply.status, reply.official) == ("answered", known[1].name)


def test_an_extension_moves_the_day_and_says_why(central, stored) -> None:
    before = Asker(central).ask(stored.number).until

    assert central.extend(stored.number, 10, "Ждём ответа.") == before + timedelta(days=10)

    reply = Asker(central).ask(stored.number)
    assert (reply.status, reply.reason) == ("extended", "Ждём ответа.")
    assert reply.until == before + timedelta(days=10)
    central.take(stored.number)
    assert Asker(central).ask(stored.number).reason is None


def test_what_cannot_be_passed_on_or_put_off_is_refused(central, stored) -> None:
    publish_sample(central)
    official = central.publisher.directory("oskemen").officials[0].id
    for days, reason in ((0, "x"), (61, "x"), (5, " "), (5, "x" * 501)):
        with pytest.raises(BadInput):
            central.extend(stored.number, days, reason)
    with pytest.raises(BadInput, match="nobody"):
        central.forward(stored.number, "nobody")
    with pytest.raises(NotFound):
        central.forward("no such case", official)
    central.give_answer(stored.number, "Да.", Language.RU)
    with pytest.raises(BadInput, match="answered"):
        central.forward(stored.number, official)
    with pytest.raises(BadInput, match="answered"):
        central.extend(stored.number, 5, "x")


@pytest.mark.parametrize(
    ("act", "status"), [("ask", "clarification"), ("dismiss", "not_an_appeal")]
)
def test_what_was_decided_instead_of_an_answer_is_said(central, stored, act, status) -> None:
    getattr(central.cases, act)(AT_THE_CONSOLE, stored.id, "Какой дом?", Language.RU)

    reply = Asker(central).ask(stored.number)

    assert (reply.status, reply.reason, reply.language) == (status, "Какой дом?", Language.RU)
