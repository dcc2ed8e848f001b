"""The answer: text, uploaded video, what is refused, and what lies where meanwhile."""

import stat

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from central.desk.jobs import Jobs
from central.desk.uploads import Upload, sweep
from central.errors import BadInput
from central.models import AppealState
from central.notices.events import Event
from central.rights import Role

BOUNDARY = "x0x"


@pytest.fixture
def desk(signed_in, appeal):
    """An appeal and a browser that answers it."""
    id, reader = appeal(), signed_in()

    def answer(video: bytes | None = None, **fields: str):
        data = {"csrf": reader.csrf, "text": "Жауап", "language": "kk", **fields}
        file = ("a.webm", video) if video is not None else ("", b"")
        return reader.post(f"/case/{id}/answer", data=data, files={"video": file})

    answer.id, answer.reader = id, reader
    return answer


@pytest.fixture
def settled(until_true):
    """Waits for the page of a job to lead on."""

    def wait(reader, path: str):
        assert until_true(lambda: "progress" not in reader.get(path).text)
        return reader.get(path)

    return wait


def test_a_text_is_an_answer(desk, parts, told) -> None:
    response = desk(text="  Су құбыры\r\nжөнделеді. ")

    assert response.headers["location"] == f"/case/{desk.id}?done=answered"
    given_answer = parts.registry.find(desk.id).answer
    assert given_answer.text == "Су құбыры\nжөнделеді."
    assert given_answer.language == "kk"
    assert told.events == [(Event.ANSWERED, desk.id)]


def test_a_video_is_made_ready_and_its_upload_is_gone(desk, parts, film, settled, central) -> None:
    response = desk(film("a.webm", video="libvpx", sound="libopus").read_bytes())
    job = response.headers["location"]
    assert job.startswith(f"/case/{desk.id}/answering/")

    assert settled(desk.reader, job).headers["location"] == f"/case/{desk.id}?done=answered"

    assert parts.registry.find(desk.id).answer.video.duration_ms >= 1900
    assert list((central.settings.data / "uploads").iterdir()) == []
    page = desk.reader.get(f"/case/{desk.id}").text
    assert f"/case/{desk.id}/answer.mp4" in page
    video = desk.reader.get(f"/case/{desk.id}/answer.mp4")
    assert video.headers["content-type"] == "video/mp4"
    assert b"ftyp" in video.content[:12]


@pytest.mark.parametrize("change", [{"active": False}, {"official": "sukhorechny"}])
def test_who_lost_the_right_while_the_video_was_made_gives_no_answer(
    desk, parts, film, central, monkeypatch, until_true, change
) -> None:
    put, made = central.videos.put, []

    def put_slowly(*arguments):
        video = put(*arguments)
        parts.people.change("official", **change)
        made.append(video.id)
        return video

    monkeypatch.setattr(central.videos, "put", put_slowly)

    desk(film("a.webm", video="libvpx", sound="libopus").read_bytes())

    assert until_true(lambda: made and not list((central.settings.data / "uploads").iterdir()))
    assert parts.registry.find(desk.id).answer is None
    assert list(central.store.answers.glob("*.age")) == []


def test_what_is_no_video_is_said_and_the_text_is_kept(desk, parts, settled, central) -> None:
    job = desk(b"this is no video", text="Ұзақ жауап").headers["location"]

    page = settled(desk.reader, job)

    assert page.status_code == 422
    assert "This video cannot be used." in page.text
    assert "Ұзақ жауап" in page.text
    assert parts.registry.find(desk.id).state is AppealState.RECEIVED
    assert list((central.settings.data / "uploads").iterdir()) == []


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"text": " "}, "text"),
        ({"text": "x" * 16_001}, "text"),
        ({"language": "de"}, "language"),
        ({"text": "", "video": "yes"}, "video"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field(desk, parts, central, fields, wrong) -> None:
    response = desk(b"a video" if fields.pop("video", "") else None, **fields)

    assert response.status_code == 422
    assert f'id="answer-{wrong}-error"' in response.text
    assert parts.registry.find(desk.id).answer is None
    folder = central.settings.data / "uploads"
    assert not folder.exists() or list(folder.iterdir()) == []


def test_the_longest_answer_passes(desk, parts) -> None:
    assert desk(text="Ғ" * 16_000).status_code == 303
    assert len(parts.registry.find(desk.id).answer.text) == 16_000


def test_the_token_comes_before_the_file(desk, central) -> None:
    body = (
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="video"; filename="a"\r\n\r\n'
        f'video\r\n--{BOUNDARY}\r\nContent-Disposition: form-data; name="csrf"\r\n\r\n'
        f"{desk.reader.csrf}\r\n--{BOUNDARY}--\r\n"
    )

    assert post(desk, body.encode()).status_code == 403
    assert not (central.settings.data / "uploads").exists()


def test_more_than_one_file_is_refused(desk, central) -> None:
    part = 'Content-Disposition: form-data; name="{}"{}\r\n\r\n{}\r\n'
    parts = [
        part.format("csrf", "", desk.reader.csrf),
        part.format("video", '; filename="a"', "one"),
        part.format("video", '; filename="b"', "two"),
    ]
    body = "".join(f"--{BOUNDARY}\r\n{one}" for one in parts) + f"--{BOUNDARY}--\r\n"

    assert post(desk, body.encode()).status_code == 400
    assert list((central.settings.data / "uploads").iterdir()) == []


def test_a_form_of_another_kind_is_refused(desk) -> None:
    assert desk.reader.fill_in(f"/case/{desk.id}/answer", text="x").status_code == 400


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(body=st.binary(max_size=400))
def test_no_bytes_break_the_reading_of_a_form(desk, body) -> None:
    for sent in (body, f"--{BOUNDARY}\r\n".encode() + body + f"--{BOUNDARY}--".encode()):
        assert post(desk, sent).status_code in (400, 403, 413)


def post(desk, body: bytes):
    kind = {"Content-Type": f"multipart/form-data; boundary={BOUNDARY}"}
    return desk.reader.post(f"/case/{desk.id}/answer", content=body, headers=kind)


def test_another_persons_job_is_not_there(desk, signed_in, film, settled) -> None:
    job = desk(film("a.mp4").read_bytes()).headers["location"]
    other = signed_in(login="colleague")

    assert other.get(job).status_code == 404
    settled(desk.reader, job)


def test_an_uploaded_file_is_for_its_owner_alone_and_goes_when_the_work_fails(tmp_path) -> None:
    folder = tmp_path / "uploads"
    folder.mkdir()
    file = folder / "a"
    file.touch(0o600)
    upload, seen = Upload(), []
    upload.file = file
    jobs = Jobs(tmp_path / "other")

    def work(given_file, _progress) -> None:
        seen.append(given_file)
        raise BadInput("unfit")

    job = jobs.begin("case", 1, upload, work)
    jobs.close()

    assert seen == [file]
    assert job.state == "unfit"
    assert not file.exists()


def test_an_upload_has_the_mode_of_a_secret(desk, parts, monkeypatch, film, settled) -> None:
    modes = []
    answer = parts.cases.answer

    def look(by, case, text, language, video=None, progress=None) -> None:
        modes.append(stat.S_IMODE(video.stat().st_mode) | stat.S_IMODE(video.parent.stat().st_mode))
        answer(by, case, text, language, video, progress)

    monkeypatch.setattr(parts.cases, "answer", look)
    settled(desk.reader, desk(film("a.mp4").read_bytes()).headers["location"])

    assert modes == [0o700]


def test_what_a_crash_left_is_swept_away(tmp_path) -> None:
    (tmp_path / "left").write_bytes(b"x")
    sweep(tmp_path)

    assert list(tmp_path.iterdir()) == []


def test_a_template_begins_the_answer_only_where_it_is_offered(signed_in, appeal) -> None:
    id, other = appeal(), appeal(addressee="sukhorechny")
    mine, theirs = signed_in(), signed_in(login="other", official="sukhorechny")
    for reader, title in ((mine, "Mine"), (theirs, "Theirs")):
        reader.fill_in("/templates", title=title, language="kk", text=f"{title} text")

    assert "Mine text" in mine.get(f"/case/{id}?template=1").text.split("<textarea")[1]
    assert "Theirs text" not in mine.get(f"/case/{id}?template=2").text
    assert "Theirs text" in theirs.get(f"/case/{other}?template=2").text
    for strange in ("x", "-1", "9" * 30, "٣"):
        assert mine.get(f"/case/{id}", params={"template": strange}).status_code == 200


def test_a_registrar_has_no_answer_to_give(signed_in, appeal) -> None:
    page = signed_in(Role.REGISTRAR).get(f"/case/{appeal()}").text

    assert "do-answer" not in page
    assert "do-forward" in page
