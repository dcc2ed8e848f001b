"""The page of an appeal, and what is decided there."""

import io
import json
import zipfile

import pytest

from central.cases import Actor
from central.models import AppealState
from central.notices.events import Event
from central.notices.links import case_code
from central.rights import Role

GOOD = {
    "take": ({}, AppealState.IN_WORK, None),
    "forward": ({"official": "sukhorechny"}, AppealState.FORWARDED, Event.FORWARDED),
    "extend": ({"days": "5", "reason": "Күту керек"}, AppealState.EXTENDED, Event.EXTENDED),
    "ask": ({"text": "Қай үй?", "language": "kk"}, AppealState.CLARIFICATION, Event.CLARIFICATION),
    "dismiss": ({"text": "Тест", "language": "ru"}, AppealState.NOT_AN_APPEAL, Event.DISMISSED),
}
BAD = [
    ("forward", {}, "official"),
    ("forward", {"official": "nobody"}, "official"),
    ("extend", {"days": "", "reason": "x"}, "days"),
    ("extend", {"days": "0", "reason": "x"}, "days"),
    ("extend", {"days": "61", "reason": "x"}, "days"),
    ("extend", {"days": "٣", "reason": "x"}, "days"),
    ("extend", {"days": "3", "reason": " \n "}, "reason"),
    ("extend", {"days": "3", "reason": "x" * 501}, "reason"),
    ("extend", {"days": "3", "reason": "a\x00b"}, "reason"),
    ("ask", {"text": "", "language": "kk"}, "text"),
    ("ask", {"text": "x", "language": "de"}, "language"),
    ("dismiss", {"text": "x" * 501, "language": "kk"}, "text"),
]
REGISTRARS = {
    "reclass": ({"kind": "complaint"}, "reclass"),
    "number": ({"number": "ЖТ-2026-17"}, "number"),
    "hold": ({"reason": "A court"}, "hold"),
}


@pytest.mark.parametrize("deed", GOOD)
def test_a_deed_is_done_noted_and_told(signed_in, appeal, parts, told, deed) -> None:
    fields, state, event = GOOD[deed]
    id, reader = appeal(), signed_in()

    response = reader.fill_in(f"/case/{id}/{deed}", **fields)

    assert response.status_code == 303
    assert parts.registry.find(id).state is state
    assert parts.audit.of(id)[-1].act == deed
    assert told.events == ([(event, id)] if event else [])
    page = reader.get(response.headers["location"])
    assert page.status_code == 200
    assert 'class="good"' in page.text


@pytest.mark.parametrize(("deed", "fields", "wrong"), BAD)
def test_what_is_wrong_is_said_beside_its_field(
    signed_in, appeal, parts, deed, fields, wrong
) -> None:
    id, reader = appeal(), signed_in()

    response = reader.fill_in(f"/case/{id}/{deed}", **fields)

    assert response.status_code == 422
    assert f'id="{deed}-{wrong}-error"' in response.text
    assert 'aria-invalid="true"' in response.text
    assert f'<details class="card" id="do-{deed}" open>' in response.text
    assert parts.registry.find(id).state is AppealState.RECEIVED


def test_nothing_that_was_typed_is_lost(signed_in, appeal) -> None:
    id, reader = appeal(), signed_in()
    typed = 'Су құбыры <b>"жөнделуде"</b>'

    page = reader.fill_in(f"/case/{id}/extend", days="many", reason=typed).text

    assert "Су құбыры &lt;b&gt;&#34;жөнделуде&#34;&lt;/b&gt;" in page
    assert 'value="many"' in page


def test_what_its_state_does_not_allow_is_said(signed_in, appeal, parts) -> None:
    id, reader = appeal(), signed_in()
    csrf = reader.csrf
    parts.cases.dismiss(Actor("official", parts.people.find("official")), id, "Test", "kk")

    response = reader.post(f"/case/{id}/extend", data={"csrf": csrf, "days": "2", "reason": "x"})

    assert response.status_code == 409
    assert "not possible as the appeal stands now" in response.text


@pytest.mark.parametrize("deed", REGISTRARS)
def test_a_registrar_keeps_the_register(signed_in, appeal, parts, deed) -> None:
    fields, act = REGISTRARS[deed]
    id, reader = appeal(), signed_in(Role.REGISTRAR)

    assert reader.fill_in(f"/case/{id}/{deed}", **fields).status_code == 303

    assert parts.audit.of(id)[-1].act == act
    entry = parts.registry.find(id)
    assert {"reclass": entry.kind, "number": entry.official_number, "hold": entry.held}[deed] in (
        "complaint",
        "ЖТ-2026-17",
        True,
    )


def test_what_is_held_is_deleted_only_after_its_release(signed_in, appeal, parts) -> None:
    id, reader = appeal(), signed_in(Role.REGISTRAR)
    reader.fill_in(f"/case/{id}/hold", reason="A court")
    sure = {"reason": "On request", "sure": "yes"}
    assert reader.fill_in(f"/case/{id}/delete", **sure).status_code == 409
    assert reader.fill_in(f"/case/{id}/release").status_code == 303
    unsure = reader.fill_in(f"/case/{id}/delete", reason="On request")
    assert 'id="delete-sure-error"' in unsure.text
    assert parts.registry.find(id).state is AppealState.RECEIVED

    assert reader.fill_in(f"/case/{id}/delete", **sure).status_code == 303

    assert parts.registry.find(id).state is AppealState.DELETED
    assert reader.get(f"/case/{id}").status_code == 200
    assert reader.get(f"/case/{id}/clip/x").status_code == 404
    assert reader.get(f"/case/{id}/export.zip").status_code == 404


def test_a_deleted_clip_does_not_stay_in_memory(signed_in, appeal) -> None:
    id, reader = appeal(), signed_in(Role.REGISTRAR)
    assert reader.get(f"/case/{id}/clip/x").status_code == 200
    reader.fill_in(f"/case/{id}/delete", reason="On request", sure="yes")

    assert reader.get(f"/case/{id}/clip/x").status_code == 404


def test_the_telephone_is_masked_until_somebody_asks_and_that_is_noted(
    signed_in, appeal, parts
) -> None:
    id, reader = appeal(), signed_in()
    page = reader.get(f"/case/{id}").text
    assert "+77011234567" not in page
    assert "+7701•••••67" in page

    assert "+77011234567" in reader.fill_in(f"/case/{id}/phone").text

    assert [act.act for act in parts.audit.of(id)] == ["see", "see_phone"]
    assert "+77011234567" not in reader.get(f"/case/{id}").text


def test_a_look_is_noted_once_in_a_session(signed_in, browser, appeal, parts) -> None:
    id, reader = appeal(), signed_in()
    for _ in range(3):
        reader.get(f"/case/{id}")
    assert [act.act for act in parts.audit.of(id)] == ["see"]

    other = browser()
    other.give_password("official")
    other.give_code("official")
    other.get(f"/case/{id}")
    assert [act.act for act in parts.audit.of(id)] == ["see", "see"]


def test_the_history_says_who_did_what(signed_in, appeal) -> None:
    id, reader = appeal(), signed_in()
    reader.fill_in(f"/case/{id}/extend", days="5", reason="x")

    page = reader.get(f"/case/{id}").text

    assert "The official: put the day off (5 days)" in page


def test_a_quarantined_appeal_says_why_and_offers_nothing_to_answer(signed_in, appeal) -> None:
    id = appeal(state=AppealState.QUARANTINED, reason="manifest: of another clip", number=None)
    reader = signed_in(Role.REGISTRAR)

    page = reader.get(f"/case/{id}").text

    assert "manifest: of another clip" in page
    assert "do-forward" not in page
    assert id in reader.get("/inbox?show=quarantined").text


def test_a_case_goes_out_as_one_file_and_that_is_noted(signed_in, appeal, parts) -> None:
    id, reader = appeal(plain=b"the clip"), signed_in(Role.REGISTRAR)

    response = reader.get(f"/case/{id}/export.zip")

    with zipfile.ZipFile(io.BytesIO(response.content)) as archive:
        assert archive.read("clip.mp4") == b"the clip"
        assert json.loads(archive.read("case.json"))["id"] == id
    assert "export" in [act.act for act in parts.audit.of(id)]


def test_the_short_link_of_an_sms_leads_to_the_appeal(signed_in, appeal, browser) -> None:
    id = appeal()
    path = f"/c/{case_code(id)}"

    assert signed_in().get(path).headers["location"] == f"/case/{id}"
    assert browser().get(path).headers["location"].startswith("/sign-in")


@pytest.mark.parametrize("code", ["000000000000", "x", "%", "0" * 40])
def test_a_short_link_to_nothing_or_to_another_s_appeal_leads_nowhere(
    signed_in, appeal, code
) -> None:
    other = appeal("sukhorechny")
    browser = signed_in()

    assert browser.get(f"/c/{code}").status_code == 404
    assert browser.get(f"/c/{case_code(other)}").status_code == 404


def test_the_page_says_until_when_it_may_be_passed_on(signed_in, appeal, central) -> None:
    id, reader = appeal(received_at="2026-11-20T05:00:00+00:00"), signed_in()
    assert "25 November 2026" in reader.read(f"/case/{id}")

    central.forward(id, "sukhorechny")

    registrar = signed_in(Role.REGISTRAR)
    assert "Pass on by" not in registrar.read(f"/case/{id}")


@pytest.mark.parametrize(("phone", "said"), [(None, True), ("+77011234567", False)])
def test_who_has_no_telephone_must_be_told_of_an_extension(signed_in, appeal, phone, said) -> None:
    id, reader = appeal(phone=phone), signed_in()
    reader.fill_in(f"/case/{id}/extend", days="3", reason="Ждём.")

    assert ("Tell the citizen" in reader.read(f"/case/{id}")) is said
