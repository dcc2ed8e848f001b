"""The directory editor: a draft, what is wrong with it, what it changes, and its publication."""

import io
import json
from importlib import resources

import pytest
from PIL import Image

from central.desk.drafts import Drafts
from central.desk.models import Draft, DraftPhoto, Person
from central.models import AppealState, Booth
from central.rights import Role
from central.sample.portraits import LOOKS, draw
from firmware.wire.topics import PhotoTopic

SITE = "/directory/oskemen"
NAMES = {"name_kk": "Жаңа", "name_ru": "Новый", "name_en": "New one"}
OFFICIAL = {
    **NAMES,
    "id": "newcomer",
    "area": "roads",
    "post_kk": "Басшы",
    "post_ru": "Глава",
    "post_en": "Head",
    "responsibility_kk": "Жолдар",
    "responsibility_ru": "Дороги",
    "responsibility_en": "Roads",
}


class Operator:
    """An operator's browser that sends forms with what stands hidden on their page."""

    def __init__(self, reader, parts) -> None:
        self.reader = reader
        self.parts = parts

    def send(self, path: str, page: str = SITE, **fields: str):
        hidden = self.reader.hidden(page)
        return self.reader.post(path, data={**hidden, **fields})

    def upload(self, official: str, content: bytes, **more: str):
        hidden = self.reader.hidden(f"{SITE}/officials/{official}")
        return self.reader.post(
            f"{SITE}/officials/{official}/photo",
            data={**hidden, **more},
            files={"photo": ("a.jpg", content)},
        )

    def publish(self):
        return self.send(f"{SITE}/publish", f"{SITE}/changes")

    def draft(self):
        return Drafts(self.parts.store, self.parts.publisher, self.parts.now).directory("oskemen")


@pytest.fixture
def operator(signed_in, parts) -> Operator:
    return Operator(signed_in(Role.OPERATOR), parts)


@pytest.fixture
def picture() -> bytes:
    out = io.BytesIO()
    draw(LOOKS[0]).save(out, "PNG")
    return out.getvalue()


def drafts_left(parts) -> int:
    with parts.store.connection():
        return Draft.select().count() + DraftPhoto.select().count()


def test_one_site_needs_no_choice_and_a_site_is_one_of_a_booth_too(operator, central) -> None:
    assert operator.reader.get("/directory").headers["location"] == SITE
    with central.store.transaction():
        Booth.create(id="009", site="almaty")

    assert 'href="/directory/almaty"' in operator.reader.get("/directory").text
    assert "Nothing is published" in operator.reader.get("/directory/almaty").text
    assert operator.reader.get("/directory/nowhere").status_code == 404


def test_looking_begins_no_draft(operator, parts) -> None:
    for path in ("", "/changes", "/new/officials", "/officials/zhylybaeva"):
        assert operator.reader.get(SITE + path).status_code == 200

    assert drafts_left(parts) == 0
    assert operator.publish().status_code == 409


def test_somebody_is_added_shown_as_a_change_and_published(operator, parts) -> None:
    before = parts.publisher.directory("oskemen")
    answer = operator.send(f"{SITE}/new/officials", **OFFICIAL)
    assert answer.headers["location"] == f"{SITE}/officials/newcomer?done=saved"
    assert parts.publisher.directory("oskemen") == before

    page = operator.reader.get(f"{SITE}/changes").text
    assert "Added" in page
    assert "New one" in page
    assert operator.publish().headers["location"] == f"{SITE}?done=published"

    now = parts.publisher.directory("oskemen")
    assert now.version > before.version
    assert now.officials[:-1] == before.officials
    assert now.officials[-1].name.kk == "Жаңа"
    assert drafts_left(parts) == 0
    noted = parts.audit.newest(1)[0]
    assert (noted.act, noted.who) == ("directory", "operator")
    assert noted.detail == {
        "what": "publish",
        "site": "oskemen",
        "version": now.version,
        "changes": {"added": 1},
    }


def test_a_change_names_its_fields_and_a_move_keeps_to_its_area(operator) -> None:
    path = f"{SITE}/areas/roads"
    assert operator.send(path, **NAMES).status_code == 303
    first = operator.draft().file.officials[0]
    mates = [row.id for row in operator.draft().file.officials if row.area == first.area]

    operator.send(f"{SITE}/officials/{first.id}/move", way="down")

    moved = [row.id for row in operator.draft().file.officials if row.area == first.area]
    assert moved == [mates[1], mates[0], *mates[2:]]
    operator.send(f"{SITE}/officials/{mates[1]}/move", way="up")  # it is the first already
    assert [row.id for row in operator.draft().file.officials if row.area == first.area] == moved
    page = operator.reader.get(f"{SITE}/changes").text
    assert "Changed" in page
    assert "The order was changed" in page
    assert operator.send(f"{SITE}/areas/roads/move", way="sideways").status_code == 422


def test_a_draft_is_discarded(operator, parts) -> None:
    operator.send(f"{SITE}/areas/roads", **NAMES)

    answer = operator.send(f"{SITE}/discard", f"{SITE}/changes")

    assert answer.headers["location"] == f"{SITE}?done=discarded"
    assert drafts_left(parts) == 0
    assert parts.audit.newest(1)[0].detail == {"what": "discard", "site": "oskemen"}


REFUSED = [
    ("officials", "id", "zhylybaeva", "already"),
    ("officials", "id", "Қазақ", "1 to 64"),
    ("officials", "id", "", "fill this in"),
    ("officials", "area", "nowhere", "from the list"),
    ("officials", "area", "", "fill this in"),
    ("officials", "name_kk", "", "fill this in"),
    ("officials", "post_ru", "x" * 201, "At most 200"),
    ("officials", "responsibility_en", "a\nb", "one line"),
    ("bodies", "overseer", "nobody", "from the list"),
    ("areas", "id", "roads", "already"),
]


def test_what_a_booth_would_refuse_is_said_beside_the_field(operator, parts) -> None:
    for part, field, value, said in REFUSED:
        sent = {**OFFICIAL, "overseer": "zhylybaeva", field: value}
        page = operator.send(f"{SITE}/new/{part}", **sent)

        assert page.status_code == 422, (part, field, value)
        assert said in page.text.split(f'id="{field}-error">')[1].split("<")[0]
        assert sent["name_en"] in page.text
    assert drafts_left(parts) == 0


def test_nobody_of_a_body_oversees_it(operator, person) -> None:
    person(login="chief", official="sukhorechny", body="police")

    page = operator.send(f"{SITE}/bodies/police", **NAMES, overseer="sukhorechny")

    assert page.status_code == 422
    assert "oversee itself" in page.text
    assert operator.send(f"{SITE}/bodies/police", **NAMES, overseer="zhylybaeva").status_code == 303


def test_what_others_need_is_not_removed(operator, parts) -> None:
    overseer = operator.draft().file.bodies[0].overseer

    for path in (f"{SITE}/areas/roads/remove", f"{SITE}/officials/{overseer}/remove"):
        assert "cannot be removed" in operator.reader.get(path).text
        assert operator.send(path).status_code == 422
    assert drafts_left(parts) == 0
    assert operator.send(f"{SITE}/bodies/police/remove").status_code == 303
    assert "police" not in [row.id for row in operator.draft().file.bodies]
    assert operator.reader.get(f"{SITE}/bodies/police").status_code == 404


def test_who_still_holds_appeals_is_removed_with_a_warning(operator, appeal) -> None:
    path = f"{SITE}/officials/zhylybaeva/remove"
    assert "still holds" not in operator.reader.get(path).text
    appeal()
    appeal()
    appeal(state=AppealState.ANSWERED)
    appeal(addressee="sukhorechny")

    assert "still holds 2 open appeals" in operator.reader.get(path).text


def test_the_second_of_two_operators_overwrites_nothing(operator, signed_in, parts) -> None:
    other = Operator(signed_in(Role.OPERATOR, "other"), parts)
    mine = operator.reader.hidden(f"{SITE}/areas/roads")
    theirs = other.reader.hidden(f"{SITE}/areas/health")
    assert operator.reader.post(f"{SITE}/areas/roads", data={**mine, **NAMES}).status_code == 303

    page = other.reader.post(f"{SITE}/areas/health", data={**theirs, **NAMES, "name_kk": "Менікі"})

    assert page.status_code == 409
    assert "The operator has changed" in page.text
    assert "Менікі" in page.text
    assert operator.draft().changed_by == "The operator"
    assert other.send(f"{SITE}/areas/health", **NAMES).status_code == 303
    names = {row.id: row.name.kk for row in operator.draft().file.areas}
    assert names["roads"] == names["health"] == "Жаңа"


def test_an_older_page_does_nothing(operator) -> None:
    operator.send(f"{SITE}/areas/roads", **NAMES)
    old = operator.reader.hidden(SITE)
    operator.send(f"{SITE}/areas/roads", **{**NAMES, "name_en": "Newer"})
    before = operator.draft()
    for path in (
        "/publish",
        "/discard",
        "/areas/health/move",
        "/areas/health/remove",
        "/officials/zhylybaeva/photo/remove",
        "/new/areas",
    ):
        answer = operator.reader.post(SITE + path, data={**old, "way": "up", **OFFICIAL})

        assert answer.status_code == 409, path
        assert operator.draft() == before


def test_what_was_removed_meanwhile_is_added_again_by_who_wants(operator) -> None:
    operator.send(f"{SITE}/bodies/police/remove")

    page = operator.send(f"{SITE}/bodies/police", **NAMES, overseer="zhylybaeva")

    assert page.status_code == 409
    assert 'value="police"' in page.text
    assert "Жаңа" in page.text


def test_a_publication_from_elsewhere_is_said_and_seen(operator, central) -> None:
    operator.send(f"{SITE}/areas/roads", **NAMES)
    old = operator.reader.hidden(f"{SITE}/changes")
    sample = json.loads(resources.files("central.sample").joinpath("directory.json").read_bytes())
    sample["areas"][0]["name"]["en"] = "From the console"
    central.publish_directory(json.dumps(sample).encode())

    assert operator.reader.post(f"{SITE}/publish", data=old).status_code == 409
    assert "Something else was published" in operator.reader.get(f"{SITE}/changes").text
    assert operator.publish().status_code == 303


def test_a_photo_goes_to_the_booths(operator, parts, picture) -> None:
    answer = operator.upload("zhylybaeva", picture)
    assert answer.headers["location"] == f"{SITE}/officials/zhylybaeva?done=saved"
    shown = operator.reader.get(f"{SITE}/officials/zhylybaeva/photo.jpg")
    assert shown.headers["content-type"] == "image/jpeg"
    assert Image.open(io.BytesIO(shown.content)).size == (360, 480)
    assert "Photo" in operator.reader.get(f"{SITE}/changes").text

    operator.publish()

    hashed = parts.publisher.directory("oskemen").official("zhylybaeva").photo
    assert dict(parts.publisher.messages("oskemen"))[PhotoTopic("oskemen", hashed)] == shown.content
    assert operator.reader.get(f"{SITE}/officials/zhylybaeva/photo.jpg").content == shown.content
    assert not list(operator.parts.store.folder.glob("uploads/*"))


def test_photos_stay_when_something_else_is_edited(operator, parts, picture) -> None:
    operator.upload("zhylybaeva", picture)
    operator.publish()
    before = parts.publisher.photos("oskemen")

    operator.send(f"{SITE}/areas/roads", **NAMES)
    operator.publish()

    assert parts.publisher.photos("oskemen") == before
    operator.send(f"{SITE}/officials/zhylybaeva/photo/remove")
    operator.publish()
    assert parts.publisher.photos("oskemen") == {}


def test_a_photo_leaves_with_its_official(operator, picture) -> None:
    operator.send(f"{SITE}/new/officials", **OFFICIAL)
    operator.upload("newcomer", picture)
    operator.send(f"{SITE}/officials/newcomer/remove")
    operator.send(f"{SITE}/new/officials", **OFFICIAL)

    assert operator.reader.get(f"{SITE}/officials/newcomer/photo.jpg").status_code == 404
    assert operator.draft().file.officials[-1].photo is None


def test_a_file_that_is_no_photo_is_said_beside_its_field(operator, parts) -> None:
    for content in (b"", b"GIF89a", b"\xff\xd8\xff" + bytes(100)):
        page = operator.upload("zhylybaeva", content)

        assert page.status_code == 422
        assert 'id="photo-error"' in page.text
    assert drafts_left(parts) == 0
    assert not list(parts.store.folder.glob("uploads/*"))


def test_a_photo_that_is_too_large_is_not_taken(operator, parts) -> None:
    assert operator.upload("zhylybaeva", bytes(10_000_001)).status_code == 422
    assert operator.upload("zhylybaeva", bytes(11_000_000)).status_code == 413
    assert not list(parts.store.folder.glob("uploads/*"))


def test_a_photo_without_the_forms_token_is_refused(operator, picture, parts) -> None:
    assert operator.upload("zhylybaeva", picture, csrf="x").status_code == 403
    assert operator.upload("nobody", picture, **operator.reader.hidden(SITE)).status_code == 404
    assert not list(parts.store.folder.glob("uploads/*"))


def test_a_site_without_a_directory_gets_its_first(operator, central, parts) -> None:
    with central.store.transaction():
        Booth.create(id="009", site="almaty")
    other = "/directory/almaty"
    form = f"{other}/new/areas"
    assert operator.send(f"{other}/new/officials", form, **OFFICIAL).status_code == 422
    operator.send(form, form, **NAMES, id="roads")
    operator.send(f"{other}/new/officials", other, **OFFICIAL)
    operator.send(f"{other}/new/bodies", other, **NAMES, id="police", overseer="newcomer")

    assert operator.send(f"{other}/publish", f"{other}/changes").status_code == 303

    assert [row.id for row in parts.publisher.directory("almaty").bodies] == ["police"]


def test_a_draft_outlives_the_account_of_who_changed_it(operator, parts) -> None:
    operator.send(f"{SITE}/areas/roads", **NAMES)
    with parts.store.transaction():
        Draft.update(changed_by=None).execute()
        assert Person.select().count() == 1

    assert "This is a draft" in operator.reader.get(SITE).text
