"""How large things may become, from the settings: what must fit before anybody speaks."""

from firmware.settings import Settings

# Sound, the container, age and the papers, and what a rate-controlled encoder overshoots.
_MARGIN = 1.3
_AUDIO_BITS = 64_000


def longest_clip_bytes(settings: Settings) -> int:
    """How large a clip with every extension may become."""
    visit = settings.visit
    seconds = visit.clip_s + visit.extensions * visit.extend_s
    return round(seconds * (settings.camera.bitrate + _AUDIO_BITS) / 8 * _MARGIN)
