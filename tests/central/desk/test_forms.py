"""Fields of forms: whatever is typed, the answer is a value or a sentence, never an error."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from central.desk import texts
from central.desk.app import ROUTERS
from central.desk.forms import Form
from central.rights import Role
from firmware.appeals.appeal import Language

ENGLISH = texts.of(Language.EN)
ANYTHING = st.text(max_size=40) | st.sampled_from(["\x00", "\ud800", "9" * 400, "-1", "１", "\r\n"])
FIELDS = {
    "text", "language", "official", "days", "reason", "kind", "number", "sure", "title", "name",
    "login", "role", "phone", "office", "body", "superior", "substitute", "away_until", "active",
    "old", "new", "again", "next", "code", "seen", "way", "id", "id_shown", "write", "area",
    "overseer", "name_kk", "post_ru", "responsibility_en", "title_kk", "title_en", "body_ru",
}  # fmt: skip


@given(ANYTHING)
def test_a_field_is_right_or_has_a_sentence(value) -> None:
    def form() -> Form:
        return Form({"f": value}, ENGLISH)

    for read in (
        lambda one: one.text("f", 20),
        lambda one: one.line("f", 20),
        lambda one: one.number("f", 1, 60),
        lambda one: one.choice("f", ["a", "b"]),
        lambda one: one.day("f"),
        lambda one: one.shaped("f", "[a-z]+", "Letters."),
    ):
        one = form()
        read(one)
        assert one.errors == {} or one.errors["f"]
        assert one["f"] == value


def test_lines_end_in_one_way() -> None:
    assert Form({"f": " a\r\nb\rc "}, ENGLISH).text("f", 20) == "a\nb\nc"


@pytest.mark.parametrize(
    ("value", "said"),
    [("", "fill this in"), ("x" * 21, "At most 20"), ("a\nb", "one line"), ("\x07", "signs")],
)
def test_each_error_says_what_it_is(value, said) -> None:
    form = Form({"f": value}, ENGLISH)
    form.line("f", 20)

    assert said in form.errors["f"]


@pytest.mark.parametrize("engine", ["servers"], indirect=True)
@settings(
    max_examples=6,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(fields=st.dictionaries(st.sampled_from(sorted(FIELDS)), ANYTHING, max_size=6))
def test_no_form_breaks_a_page(everybody, fields) -> None:
    sent = {name: value.encode("utf-8", "replace").decode() for name, value in fields.items()}
    for reader, csrf, paths in everybody:
        for path in paths:
            response = reader.post(path, data={**sent, "csrf": csrf})
            assert response.status_code < 500, (path, sent)


@pytest.fixture
def everybody(signed_in, appeal):
    """Browsers of each role with the forms that are theirs."""
    case = appeal()
    posts = sorted(
        route.path
        for router in ROUTERS
        for route in router.routes
        if "POST" in route.methods and "sign" not in route.path and "password" not in route.path
    )
    known = {"case": case, "id": "1", "login": "operator", "name": "1"}
    known |= {"site": "oskemen", "part": "bodies"}
    files = ("/totp", "/answer", "/photo")
    paths = [path.format(**known) for path in posts if not path.endswith(files)]
    operators = [path for path in paths if path.startswith(("/directory", "/pages", "/tokens"))]
    others = [path for path in paths if path not in operators]
    return [
        (reader, reader.csrf, others + (operators if role is Role.OPERATOR else []))
        for role in (Role.OFFICIAL, Role.REGISTRAR, Role.OPERATOR)
        for reader in [signed_in(role)]
    ]
