"""The contract with central as an AsyncAPI 3 document, made from the types.

`python -m firmware.wire.contract` writes asyncapi.yaml beside this file; a test
compares them. The document is the booth's: what it sends and what it receives.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from types import MappingProxyType
from typing import Any

import msgspec

from firmware.appeals.manifest import Envelope, Manifest
from firmware.wire import messages, signed, topics
from firmware.wire.topics import Topic

TITLE = "Dialog booth"
JSON, JOSE, AGE, JPEG, BYTES = (
    "application/json",
    "application/jose",
    "application/age",
    "image/jpeg",
    "application/octet-stream",
)


@dataclass(frozen=True, slots=True)
class Traffic:
    """What goes over a topic. `inside` is the type of what is signed or sealed in it."""

    topic: type[Topic]
    sends: bool
    content: str
    types: tuple[Any, ...] = ()
    inside: tuple[Any, ...] = ()
    retained: bool = False


TRAFFIC: Mapping[str, Traffic] = MappingProxyType(
    {
        "online": Traffic(topics.OnlineTopic, True, JSON, (messages.Online,), retained=True),
        "health": Traffic(topics.HealthTopic, True, JSON, (messages.Health,), retained=True),
        "clipInit": Traffic(
            topics.InitTopic, True, JSON, (messages.Init,), inside=(Envelope, Manifest)
        ),
        "clipChunk": Traffic(topics.ChunkTopic, True, BYTES),
        "clipFin": Traffic(topics.FinTopic, True, BYTES),
        "clipState": Traffic(
            topics.ClipStateTopic,
            False,
            JSON,
            (messages.ClipState,),
            inside=(signed.StoredFacts,),
        ),
        "ask": Traffic(topics.AskTopic, True, AGE, inside=(messages.Ask,)),
        "reply": Traffic(
            topics.ReplyTopic, False, JOSE, inside=(signed.SealedReply, messages.Reply)
        ),
        "videoWant": Traffic(topics.VideoWantTopic, True, JSON, (messages.VideoWish,)),
        "videoState": Traffic(topics.VideoStateTopic, False, JSON, (messages.VideoState,)),
        "videoChunk": Traffic(topics.VideoChunkTopic, False, BYTES),
        "videoFin": Traffic(topics.VideoFinTopic, False, BYTES),
        "directory": Traffic(
            topics.DirectoryTopic, False, JOSE, inside=(signed.SignedDirectory,), retained=True
        ),
        "photo": Traffic(topics.PhotoTopic, False, JPEG, retained=True),
        "pages": Traffic(
            topics.PagesTopic, False, JOSE, inside=(signed.SignedPages,), retained=True
        ),
        "update": Traffic(
            topics.UpdateTopic, False, JOSE, inside=(signed.SignedUpdate,), retained=True
        ),
    }
)


def document() -> dict[str, Any]:
    """The whole document, ready to be written as YAML or JSON."""
    types = [kind for one in TRAFFIC.values() for kind in (*one.types, *one.inside)]
    found, schemas = msgspec.json.schema_components(
        types, ref_template="#/components/schemas/{name}"
    )
    shown = (_plain(one) for one in found)
    described = {
        name: ([next(shown) for _ in one.types], [next(shown) for _ in one.inside])
        for name, one in TRAFFIC.items()
    }
    made = {
        "asyncapi": "3.0.0",
        "info": {"title": TITLE, "version": topics.ROOT.rpartition("/")[2], "description": _ABOUT},
        "defaultContentType": JSON,
        "channels": {name: _channel(name, one) for name, one in TRAFFIC.items()},
        "operations": {name: _operation(name, one) for name, one in TRAFFIC.items()},
        "components": {
            "messages": {name: _message(one, *described[name]) for name, one in TRAFFIC.items()},
            "schemas": schemas,
            "parameters": _parameters(),
        },
    }
    even: dict[str, Any] = _even(made)
    return even


def _plain(schema: dict[str, Any]) -> dict[str, Any]:
    """Without OpenAPI's discriminator, which AsyncAPI writes otherwise; the tags tell enough."""
    return {key: value for key, value in schema.items() if key != "discriminator"}


def _even(part: Any) -> Any:
    """With descriptions on one line: Python 3.13 takes the indentation out of docstrings."""
    if isinstance(part, dict):
        return {
            key: " ".join(value.split())
            if key == "description" and isinstance(value, str)
            else _even(value)
            for key, value in part.items()
        }
    return [_even(one) for one in part] if isinstance(part, list | tuple) else part


_ABOUT = (
    "What a video-appeal booth and its central say to each other over MQTT. The broker is a wire: "
    "it may drop, repeat and reorder. Rules: docs/contract.md. Samples: vectors/ beside this file."
)


def _channel(name: str, one: Traffic) -> dict[str, Any]:
    address = f"{topics.ROOT}/{one.topic.template}"
    levels = [field.name for field in fields(one.topic)]
    return {
        "address": address,
        "description": _about(one.topic),
        "parameters": {level: {"$ref": f"#/components/parameters/{level}"} for level in levels},
        "messages": {name: {"$ref": f"#/components/messages/{name}"}},
    }


def _operation(name: str, one: Traffic) -> dict[str, Any]:
    return {
        "action": "send" if one.sends else "receive",
        "channel": {"$ref": f"#/channels/{name}"},
        "messages": [{"$ref": f"#/channels/{name}/messages/{name}"}],
        "bindings": {"mqtt": {"qos": 1, "retain": one.retained, "bindingVersion": "0.2.0"}},
    }


def _message(one: Traffic, payload: list[Any], inside: list[Any]) -> dict[str, Any]:
    made: dict[str, Any] = {
        "contentType": one.content,
        "summary": _about(one.topic),
        "payload": payload[0] if payload else _bytes(one.topic.limit),
        "x-max-bytes": one.topic.limit,
    }
    if inside:
        made["x-inside"] = inside
    return made


def _bytes(limit: int) -> dict[str, Any]:
    return {"type": "string", "format": "binary", "maxLength": limit}


def _parameters() -> dict[str, Any]:
    return {
        name: {"description": f"{about} Pattern: ^{topics.LEVELS[name]}$"}
        for name, about in _LEVEL_ABOUT.items()
    }


_LEVEL_ABOUT = {
    "site": "The city; the unit by which central's workers are split.",
    "booth": "The booth's three digits: CN of its certificate, and its MQTT user name.",
    "id": "The appeal, a UUIDv7.",
    "rid": "The question, a UUIDv7.",
    "offset": "Where in the sealed clip or video these bytes begin.",
    "size": "Bytes of the whole sealed clip or video.",
    "sha256": "Hash of the bytes: of the chunk, of the whole clip or video, or of the photo.",
}


def _about(kind: type[Topic]) -> str:
    return " ".join((kind.__doc__ or "").split())


def main() -> None:
    """Write asyncapi.yaml."""
    from pathlib import Path

    import yaml

    file = Path(__file__).with_name("asyncapi.yaml")
    text = yaml.safe_dump(document(), sort_keys=False, allow_unicode=True, width=98)
    file.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
