"""A real browser before a desk on a port: Debian's Chromium, driven by Playwright."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta

import pyotp
import pytest
from playwright.sync_api import Browser, Page

from central.desk.app import create_app
from central.desk.listener import DeskListener
from central.desk.models import ReplyTemplate
from central.desk.parts import DeskParts
from central.desk.settings import DeskSettings
from central.models import Answer, AppealState, Booth, Certificate, Trouble
from central.notices.models import Notice, NoticeState
from central.rights import Role
from central.sample.film import draw_film
from firmware.appeals.appeal import Language
from firmware.wire import messages
from firmware.wire.messages import Condition, Health

PASSWORD = "a long password"
# As the booth's own muxer writes them.
FRAGMENTS = {"movflags": "empty_moov+default_base_moof+skip_trailer", "frag_duration": "500000"}


@pytest.fixture(scope="session")
def clip(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """Eight seconds as a booth records them."""
    file = tmp_path_factory.mktemp("clip") / "clip.mp4"
    draw_film(file, 0, 8.0, FRAGMENTS)
    return file.read_bytes()


@dataclass
class Site:
    """A desk that listens."""

    address: str
    parts: DeskParts
    sign_in: Callable[..., Page]


@pytest.fixture
def site(make_parts, clocks, chromium: Browser) -> Iterator[Site]:
    made: list[DeskParts] = []

    def make_app(address: str):
        made.append(make_parts(address))
        return create_app(made[0])

    listener = DeskListener(DeskSettings(port=0), make_app)
    listener.start()
    contexts = []

    def sign_in(login: str, width: int = 1280, **options) -> Page:
        context = chromium.new_context(viewport={"width": width, "height": 900}, **options)
        context.set_default_timeout(20_000)
        contexts.append(context)
        page = context.new_page()
        page.goto(f"{listener.address}/sign-in")
        page.fill("[name=login]", login)
        page.fill("[name=password]", PASSWORD)
        page.keyboard.press("Enter")
        page.wait_for_url("**/code**")
        clocks.forward(seconds=90)
        secret = made[0].people.find(login).totp
        page.fill("[name=code]", pyotp.TOTP(secret).at(clocks.now()))
        page.keyboard.press("Enter")
        page.wait_for_url(lambda url: "/code" not in url)
        return page

    yield Site(listener.address, made[0], sign_in)
    for context in contexts:
        context.close()
    listener.stop()
    assert not [thread for thread in threading.enumerate() if thread.name == "desk"]


@pytest.fixture
def busy(site: Site, central, appeal, clocks, clip) -> dict[str, str]:
    """A desk where much has happened; ids of some appeals by what they are."""
    day, today = timedelta(days=1), site.parts.today()
    people = site.parts.people
    people.add(
        "boss",
        "Дархан Әбенов",
        Role.OFFICIAL,
        PASSWORD,
        Language.KK,
        site="oskemen",
        official="sukhorechny",
        phone="+77011234501",
    )
    people.add(
        "official",
        "Айсәуле Жылыбаева",
        Role.OFFICIAL,
        PASSWORD,
        Language.EN,
        site="oskemen",
        official="zhylybaeva",
        phone="+77011234502",
        superior=people.find("boss").id,
        substitute=people.find("boss").id,
        away_until=today - day,
    )
    for role in (Role.REGISTRAR, Role.OPERATOR, Role.AUDITOR):
        people.add(str(role), f"The {role}", role, PASSWORD, Language.EN)
    ids = {
        "late": appeal(
            plain=clip,
            promised=today - 3 * day,
            legal=today + 4 * day,
            received_at=(clocks.now() - 17 * day).isoformat(),
        ),
        "today": appeal(
            plain=clip,
            promised=today,
            legal=today + 7 * day,
            received_at=(clocks.now() - 14 * day).isoformat(),
        ),
        "new": appeal(plain=clip),
        "answered": appeal(
            plain=clip,
            state=AppealState.ANSWERED,
            received_at=(clocks.now() - 30 * day).isoformat(),
            closed_at=(clocks.now() - 21 * day).isoformat(),
        ),
        "other": appeal(addressee="sukhorechny", plain=clip),
        "quarantined": appeal(
            plain=clip, state=AppealState.QUARANTINED, reason="manifest: of another clip"
        ),
    }
    official = people.find("official")
    with central.store.transaction():
        answer = Answer.create(
            appeal=ids["answered"],
            text="Су құбыры 3 желтоқсанда жөнделеді.",
            language="kk",
            answered_at=clocks.now().isoformat(),
            rating="good",
        )
        assert answer
        Notice.create(
            appeal=ids["late"],
            event="arrived",
            recipient=f"person {official.id}",
            phone="",
            text="",
            queued_at=clocks.now().isoformat(),
            not_before=clocks.now().isoformat(),
            state=NoticeState.DELIVERED,
        )
        Notice.create(
            appeal=ids["late"],
            event="due_0",
            recipient=f"person {official.id}",
            phone="",
            text="",
            queued_at=clocks.now().isoformat(),
            not_before=clocks.now().isoformat(),
        )
        ReplyTemplate.create(
            official=None,
            language="ru",
            title="Принято к работе",
            text="Ваше обращение принято к работе.",
        )
        ReplyTemplate.create(
            official="oskemen/zhylybaeva",
            language="kk",
            title="Жөндеу кестесі",
            text="Жөндеу кестесі қаланың сайтында жарияланған.",
        )
        health = Health(
            uptime_s=700_000,
            clock="trusted",
            version="0.1.0",
            waiting=2,
            oldest_waiting=clocks.now() - timedelta(hours=5),
            disk_free_mb=21_000,
            disk_used_percent=34,
            days_left=120,
            directory_version=3,
            refused_messages=0,
            devices=Condition(
                in_order=True,
                camera=True,
                microphone=True,
                printer="online",
                paper="near_end",
                mains=True,
                temperature_c=51,
            ),
            counts={"visits.sent": 31, "visits.left": 4},
        )
        Booth.update(
            online=1,
            online_since=(clocks.now() - 6 * day).isoformat(),
            heard_at=clocks.now().isoformat(),
            health=messages.write(health).decode(),
        ).where(Booth.id == "001").execute()
        Booth.create(
            id="002", site="oskemen", online=0, online_since=(clocks.now() - day).isoformat()
        )
        Trouble.create(booth="002", what="camera", since=(clocks.now() - day).isoformat())
        Certificate.create(
            serial="1f",
            booth="001",
            issued_at=clocks.now().isoformat(),
            until=(clocks.now() + 60 * day).isoformat(),
        )
    return ids
