"""The public page as a citizen uses it."""

import re

import pytest

from central.cases import AT_THE_CONSOLE
from central.lookup import MAX_BY_ASKER, MAX_BY_NUMBER
from central.public.tickets import LIVES_S, Tickets
from firmware.appeals import number as numbers
from firmware.appeals.appeal import Language


def ticket_in(page: str) -> str:
    found = re.search(r'name="ticket" value="([^"]+)"', page)
    assert found
    return found[1]


def test_an_appeal_that_is_waited_for_says_until_when(public, stored) -> None:
    page = public().post("/", data={"number": numbers.written(stored.number)})

    assert page.status_code == 200
    assert "Your appeal has been received" in page.text
    assert "18 May 2026" in page.text


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("kk", "Өтінішіңізге жауап"),
        ("ru", "Ответ на ваше обращение"),
        ("en", "The answer to your appeal"),
    ],
)
def test_an_answer_is_shown_in_the_booth_s_words(public, stored, central, language, words) -> None:
    central.give_answer(stored.id, "Яма засыпана.\nСпасибо.", Language.RU)

    page = public(language=language).post("/", data={"number": stored.number})

    assert words in page.text
    assert "Яма засыпана.\nСпасибо." in page.text


def test_what_an_official_writes_is_text_and_nothing_else(public, stored, central) -> None:
    central.give_answer(stored.id, "<script>alert(1)</script>", Language.RU)

    page = public().post("/", data={"number": stored.number})

    assert "<script>alert" not in page.text
    assert "&lt;script&gt;" in page.text


@pytest.mark.parametrize("act", ["ask", "dismiss"])
def test_what_was_decided_instead_of_an_answer_is_said(public, stored, central, act) -> None:
    getattr(central.cases, act)(AT_THE_CONSOLE, stored.id, "Какой дом?", Language.RU)

    assert "Какой дом?" in public().post("/", data={"number": stored.number}).text


def test_the_video_is_played_in_parts_for_a_while(public, stored, central, film, clock) -> None:
    central.give_answer(stored.id, "Да.", Language.RU, film("answer.mp4"))
    visitor = public()
    page = visitor.post("/", data={"number": stored.number}).text
    source = re.search(r'src="(/video/[^"]+)"', page)[1]

    whole = visitor.get(source)
    part = visitor.get(source, headers={"Range": "bytes=4-7"})

    assert (whole.status_code, part.status_code) == (200, 206)
    assert part.content == whole.content[4:8] == b"ftyp"
    clock.now += LIVES_S + 1
    assert visitor.get(source).status_code == 404


def test_an_answer_is_rated_once_shown(public, stored, central) -> None:
    central.give_answer(stored.id, "Да.", Language.RU)
    visitor = public()
    ticket = ticket_in(visitor.post("/", data={"number": stored.number}).text)

    assert visitor.post("/rating", data={"ticket": ticket, "rating": "good"}).status_code == 200

    assert central.registry.find(stored.id).answer.rating == "good"
    again = visitor.post("/", data={"number": stored.number}).text
    assert "How good" not in again


@pytest.mark.parametrize(
    ("ticket", "rating", "code"),
    [("nonsense", "good", 404), ("", "good", 422), ("x" * 65, "good", 422), ("x", "best", 422)],
)
def test_nobody_rates_without_the_number(public, ticket, rating, code) -> None:
    assert public().post("/rating", data={"ticket": ticket, "rating": rating}).status_code == code


def test_guessing_is_stopped(public) -> None:
    visitor, number = public(), numbers.draw("001")

    codes = [visitor.post("/", data={"number": number}).status_code for _ in range(7)]

    assert codes == [404] * MAX_BY_NUMBER + [429] * 2


def test_guessing_many_numbers_is_stopped_and_a_right_one_then_too(public, stored) -> None:
    visitor = public()
    for _ in range(MAX_BY_ASKER):
        visitor.post("/", data={"number": numbers.draw("001")})

    page = visitor.post("/", data={"number": stored.number})

    assert page.status_code == 429
    assert "Too many attempts" in page.text


def test_a_mistyped_number_costs_nothing_and_is_kept_in_the_form(public, stored) -> None:
    visitor = public()
    typed = stored.number[:-1] + str((int(stored.number[-1]) + 1) % 10)
    for _ in range(MAX_BY_ASKER + 1):
        page = visitor.post("/", data={"number": typed})

    assert page.status_code == 404
    assert f'value="{typed}"' in page.text
    assert visitor.post("/", data={"number": stored.number}).status_code == 200


def test_a_quarantined_appeal_and_an_unknown_one_look_the_same(public) -> None:
    page = public().post("/", data={"number": numbers.draw("002")})

    assert "There is no appeal with this number" in page.text


@pytest.mark.parametrize(("digits", "code"), [("4567", 200), ("0000", 404), ("", 404), ("ы", 404)])
def test_the_phone_is_asked_for_where_it_is_set(public, stored, digits, code) -> None:
    visitor = public(ask_phone=True)
    assert "last four digits" in visitor.get("/").text

    page = visitor.post("/", data={"number": stored.number, "phone_digits": digits})

    assert page.status_code == code


def test_a_language_is_kept(public) -> None:
    visitor = public()

    assert 'lang="ru"' in visitor.get("/language/ru").text
    assert '<html lang="ru">' in visitor.get("/").text
    assert visitor.get("/language/xx").status_code == 404


def test_pages_have_the_headers_that_keep_others_out(public, stored) -> None:
    page = public().post("/", data={"number": stored.number})

    assert "frame-ancestors 'none'" in page.headers["Content-Security-Policy"]
    assert page.headers["Cache-Control"] == "no-store"
    assert page.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    ("headers", "code"),
    [
        ({"Host": "evil.example"}, 421),
        ({"Origin": "https://evil.example"}, 403),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
    ],
)
def test_a_form_of_somebody_else_s_page_is_refused(public, stored, headers, code) -> None:
    page = public().post("/", data={"number": stored.number}, headers=headers)

    assert page.status_code == code
    assert "appeal" not in page.text


@pytest.mark.parametrize("number", ["", "x", "１２３４" * 4, "0" * 16, "' OR 1=1 --", "9" * 32])
def test_what_is_no_number_opens_nothing(public, number) -> None:
    assert public().post("/", data={"number": number}).status_code == 404


def test_too_long_a_number_is_not_read(public) -> None:
    page = public().post("/", data={"number": "1" * 65})

    assert page.status_code == 422
    assert "Please type the number of your slip again." in page.text


def test_tickets_are_bounded() -> None:
    tickets = Tickets(lambda: 0.0)
    first = tickets.give("a")
    for _ in range(10_000):
        last = tickets.give("b")

    assert (tickets.appeal(first), tickets.appeal(last)) == (None, "b")
