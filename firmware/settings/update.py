"""How a booth gets a new system."""

from pathlib import Path
from typing import Annotated

from msgspec import Meta, Struct

from firmware.settings.about import part_of_day


class UpdateSettings(Struct, frozen=True, kw_only=True):
    """How a booth gets a new system."""

    folder: Annotated[
        str, Meta(min_length=1, description="Folder of what is fetched and what is known of it.")
    ] = "/var/lib/dialog/update"
    hours: Annotated[
        str,
        part_of_day("When central's update is fetched and tried; empty: at any time."),
    ] = "01:00-05:00"
    settle_s: Annotated[
        int, Meta(ge=1, le=3600, description="Seconds for which all works until it is kept.")
    ] = 120
    trial_s: Annotated[
        int,
        Meta(ge=60, le=7200, description="Seconds after which one that does not work goes."),
    ] = 900

    again_s: Annotated[
        int,
        Meta(ge=0, le=86400, description="Seconds until one that was returned is tried again."),
    ] = 3600

    @property
    def ledger(self) -> Path:
        """What is known of updates; its first words go into the booth's health."""
        return Path(self.folder) / "ledger.json"
