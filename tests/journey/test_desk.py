"""From the booth to the official's desk and back to the booth: each as what it is.

A scripted citizen makes an appeal at a kiosk in a process of its own; the SMS leads an
official to the desk in a real browser, where the clip plays and is answered; the booth,
given the number, shows the answer, and so does the public page.
"""

import json
import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pyotp
import pytest
from playwright.sync_api import Browser, Page, expect

from central.components import now
from central.desk.settings import DeskSettings
from central.rights import Role
from central.settings import CentralSettings, SmsSettings
from firmware.appeals.appeal import Language
from firmware.demo.installation import Installation, Wanted
from tests.conftest import until

ROOT = Path(__file__).parents[2]
PICTURES = ROOT / "build" / "journey"
PASSWORD = "көктемгі су тасқыны"
ANSWER = "Аула шамдары 5 желтоқсанға дейін жөнделеді."
OFFICIAL = "zhylybaeva"


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as found:
        return int(found.getsockname()[1])


@pytest.fixture
def installation(tmp_path: Path) -> Iterator[Installation]:
    # A link in an SMS names the port, so it must be known before.
    desk = DeskSettings(port=free_port())
    sms = SmsSettings(kind="file", quiet_from="00:00", quiet_until="00:00")
    settings = CentralSettings.on_free_ports(tmp_path / "central", sms=sms)
    made = Installation(tmp_path, Wanted(), replace(settings, desk=desk))
    made.central.people.add(
        OFFICIAL,
        "Айсәуле Жылыбаева",
        Role.OFFICIAL,
        PASSWORD,
        Language.KK,
        site="oskemen",
        official=OFFICIAL,
        phone="+77011230000",
    )
    made.start()
    yield made
    made.stop()


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    context = chromium.new_context(viewport={"width": 1280, "height": 900})
    context.set_default_timeout(20_000)
    yield context.new_page()
    context.close()


def kiosk(installation: Installation, *arguments: str) -> list[dict[str, str]]:
    """A visit to its end; what it said."""
    command = [sys.executable, "-m", "tests.journey.scripted_kiosk", str(installation.config)]
    ran = subprocess.run(
        [*command, *arguments], cwd=ROOT, stdout=subprocess.PIPE, text=True, timeout=150, check=True
    )
    return [json.loads(line) for line in ran.stdout.splitlines() if line.startswith("{")]


def messages(installation: Installation) -> list[dict[str, str]]:
    file = installation.central.settings.data / "sms.jsonl"
    return [json.loads(line) for line in file.read_text("utf-8").splitlines()]


def sign_in(page: Page, link: str) -> None:
    """As the SMS leads: the link, the password, the one-time code."""
    page.goto(link)
    page.fill("[name=login]", OFFICIAL)
    page.fill("[name=password]", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/code**")
    secret = page.inner_text(".secret").replace(" ", "")
    page.fill("[name=code]", pyotp.TOTP(secret).at(now()))
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/case/[0-9a-f-]{36}"))


def play(page: Page) -> dict[str, float]:
    """Play the clip, and what the player then says of itself."""
    page.evaluate("document.querySelector('video').play()")
    until(lambda: page.evaluate("document.querySelector('video').currentTime") > 0.5, "moving time")
    return page.evaluate(
        """() => {
            const video = document.querySelector('video');
            return {
                time: video.currentTime,
                width: video.videoWidth,
                sound: video.webkitAudioDecodedByteCount,
                length: video.duration,
            };
        }"""
    )


def test_an_appeal_goes_to_the_desk_and_its_answer_back_to_the_booth(
    installation: Installation, page: Page
) -> None:
    PICTURES.mkdir(parents=True, exist_ok=True)
    said = next(line for line in kiosk(installation, "3") if "number" in line)
    entry = installation.central.wait_for_appeal(said["number"], 30)
    assert entry is not None
    until(lambda: len(messages(installation)) == 2, "an SMS to citizen and official")
    links = [re.search(r"http\S+", message["text"]) for message in messages(installation)]
    link = next(found[0] for found in links if found)

    sign_in(page, link)
    assert entry.id in page.url
    playing = play(page)
    assert playing["time"] > 0.5
    assert playing["width"] == 1280
    assert playing["sound"] > 0
    assert abs(playing["length"] - entry.duration_ms / 1000) < 0.5
    page.screenshot(path=PICTURES / "desk-case.png", full_page=True)
    page.click("#do-answer summary")
    page.fill("#do-answer textarea", ANSWER)
    page.click("#do-answer button.main")
    expect(page.locator(".badge.answered").first).to_be_visible()
    page.screenshot(path=PICTURES / "desk-answered.png", full_page=True)

    shown = next(line for line in kiosk(installation, "0", said["number"]) if "text" in line)
    assert (shown["status"], shown["text"]) == ("answered", ANSWER)
    picture = installation.config.with_name("answer.png")
    (PICTURES / "booth-answer.png").write_bytes(picture.read_bytes())

    page.goto(str(installation.central.public_address))
    page.fill("#number", said["number"])
    page.click("button.main")
    expect(page.get_by_text(ANSWER)).to_be_visible()
    page.screenshot(path=PICTURES / "public-answer.png", full_page=True)
