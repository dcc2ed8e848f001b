"""The published document is that of the types."""

import json
from pathlib import Path

import pytest
import yaml

from firmware.wire import contract, topics

FILE = Path(contract.__file__).with_name("asyncapi.yaml")


@pytest.fixture(scope="module")
def document():
    # As JSON has it: a tuple is a list.
    return json.loads(json.dumps(contract.document()))


def test_the_file_is_that_of_the_types(document):
    # python -m firmware.wire.contract writes it.
    assert yaml.safe_load(FILE.read_text(encoding="utf-8")) == document


def test_every_topic_is_a_channel_with_its_limit(document):
    addresses = {channel["address"] for channel in document["channels"].values()}

    assert addresses == {f"{topics.ROOT}/{kind.template}" for kind in topics.TOPICS}
    for name, one in contract.TRAFFIC.items():
        assert document["components"]["messages"][name]["x-max-bytes"] == one.topic.limit


def test_a_booth_sends_under_up_and_receives_the_rest(document):
    for name, operation in document["operations"].items():
        address = document["channels"][name]["address"]
        assert (operation["action"] == "send") == ("/up/" in address)


def test_no_reference_leads_nowhere(document):
    def references(part):
        if isinstance(part, dict):
            if "$ref" in part:
                yield part["$ref"]
            for value in part.values():
                yield from references(value)
        elif isinstance(part, list | tuple):
            for value in part:
                yield from references(value)

    for reference in references(document):
        part = document
        for step in reference.removeprefix("#/").split("/"):
            part = part[step]
