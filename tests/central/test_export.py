"""A case as one file."""

import io
import json
import zipfile
from hashlib import sha256

import pytest

from central.errors import CannotOpen
from central.export import Exporter
from firmware.appeals.appeal import Language


class Pipe(io.RawIOBase):
    """A stream that cannot go back, as a network's."""

    def __init__(self) -> None:
        self.content = bytearray()

    def writable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return False

    def write(self, content) -> int:
        self.content += content
        return len(content)


@pytest.fixture
def exporter(central) -> Exporter:
    return central.exporter


@pytest.fixture
def stored(central, offer):
    clip = offer()
    central.receiver.receive([clip.init, clip.chunk(0, len(clip.sealed)), clip.fin])
    return clip


def export(exporter, central, stored) -> zipfile.ZipFile:
    pipe = Pipe()
    exporter.write(central.registry.find(stored.id), pipe)
    return zipfile.ZipFile(io.BytesIO(bytes(pipe.content)))


def test_a_case_has_its_facts_its_clip_its_answers_and_its_audit(
    central, exporter, stored, film
) -> None:
    central.extend(stored.id, 3, "Ждём.")
    central.give_answer(stored.id, "Яма засыпана.", Language.RU, film("answer.mp4"))

    archive = export(exporter, central, stored)

    case = json.loads(archive.read("case.json"))
    assert (case["id"], case["state"], case["number"]) == (stored.id, "answered", stored.number)
    assert case["envelope"]["clip"]["sha256"] == sha256(stored.sealed).hexdigest()
    assert [answer["text"] for answer in case["answers"]] == ["Яма засыпана."]
    assert [extension["days"] for extension in case["extensions"]] == [3]
    acts = json.loads(archive.read("audit.json"))
    assert [acted["act"] for acted in acts] == ["extend", "answer"]
    assert [acted["hash"] for acted in acts] == [
        acted.hash for acted in central.audit.of(stored.id)
    ]
    assert archive.read("clip.mp4") == stored.plain
    assert archive.read("answer-1.mp4")[4:8] == b"ftyp"


def test_every_file_of_a_case_is_as_its_hash_says(central, exporter, stored) -> None:
    archive = export(exporter, central, stored)

    lines = archive.read("SHA256SUMS").decode().splitlines()
    sums = dict(reversed(line.split("  ")) for line in lines)
    assert set(sums) == set(archive.namelist()) - {"SHA256SUMS"}
    assert all(sha256(archive.read(name)).hexdigest() == sums[name] for name in sums)


def test_a_clip_that_does_not_open_is_no_export(central, exporter, stored) -> None:
    (central.store.clips / f"{stored.id}.clip.age").write_bytes(
        b"age-encryption.org/v1\n-> spoiled"
    )

    with pytest.raises(CannotOpen):
        export(exporter, central, stored)
