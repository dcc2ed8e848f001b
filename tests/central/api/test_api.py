"""The API as another system uses it."""

import io
import zipfile
from importlib import resources

import pytest
from fastapi.testclient import TestClient

from central.models import AppealState, Intake, IntakeState

TEXT = {"text": "Какой дом?", "language": "ru"}


def read_only(api, tokens) -> TestClient:
    client = TestClient(api)
    client.headers["Authorization"] = f"Bearer {tokens.make('reader', may_write=False)}"
    return client


def test_appeals_are_listed_page_by_page_in_their_order(client, arrive) -> None:
    clips = [arrive() for _ in range(5)]

    found, page = [], {"after": 0, "more": True}
    while page["more"]:
        page = client.get("/v1/appeals", params={"limit": 2, "after": page["after"]}).json()
        found += page["appeals"]

    assert [appeal["id"] for appeal in found] == [clip.id for clip in clips]
    assert found[0]["number"] == clips[0].number
    assert found[0]["phone"] == "+77011234567"


@pytest.mark.parametrize("engine", ["folder", "servers"], indirect=True)
def test_one_that_came_earlier_and_was_registered_later_is_not_left_out(
    client, arrive, central, monkeypatch
) -> None:
    """As when the registrar failed at first, or another machine's clock is ahead."""
    with monkeypatch.context() as patched:
        patched.setattr(central.receiver, "_on_stored", lambda: None)
        late = arrive()
    with central.store.transaction():
        Intake.update(state=IntakeState.OPEN).where(Intake.id == late.id).execute()
    first = arrive()
    page = client.get("/v1/appeals").json()
    assert [appeal["id"] for appeal in page["appeals"]] == [first.id]

    with central.store.transaction():
        Intake.update(state=IntakeState.STORED).where(Intake.id == late.id).execute()
    central.registrar.register_all()

    page = client.get("/v1/appeals", params={"after": page["after"]}).json()
    assert [appeal["id"] for appeal in page["appeals"]] == [late.id]
    again = client.get("/v1/appeals", params={"after": page["after"]}).json()
    assert again == {"appeals": [], "after": page["after"], "more": False}


def test_appeals_are_listed_by_state(client, arrive, central) -> None:
    taken, left = arrive(), arrive()
    central.take(taken.id)

    page = client.get("/v1/appeals", params={"state": "in_work"}).json()

    assert [appeal["id"] for appeal in page["appeals"]] == [taken.id]
    assert left.id not in str(page)


def test_one_appeal_is_read_and_the_audit_knows_by_whom(client, arrive, central) -> None:
    clip = arrive()

    appeal = client.get(f"/v1/appeals/{clip.id}").json()

    assert (appeal["id"], appeal["state"]) == (clip.id, "received")
    assert [(acted.who, acted.act) for acted in central.audit.of(clip.id)] == [("api edo", "see")]


@pytest.mark.parametrize(
    ("said", "state"),
    [
        ({"status": "in_work"}, AppealState.IN_WORK),
        ({"status": "extended", "days": 5, "reason": "Ждём."}, AppealState.EXTENDED),
        ({"status": "clarification", **TEXT}, AppealState.CLARIFICATION),
        ({"status": "not_an_appeal", **TEXT}, AppealState.NOT_AN_APPEAL),
        ({"status": "answered", **TEXT}, AppealState.ANSWERED),
        ({"status": "forwarded", "official": "sukhorechny"}, AppealState.FORWARDED),
    ],
)
def test_a_status_is_written(client, arrive, central, said, state) -> None:
    sample = resources.files("central.sample").joinpath("directory.json")
    central.publish_directory(sample.read_bytes())
    clip = arrive()

    answered = client.put(f"/v1/appeals/{clip.id}/status", json=said)

    assert answered.status_code == 200
    assert answered.json()["state"] == state
    assert central.registry.find(clip.id).state is state


def test_an_official_number_is_written_and_taken_back(client, arrive, central) -> None:
    clip = arrive()
    path = f"/v1/appeals/{clip.id}/official-number"

    assert client.put(path, json={"official_number": "ЖТ-2026-123/4"}).status_code == 200
    assert central.registry.find(clip.id).official_number == "ЖТ-2026-123/4"
    assert client.put(path, json={"official_number": None}).json()["official_number"] is None


def test_a_case_is_exported_as_one_file(client, arrive, central) -> None:
    clip = arrive()

    answered = client.get(f"/v1/appeals/{clip.id}/export")

    archive = zipfile.ZipFile(io.BytesIO(answered.content))
    assert archive.read("clip.mp4") == clip.plain
    assert [acted.act for acted in central.audit.of(clip.id)] == ["export"]


def test_a_deleted_case_is_not_exported(client, arrive, central) -> None:
    clip = arrive()
    central.retention.delete(clip.id, "x")

    answered = client.get(f"/v1/appeals/{clip.id}/export")

    assert answered.status_code == 409


@pytest.mark.parametrize("given", [None, "", "Bearer", "Bearer nonsense", "Basic YTpi"])
def test_without_a_key_nothing_is_said(api, arrive, given) -> None:
    clip = arrive()
    client = TestClient(api, headers={"Authorization": given} if given is not None else {})

    for path in ("/v1/appeals", f"/v1/appeals/{clip.id}", f"/v1/appeals/{clip.id}/export"):
        answered = client.get(path)
        assert answered.status_code == 401
        assert answered.headers["WWW-Authenticate"] == "Bearer"
        assert clip.id not in answered.text


def test_a_revoked_key_does_not_count(client, tokens) -> None:
    tokens.revoke("edo")

    assert client.get("/v1/appeals").status_code == 401


def test_a_key_that_reads_does_not_write(api, tokens, arrive, central) -> None:
    clip, reader = arrive(), read_only(api, tokens)

    assert reader.get(f"/v1/appeals/{clip.id}").status_code == 200
    for path, said in (("status", {"status": "in_work"}), ("official-number", None)):
        given = said or {"official_number": "1"}
        assert reader.put(f"/v1/appeals/{clip.id}/{path}", json=given).status_code == 403
    assert central.registry.find(clip.id).state is AppealState.RECEIVED


def test_a_conflict_is_said(client, arrive) -> None:
    clip = arrive()
    path = f"/v1/appeals/{clip.id}/status"
    client.put(path, json={"status": "answered", **TEXT})

    answered = client.put(path, json={"status": "in_work"})

    assert answered.status_code == 409
    assert answered.headers["content-type"] == "application/problem+json"
    assert "answered already" in answered.json()["detail"]


@pytest.mark.parametrize(
    "said",
    [
        {},
        {"status": "deleted"},
        {"status": "extended", "days": 0, "reason": "x"},
        {"status": "extended", "days": 61, "reason": "x"},
        {"status": "answered", "text": "", "language": "ru"},
        {"status": "answered", "text": "x", "language": "de"},
        {"status": "in_work", "more": 1},
        {"status": "forwarded", "official": "../x"},
    ],
)
def test_bad_input_names_its_place_and_not_its_value(client, arrive, said) -> None:
    clip = arrive()

    answered = client.put(f"/v1/appeals/{clip.id}/status", json=said)

    assert answered.status_code == 422
    assert "body" in answered.json()["detail"]


def test_no_such_appeal(client) -> None:
    answered = client.get("/v1/appeals/01999999-0000-7000-8000-000000000000")
    assert (answered.status_code, answered.json()["title"]) == (404, "not found")
