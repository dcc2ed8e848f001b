"""A booth with a central of its own, for steps in which updates come and go."""

from dataclasses import dataclass

import msgspec

from firmware.settings import CameraSettings, Settings, SoundSettings, UpdateSettings
from firmware.wire.messages import UpdateNews
from tests.boot.booth import Booth
from tests.boot.far_end import with_doubles
from tests.boot.far_side import FarSide
from tests.boot.machine import Machine
from tests.boot.orders import Orders
from tests.boot.pictures import Picture
from tests.boot.releases import Release
from tests.boot.step import Step

NEWS_S = 600.0
A, B = 2, 3
"""The partitions that a start takes for either system."""


def quick(settings: Settings) -> Settings:
    """The doubles, the virtual camera, and times of a test: nobody waits for the night."""
    settings = with_doubles(
        settings, CameraSettings(driver="virtual", width=640, height=360, fps=5)
    )
    return msgspec.structs.replace(
        settings,
        uplink=msgspec.structs.replace(settings.uplink, health_s=5),
        # SDL's output runs dry in an emulator all the time, and works at it.
        sound=SoundSettings(output="none"),
        update=UpdateSettings(hours="", settle_s=10, trial_s=300, again_s=20),
    )


@dataclass
class Lab:
    """What a step works with."""

    step: Step
    far: FarSide
    booth: Booth
    pictures: list[Picture]
    orders: Orders

    def offer(self, release: Release) -> None:
        """Announce it at central."""
        self.far.publish(release.file, release.version)

    def told(
        self, machine: Machine, release: Release, state: str, seconds: float = NEWS_S
    ) -> UpdateNews:
        """Wait until health says that of the release; it also ends with the machine."""
        found: list[UpdateNews] = []

        def said() -> bool:
            news = self.far.news()
            if news and (news.state, news.version) == (state, release.version):
                found.append(news)
            return bool(found)

        machine.until(f"{release.name} {release.version}: {state}", said, seconds)
        return found[0]
