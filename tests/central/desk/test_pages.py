"""Reply templates, people, booths, audit, one's own account."""

import re
from datetime import timedelta
from urllib.parse import unquote

import pytest

from central.desk.models import ReplyTemplate
from central.models import AuditEntry, Booth, Certificate, Trouble
from central.notices.models import Notice, stamp
from central.rights import Role
from firmware.wire import messages
from firmware.wire.messages import Health

TEMPLATE = {"title": "Қабылданды", "language": "kk", "text": "Өтінішіңіз қабылданды."}
SOMEBODY = {
    "login": "new.one",
    "name": "Жаңа Адам",
    "role": "official",
    "language": "kk",
    "phone": "8 701 123 45 67",
    "office": "oskemen/sukhorechny",
    "active": "yes",
}


def test_an_office_writes_its_templates_and_registrars_everybodys(signed_in, central) -> None:
    official, registrar = signed_in(), signed_in(Role.REGISTRAR)
    assert official.fill_in("/templates", **TEMPLATE).status_code == 303
    assert registrar.fill_in("/templates", **{**TEMPLATE, "title": "Common"}).status_code == 303

    page = official.get("/templates").text
    assert "Қабылданды" in page
    assert "Common" in page
    assert 'href="/templates/2"' not in page
    assert official.get("/templates/2").status_code == 404
    assert official.fill_in("/templates/2", **TEMPLATE).status_code == 404
    assert registrar.get("/templates/1").status_code == 404
    assert "Қабылданды" not in registrar.get("/templates").text
    with central.store.connection():
        assert [row.official for row in ReplyTemplate.select()] == ["oskemen/zhylybaeva", None]


def test_a_template_is_changed_and_removed(signed_in, parts) -> None:
    reader = signed_in()
    reader.fill_in("/templates", **TEMPLATE)
    assert reader.fill_in("/templates/1", **{**TEMPLATE, "title": "Other"}).status_code == 303
    assert "Other" in reader.get("/templates").text
    assert reader.fill_in("/templates/1", title="", language="kk", text="x").status_code == 422

    assert reader.fill_in("/templates/1/remove").status_code == 303

    assert "Other" not in reader.get("/templates").text
    assert [act.act for act in parts.audit.newest(3)] == ["templates"] * 3
    for strange in ("0", "-1", str(2**63), "x"):
        assert reader.get(f"/templates/{strange}").status_code in (404, 422)


def test_somebody_new_signs_in_with_the_password_that_was_shown(
    signed_in, browser, parts, central
) -> None:
    operator = signed_in(Role.OPERATOR)
    page = operator.fill_in("/people/new", **SOMEBODY).text
    password = re.search(r'class="secret">([0-9a-f]{16})<', page)
    assert password

    person = parts.people.find("new.one")
    assert (person.site, person.official, person.phone) == (
        "oskemen",
        "sukhorechny",
        "+77011234567",
    )
    assert browser().give_password("new.one", password[1]).status_code == 303
    with central.store.connection():
        details = [row.detail for row in AuditEntry.select().where(AuditEntry.act == "people")]
    assert details == ['{"login": "new.one", "what": "add"}']


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"login": "X"}, "login"),
        ({"login": "operator"}, "login"),
        ({"name": ""}, "name"),
        ({"role": "king"}, "role"),
        ({"phone": "call me"}, "phone"),
        ({"office": ""}, "office"),
        ({"office": "oskemen/nobody"}, "office"),
        ({"body": "nobody"}, "body"),
        ({"superior": "77"}, "superior"),
        ({"away_until": "tomorrow"}, "away_until"),
        ({"away_until": "2026-12-01"}, "substitute"),
    ],
)
def test_what_is_wrong_about_somebody_is_said_beside_its_field(
    signed_in, parts, fields, wrong
) -> None:
    response = signed_in(Role.OPERATOR).fill_in("/people/new", **{**SOMEBODY, **fields})

    assert response.status_code == 422
    assert f'id="{wrong}-error"' in response.text
    assert len(parts.people.all()) == 1


def test_somebody_is_changed_as_the_form_shows_them(signed_in, person, parts) -> None:
    person(Role.OFFICIAL, phone="+77011234567")
    operator = signed_in(Role.OPERATOR)
    substitute = str(parts.people.find("operator").id)
    page = operator.get("/people/official").text
    assert 'value="+77011234567"' in page

    fields = {**SOMEBODY, "substitute": substitute, "away_until": "2026-12-01"}
    assert operator.fill_in("/people/official", **fields).status_code == 303

    changed = parts.people.find("official")
    assert changed.name == "Жаңа Адам"
    assert changed.away_until.isoformat() == "2026-12-01"
    assert "away until" not in operator.get("/people").text  # they have never signed in
    assert "1 Dec 2026" not in operator.get("/people/official").text
    assert 'value="2026-12-01"' in operator.get("/people/official").text


def test_a_new_password_and_new_codes_sign_somebody_out(signed_in, parts) -> None:
    operator = signed_in(Role.OPERATOR)
    for what in ("password", "totp"):
        login = f"one-{what}"
        reader = signed_in(login=login)
        assert reader.get("/inbox").status_code == 200
        assert operator.fill_in(f"/people/{login}/{what}").status_code in (200, 303)
        assert reader.get("/inbox").status_code == 303
    assert parts.people.find("one-totp").totp == ""


@pytest.mark.parametrize("engine", ["servers"], indirect=True)
@pytest.mark.parametrize("login", ["%00", "UPPER", "x" * 200, "%ff", "nobody"])
def test_what_cannot_be_a_login_is_nobodys(signed_in, browser, login) -> None:
    operator = signed_in(Role.OPERATOR)

    assert operator.get(f"/people/{login}").status_code == 404
    assert operator.fill_in(f"/people/{login}/password").status_code == 404
    assert browser().give_password(unquote(login)).status_code == 401


def test_nobody_locks_themselves_out(signed_in, parts) -> None:
    operator = signed_in(Role.OPERATOR)
    fields = {"name": "Me", "role": "operator", "language": "en"}

    assert 'id="active-error"' in operator.fill_in("/people/operator", **fields).text
    assert parts.people.find("operator").active


def test_ones_own_password_is_changed_with_the_old_one(signed_in, browser) -> None:
    reader = signed_in()
    new = {"new": "another password", "again": "another password"}
    wrong = reader.fill_in("/account/password", old="guess", **new)
    assert 'id="old-error"' in wrong.text
    other = reader.fill_in("/account/password", old="a long password", new="short", again="x")
    assert 'id="new-error"' in other.text
    assert 'id="again-error"' in other.text

    done = reader.fill_in("/account/password", old="a long password", **new)

    assert done.headers["location"].startswith("/sign-in")
    assert reader.get("/inbox").status_code == 303
    assert browser().give_password("official").status_code == 401
    assert browser().give_password("official", "another password").status_code == 303


def test_guessing_ones_own_password_is_stopped(signed_in) -> None:
    reader = signed_in()
    for _ in range(10):
        reader.fill_in("/account/password", old="guess", new="x", again="x")

    said = reader.fill_in("/account/password", old="a long password", new="x", again="x")
    assert "Too many attempts." in said.text


def test_ones_own_language_is_kept(signed_in) -> None:
    reader = signed_in()
    assert reader.fill_in("/account", language="kk").status_code == 303
    assert '<html lang="kk">' in reader.get("/account").text
    assert reader.fill_in("/account", language="de").status_code == 422


def test_an_official_says_who_stands_in(signed_in, person, parts) -> None:
    person(login="colleague", official="sukhorechny")
    person(login="elsewhere", site="almaty")
    reader = signed_in()
    other = {login: str(parts.people.find(login).id) for login in ("colleague", "elsewhere")}
    until = "2026-12-01"

    for substitute, day, wrong in (
        ("", until, "substitute"),
        (other["elsewhere"], until, "substitute"),
        (other["colleague"], "2026-11-22", "away_until"),
    ):
        page = reader.fill_in("/account/away", substitute=substitute, away_until=day)
        assert f'id="{wrong}-error"' in page.text

    sent = reader.fill_in("/account/away", substitute=other["colleague"], away_until=until)
    assert sent.status_code == 303
    me = parts.people.find("official")
    today = parts.today()
    assert ("oskemen", me.official) in parts.people.offices_of(
        parts.people.find("colleague"), today
    )
    assert 'value="2026-12-01"' in reader.get("/account").text
    assert reader.fill_in("/account/away").status_code == 303
    assert parts.people.find("official").away_until is None


def test_only_officials_have_somebody_to_stand_in(signed_in) -> None:
    assert signed_in(Role.AUDITOR).fill_in("/account/away").status_code == 403


def test_the_fleet_says_what_is_broken_and_since_when(signed_in, central, clocks, appeal) -> None:
    appeal()  # its booth is 001
    health = Health(
        uptime_s=7200,
        clock="trusted",
        version="0.9",
        waiting=3,
        disk_free_mb=1,
        directory_version=1,
        refused_messages=0,
    )
    now = clocks.wall.isoformat()
    with central.store.transaction():
        text = messages.write(health).decode()
        Booth.update(online=1, online_since=now, heard_at=now, health=text).execute()
        for id in ("002", "003"):
            Booth.create(id=id, site="oskemen", online=0, health="{")
        Trouble.create(booth="003", what="printer", since=now)
        until = (clocks.wall - timedelta(days=1)).isoformat()
        Certificate.create(serial="1", booth="001", issued_at=now, until=until)
    reader = signed_in(Role.OPERATOR)

    page = reader.read("/fleet")

    assert "The printer does not print, since 23 Nov 2026, 11:00" in page
    assert "3 clips" in page
    assert 'class="overdue">22 Nov 2026' in page
    assert page.index('"/fleet/002"') < page.index('"/fleet/001"')
    assert "2 hours" in reader.get("/fleet/001").text
    assert reader.get("/fleet/002").status_code == 200
    assert reader.get("/fleet/999").status_code == 404
    assert reader.get("/fleet/%00").status_code == 404


def test_the_fleet_says_when_no_sms_leaves(signed_in, central, clocks, appeal) -> None:
    since = clocks.wall - timedelta(minutes=20)
    row = {"appeal": appeal(), "recipient": "citizen", "phone": "+77011230000", "text": "x"}
    moment = stamp(since)
    reader = signed_in(Role.OPERATOR)
    assert "The gateway takes nothing" not in reader.read("/fleet")
    with central.store.transaction():
        for number, state in enumerate(("queued", "failed", "unknown")):
            settled = None if state == "queued" else moment
            Notice.create(
                **row,
                event=f"extended:{number}",
                state=state,
                queued_at=moment,
                not_before=moment,
                settled_at=settled,
            )

    page = reader.read("/fleet")

    assert "The gateway takes nothing" in page
    assert 'class="overdue">since 23 Nov 2026, 10:40' in page


def test_the_audit_is_read_page_by_page(signed_in, parts, monkeypatch) -> None:
    monkeypatch.setattr("central.desk.pages.audit.PAGE", 3)
    for number in range(5):
        parts.audit.note("official", "see", f"case-{number}")
    reader = signed_in(Role.AUDITOR)

    page = reader.get("/audit?who=official").text
    assert re.findall(r"case-\d", page) == ["case-4", "case-3", "case-2"]
    older = re.search(r'href="(/audit\?[^"]*before=\d+)"', page)
    assert older
    rest = reader.get(older[1].replace("&amp;", "&")).text
    assert re.findall(r"case-\d", rest) == ["case-1", "case-0"]
    assert "case-" not in reader.get("/audit?act=play").text
    assert reader.get("/audit?before=x&act=y").status_code == 200


def test_the_auditor_sees_whether_the_chain_is_whole(signed_in, parts, central) -> None:
    parts.audit.note("official", "see", "a")
    reader = signed_in(Role.AUDITOR)
    assert "the chain is whole" in reader.get("/audit?check=yes").text
    assert "the chain is whole" not in reader.get("/audit").text

    with central.store.transaction():
        forged = central.store._database
        for name in [row[0] for row in triggers(forged)]:
            forged.execute_sql(f"DROP TRIGGER {name}")
        AuditEntry.update(who="nobody").where(AuditEntry.id == 1).execute()

    assert "Entry 1 is not as it was written." in reader.get("/audit?check=yes").text


def triggers(database):
    """Those that protect the audit."""
    return database.execute_sql("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall()
