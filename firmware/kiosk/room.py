"""Whether the disk has room for one more appeal, said before the citizen speaks."""

import shutil
from pathlib import Path

from firmware.settings import Settings

# Sound, the container, age and the papers, and what a rate-controlled encoder overshoots.
_MARGIN = 1.3
_AUDIO_BITS = 64_000
# The database, the photos and the uplink's reserve go on growing meanwhile.
_SPARE_BYTES = 32 * 1024 * 1024


def longest_clip_bytes(settings: Settings) -> int:
    """How large a clip with every extension may become."""
    visit = settings.visit
    seconds = visit.clip_s + visit.extensions * visit.extend_s
    return round(seconds * (settings.camera.bitrate + _AUDIO_BITS) / 8 * _MARGIN)


class Room:
    """Looks at the disk of the spool; for a worker thread."""

    def __init__(self, spool: Path, settings: Settings) -> None:
        self._folder = spool
        self._needed = longest_clip_bytes(settings) + _SPARE_BYTES

    def is_there(self) -> bool:
        """Whether one longest clip fits."""
        return shutil.disk_usage(self._folder).free >= self._needed
