"""Who may do what, by URL: each role and each act, each cell."""

import pytest
from fastapi.routing import APIRoute

from central.desk.app import ROUTERS
from central.models import Appeal
from central.rights import RIGHTS, Act, Role

MADE_UP = "01890a5d-ac96-774b-bcce-b302099a8057"
ON_BOTH = pytest.mark.parametrize("engine", ["folder", "servers"], indirect=True)
OWN, OTHER = "zhylybaeva", "sukhorechny"

REQUESTS: dict[Act, list[tuple[str, str]]] = {
    Act.SEE: [
        ("GET", "/inbox"),
        ("GET", "/c/000000000000"),
        ("GET", "/case/{case}"),
        ("GET", "/case/{case}/answer.mp4"),
    ],
    Act.PLAY: [("GET", "/case/{case}/clip/x"), ("GET", "/case/{case}/subtitles.vtt")],
    Act.SEE_PHONE: [("POST", "/case/{case}/phone")],
    Act.TAKE: [("POST", "/case/{case}/take")],
    Act.ANSWER: [("POST", "/case/{case}/answer"), ("GET", "/case/{case}/answering/x")],
    Act.FORWARD: [("POST", "/case/{case}/forward")],
    Act.EXTEND: [("POST", "/case/{case}/extend")],
    Act.ASK: [("POST", "/case/{case}/ask")],
    Act.DISMISS: [("POST", "/case/{case}/dismiss")],
    Act.RECLASS: [("POST", "/case/{case}/reclass")],
    Act.NUMBER: [("POST", "/case/{case}/number")],
    Act.HOLD: [("POST", "/case/{case}/hold"), ("POST", "/case/{case}/release")],
    Act.DELETE: [("POST", "/case/{case}/delete")],
    Act.EXPORT: [("GET", "/case/{case}/export.zip")],
    Act.TEMPLATES: [
        ("GET", "/templates"),
        ("POST", "/templates"),
        ("GET", "/templates/1"),
        ("POST", "/templates/1"),
        ("POST", "/templates/1/remove"),
    ],
    Act.FLEET: [("GET", "/fleet"), ("GET", "/fleet/001")],
    Act.PEOPLE: [
        ("GET", "/people"),
        ("GET", "/people/new"),
        ("POST", "/people/new"),
        ("GET", "/people/official"),
        ("POST", "/people/official"),
        ("POST", "/people/official/password"),
        ("POST", "/people/official/totp"),
    ],
    Act.DIRECTORY: [
        ("GET", "/directory"),
        ("GET", "/directory/oskemen"),
        ("GET", "/directory/oskemen/changes"),
        ("POST", "/directory/oskemen/publish"),
        ("POST", "/directory/oskemen/discard"),
        ("GET", "/directory/oskemen/new/bodies"),
        ("POST", "/directory/oskemen/new/bodies"),
        ("GET", "/directory/oskemen/bodies/police"),
        ("POST", "/directory/oskemen/bodies/police"),
        ("POST", "/directory/oskemen/bodies/police/move"),
        ("GET", "/directory/oskemen/bodies/police/remove"),
        ("POST", "/directory/oskemen/bodies/police/remove"),
        ("GET", "/directory/oskemen/officials/zhylybaeva/photo.jpg"),
        ("POST", "/directory/oskemen/officials/zhylybaeva/photo"),
        ("POST", "/directory/oskemen/officials/zhylybaeva/photo/remove"),
    ],
    Act.PAGES: [
        ("GET", "/pages"),
        ("GET", "/pages/oskemen"),
        ("GET", "/pages/oskemen/new"),
        ("POST", "/pages/oskemen/new"),
        ("POST", "/pages/oskemen/preview"),
        ("POST", "/pages/oskemen/publish"),
        ("POST", "/pages/oskemen/discard"),
        ("GET", "/pages/oskemen/page/lost-slip"),
        ("POST", "/pages/oskemen/page/lost-slip"),
        ("POST", "/pages/oskemen/page/lost-slip/move"),
        ("POST", "/pages/oskemen/page/lost-slip/remove"),
    ],
    Act.TOKENS: [("GET", "/tokens"), ("POST", "/tokens"), ("POST", "/tokens/x/revoke")],
    Act.FIGURES: [("GET", "/figures"), ("GET", "/figures.csv")],
    Act.AUDIT: [("GET", "/audit")],
}
ANYBODYS = {"/", "/sign-in", "/sign-out", "/code", "/account", "/account/password", "/account/away"}
ANYBODYS |= {"/language/{language}", "/fonts/{name}.ttf"}


def ask(reader, method: str, path: str):
    """The request, with a form that is well sent and empty."""
    if method == "GET":
        return reader.get(path)
    if path.endswith(("/answer", "/photo")):
        return reader.post(path, data={"csrf": reader.csrf}, files={"file": ("", b"")})
    return reader.fill_in(path)


@ON_BOTH
@pytest.mark.parametrize("role", list(Role))
def test_each_role_gets_what_it_has_a_right_to_and_nothing_else(
    signed_in, person, appeal, role
) -> None:
    if role is not Role.OFFICIAL:
        person(Role.OFFICIAL)
    case, reader = appeal(), signed_in(role)
    wrong = []
    for act, requests in REQUESTS.items():
        for method, path in requests:
            status = ask(reader, method, path.format(case=case)).status_code
            if (status == 403) == (act in RIGHTS[role]) or status >= 500:
                wrong.append((act, method, path, status))

    assert wrong == []


def test_every_page_is_in_the_matrix() -> None:
    known = {path.format(case="{case}") for rows in REQUESTS.values() for _, path in rows}
    asked = {
        path.replace("/c/000000000000", "/c/{code}")
        .replace("/people/official", "/people/{login}")
        .replace("/001", "/{id}")
        .replace("/1", "/{id}")
        .replace("/clip/x", "/clip/{viewing}")
        .replace("/answering/x", "/answering/{job}")
        .replace("/oskemen", "/{site}")
        .replace("/new/bodies", "/new/{part}")
        .replace("/bodies/police", "/{part}/{id}")
        .replace("/zhylybaeva", "/{id}")
        .replace("/lost-slip", "/{id}")
        .replace("/tokens/x", "/tokens/{name}")
        for path in known
    }
    pages = {
        route.path for router in ROUTERS for route in router.routes if isinstance(route, APIRoute)
    }

    assert pages - ANYBODYS - asked == set()


@pytest.mark.parametrize(
    ("method", "path"),
    [
        request
        for act, requests in REQUESTS.items()
        for request in requests
        if "{case}" in request[1] and act in RIGHTS[Role.OFFICIAL]
    ],
)
def test_anothers_appeal_is_as_one_that_nobody_has(signed_in, appeal, method, path) -> None:
    theirs, reader = appeal(addressee=OTHER), signed_in()

    pages = [ask(reader, method, path.format(case=case)) for case in (theirs, MADE_UP)]

    assert [page.status_code for page in pages] == [404, 404]
    assert pages[0].text.replace(theirs, "") == pages[1].text.replace(MADE_UP, "")


def test_another_officials_appeals_are_not_in_the_list(signed_in, appeal) -> None:
    mine, theirs = appeal(), appeal(addressee=OTHER)
    reader = signed_in()
    for query in ("", f"?like={theirs[:20]}", f"?official=oskemen/{OTHER}", "?show=quarantined"):
        assert theirs not in reader.get(f"/inbox{query}").text

    assert mine in reader.get("/inbox").text


@pytest.mark.parametrize("role", [Role.OFFICIAL, Role.REGISTRAR])
def test_the_people_of_a_body_never_see_a_report_about_it(signed_in, appeal, central, role) -> None:
    report = appeal(addressee=OWN, about="police", kind="message")
    reader = signed_in(role, body="police")

    assert report not in reader.get("/inbox").text
    for method, path in REQUESTS[Act.SEE] + REQUESTS[Act.PLAY] + REQUESTS[Act.SEE_PHONE]:
        if "{case}" in path:
            assert ask(reader, method, path.format(case=report)).status_code == 404
    with central.store.connection():
        assert Appeal.get_by_id(report).about == "police"


def test_a_substitute_sees_them_while_the_official_is_away(
    signed_in, browser, person, appeal, parts, clocks
) -> None:
    theirs = appeal(addressee=OTHER)
    reader = signed_in()
    person(login="other", official=OTHER)
    today = clocks.wall.date()
    mine = parts.people.find("official").id
    assert reader.get(f"/case/{theirs}").status_code == 404

    parts.people.change("other", substitute=mine, away_until=today)
    assert reader.get(f"/case/{theirs}").status_code == 200

    clocks.forward(days=1)
    reader = browser()
    reader.give_password("official")
    reader.give_code("official")
    assert reader.get("/inbox").status_code == 200
    assert reader.get(f"/case/{theirs}").status_code == 404


def test_the_menu_names_only_what_one_may_see(signed_in) -> None:
    page = signed_in(Role.OPERATOR).get("/people").text

    assert 'href="/fleet"' in page
    assert 'href="/audit"' not in page
    assert 'href="/inbox"' not in page


@pytest.mark.parametrize(
    ("role", "first"),
    [
        (Role.OFFICIAL, "/inbox"),
        (Role.REGISTRAR, "/inbox"),
        (Role.OPERATOR, "/fleet"),
        (Role.AUDITOR, "/audit"),
    ],
)
def test_each_role_begins_with_its_own_page(signed_in, role, first) -> None:
    assert signed_in(role).get("/").headers["location"] == first


def test_a_registration_number_is_no_address_of_a_case(signed_in, appeal, central) -> None:
    id = appeal()
    reader = signed_in(Role.REGISTRAR)
    with central.store.connection():
        number = Appeal.get_by_id(id).number

    assert reader.get(f"/case/{number}").status_code == 404
