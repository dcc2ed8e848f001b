"""Questions for an answer: status by state, limits on guessing."""

import pytest

from central.answers import MAX_BY_BOOTH, MAX_BY_NUMBER, WINDOW_S, Answers
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
        self.answers = Answers(central.registry, central.keys, self.clock, ask_phone=ask_phone)

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

    for _ in range(MAX_BY_BOOTH + 5):
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
    for _ in range(MAX_BY_BOOTH):
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
