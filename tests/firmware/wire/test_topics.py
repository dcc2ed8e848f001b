"""Topics are read back as they were written; anything else is refused."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firmware.wire import topics
from firmware.wire.errors import BadTopic, TooLarge

ID = "01999999-0000-7000-8000-000000000001"
SHA = "ab" * 32

site = st.from_regex(r"[a-z][a-z0-9-]{0,31}", fullmatch=True)
booth = st.integers(1, 999).map(lambda number: f"{number:03d}")
size = st.integers(0, 2**32)

any_topic = st.one_of(
    st.builds(topics.OnlineTopic, site, booth),
    st.builds(topics.HealthTopic, site, booth),
    st.builds(topics.InitTopic, site, booth, st.just(ID)),
    st.builds(topics.ChunkTopic, site, booth, st.just(ID), size, st.just(SHA)),
    st.builds(topics.FinTopic, site, booth, st.just(ID), size, st.just(SHA)),
    st.builds(topics.ClipStateTopic, site, booth, st.just(ID)),
    st.builds(topics.AskTopic, site, booth, st.just(ID)),
    st.builds(topics.ReplyTopic, site, booth, st.just(ID)),
    st.builds(topics.DirectoryTopic, site),
    st.builds(topics.PhotoTopic, site, st.just(SHA)),
    st.builds(topics.PagesTopic, site),
    st.builds(topics.UpdateTopic, site),
)


@given(any_topic)
def test_a_topic_is_read_back_as_it_was_written(topic: topics.Topic) -> None:
    assert topics.parse(str(topic)) == topic


def test_topics_are_written_as_the_contract_says() -> None:
    assert str(topics.ChunkTopic("oskemen", "001", ID, 262144, SHA)) == (
        f"dialog/1/oskemen/001/up/clip/{ID}/262144/{SHA}"
    )
    assert str(topics.FinTopic("oskemen", "001", ID, 7, SHA)) == (
        f"dialog/1/oskemen/001/up/clip/{ID}/fin/7/{SHA}"
    )
    assert str(topics.DirectoryTopic("oskemen")) == "dialog/1/oskemen/directory"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "dialog/2/oskemen/001/up/online",
        "dialog/1/oskemen/000/up/online",
        "dialog/1/oskemen/001/up/online/",
        "dialog/1/Oskemen/001/up/online",
        "dialog/1/oskemen/001/up/clip/../init",
        f"dialog/1/oskemen/001/up/clip/{ID}/01/{SHA}",
        f"dialog/1/oskemen/001/up/clip/{ID}/-1/{SHA}",
        f"dialog/1/oskemen/001/up/clip/{ID}/0/{SHA.upper()}",
        f"dialog/1/oskemen/001/up/clip/{ID}/init\n",
        "dialog/1/" + "a" * 400,
    ],
)
def test_what_is_not_a_topic_is_refused(text: str) -> None:
    with pytest.raises(BadTopic):
        topics.parse(text)


@given(st.text())
def test_any_text_is_a_topic_or_refused(text: str) -> None:
    with suppress(BadTopic):
        topics.parse(text)


@pytest.mark.parametrize("kind", topics.TOPICS)
def test_every_topic_has_a_limit(kind: type[topics.Topic]) -> None:
    levels = {"booth": "001", "id": ID, "rid": ID, "sha256": SHA, "offset": 0, "size": 0}
    names = [name for name in levels if "{" + name + "}" in kind.template]
    topic = kind(site="oskemen", **{name: levels[name] for name in names})
    topic.check_size(bytes(kind.limit))

    with pytest.raises(TooLarge) as caught:
        topic.check_size(bytes(kind.limit + 1))

    assert caught.value.place == str(topic)
