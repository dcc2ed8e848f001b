"""How a setting says what it means."""

from msgspec import Meta


def about(text: str) -> Meta:
    """What a setting means, for booth.toml and for errors."""
    return Meta(description=text)


def pin(text: str) -> Meta:
    """The setting of a pin that may be left out."""
    return Meta(ge=-1, le=27, description=f"{text} -1: not wired.")


def part_of_day(text: str) -> Meta:
    """The setting of a part of the day, HH:MM-HH:MM, or empty."""
    time = "([01][0-9]|2[0-3]):[0-5][0-9]"
    return Meta(pattern=f"^({time}-{time})?$", description=text)
