"""The directory: checked, signed, versioned."""

import json
from importlib import resources

import pytest

import central.sample as central_sample
from central.errors import BadInput
from central.sample import publish_sample
from central.sample.portraits import HEIGHT, LOOKS, WIDTH, draw
from firmware.wire import signed
from firmware.wire.pages import PageKind
from firmware.wire.topics import (
    MAX_PHOTO_BYTES,
    DirectoryTopic,
    PagesTopic,
    PhotoTopic,
    UpdateTopic,
)


@pytest.fixture
def sample() -> dict:
    return json.loads(resources.files(central_sample).joinpath("directory.json").read_bytes())


def test_the_sample_is_published_with_a_photo_for_everybody(central) -> None:
    version = publish_sample(central)

    messages = dict(central.publisher.messages("oskemen"))
    token = messages[DirectoryTopic("oskemen")].decode()
    directory = signed.read_directory(token, central.keys.signing.public_key())
    assert directory.version == version
    assert len(directory.officials) == 12
    for official in directory.officials:
        assert messages[PhotoTopic("oskemen", official.photo)].startswith(b"\xff\xd8\xff")
        assert len(messages[PhotoTopic("oskemen", official.photo)]) <= MAX_PHOTO_BYTES


def test_versions_only_go_up(central) -> None:
    assert publish_sample(central) < publish_sample(central)


def test_portraits_are_3_to_4_and_no_two_are_alike() -> None:
    portraits = [draw(look) for look in LOOKS]

    assert {portrait.size for portrait in portraits} == {(WIDTH, HEIGHT)}
    assert WIDTH * 4 == HEIGHT * 3
    assert len({portrait.tobytes() for portrait in portraits}) == len(LOOKS)


def test_mistakes_in_a_directory_are_named(central, sample) -> None:
    cases = {
        "areas": lambda d: d.pop("areas"),
        "unknown area": lambda d: d["officials"][0].update(area="nowhere"),
        "unknown overseer": lambda d: d["bodies"][0].update(overseer="nobody"),
        "used twice": lambda d: d["officials"].append(d["officials"][0]),
        "body .* used twice": lambda d: d["bodies"].append(d["bodies"][0]),
        "site": lambda d: d.update(site="Өскемен/+"),
        "officials": lambda d: d.update(
            officials=[{**d["officials"][0], "id": f"o{i}"} for i in range(501)], bodies=[]
        ),
        "`kk`": lambda d: d["officials"][0]["name"].pop("kk"),
    }
    for problem, spoil in cases.items():
        wrong = json.loads(json.dumps(sample))
        spoil(wrong)
        with pytest.raises(BadInput, match=problem):
            central.publish_directory(json.dumps(wrong).encode())


def test_a_photo_must_be_a_jpeg(central, sample, tmp_path) -> None:
    file = tmp_path / f"{sample['officials'][0]['id']}.jpg"
    file.write_bytes(b"GIF89a")

    with pytest.raises(BadInput, match="JPEG"):
        central.publish_directory(json.dumps(sample).encode(), tmp_path)

    with file.open("wb") as photo:
        photo.write(b"\xff\xd8\xff")
        photo.truncate(100_000_000)
    with pytest.raises(BadInput, match=f"{file.name}.*at most"):
        central.publish_directory(json.dumps(sample).encode(), tmp_path)


def test_photos_may_be_given_as_they_are(central, sample) -> None:
    id, photo = sample["officials"][0]["id"], b"\xff\xd8\xff" + bytes(100)
    content = json.dumps(sample).encode()

    central.publisher.publish(content, {id: photo, "nobody": b"?"})

    assert central.publisher.photos("oskemen") == {id: photo}
    for wrong in (b"GIF89a", photo + bytes(MAX_PHOTO_BYTES)):
        with pytest.raises(BadInput, match=f"{id}.*JPEG"):
            central.publisher.publish(content, {id: wrong})


def test_what_is_in_force_can_be_read_again(central) -> None:
    assert central.publisher.pages("oskemen") is None
    assert central.publisher.photos("oskemen") == {}
    publish_sample(central)

    assert len(central.publisher.pages("oskemen").pages) == 8
    assert len(central.publisher.photos("oskemen")) == 12


def test_a_mistyped_folder_of_photos_is_not_taken_for_no_photos(central, sample, tmp_path) -> None:
    with pytest.raises(BadInput, match="no such folder"):
        central.publish_directory(json.dumps(sample).encode(), tmp_path / "nowhere")


def test_two_sites_may_show_the_same_photo(central, sample, tmp_path) -> None:
    photo = b"\xff\xd8\xff" + bytes(100)
    (tmp_path / f"{sample['officials'][0]['id']}.jpg").write_bytes(photo)
    for site in ("oskemen", "almaty"):
        central.publish_directory(json.dumps({**sample, "site": site}).encode(), tmp_path)
    central.publish_directory(json.dumps(sample).encode())

    assert photo in dict(central.publisher.messages("almaty")).values()
    assert photo not in dict(central.publisher.messages("oskemen")).values()


def test_the_sample_pages_are_published_after_the_directory(central) -> None:
    publish_sample(central)

    messages = central.publisher.messages("oskemen")
    assert [type(topic) for topic, _ in messages[-2:]] == [DirectoryTopic, PagesTopic]
    pages = signed.read_pages(messages[-1][1].decode(), central.keys.signing.public_key())
    assert len(pages.pages) == 8
    assert {page.kind for page in pages.pages} == set(PageKind)


def test_new_pages_make_a_site_be_published_anew(central) -> None:
    publish_sample(central)
    before = central.publisher.newest()["oskemen"]

    version = central.publish_pages(b'{"site": "oskemen", "pages": []}')

    assert central.publisher.newest()["oskemen"] == version > before


def test_mistakes_in_pages_are_named(central) -> None:
    content = resources.files(central_sample).joinpath("pages.json").read_bytes()
    sample = json.loads(content)
    cases = {
        "used twice": lambda p: p["pages"].append(p["pages"][0]),
        "kind": lambda p: p["pages"][0].update(kind="news"),
        "`kk`": lambda p: p["pages"][0]["title"].pop("kk"),
        "site": lambda p: p.update(site="#"),
        "pages: .*100": lambda p: p.update(
            pages=[{**p["pages"][0], "id": f"p{n}"} for n in range(101)]
        ),
    }
    for problem, spoil in cases.items():
        wrong = json.loads(json.dumps(sample))
        spoil(wrong)
        with pytest.raises(BadInput, match=problem):
            central.publish_pages(json.dumps(wrong).encode())


def test_an_update_is_announced_to_every_site_and_anew_when_it_changes(central, tmp_path) -> None:
    publish_sample(central)
    bundle = tmp_path / "booth.raucb"
    bundle.write_bytes(b"hsqs 1")
    before = central.publisher.in_force()

    central.updates.publish(bundle, "1.2")

    assert central.publisher.in_force() != before
    topic, token = central.publisher.messages("oskemen")[-1]
    assert topic == UpdateTopic("oskemen")
    offered = signed.read_update(token.decode(), central.keys.signing.public_key())
    assert (offered.version, offered.size) == ("1.2", 6)
