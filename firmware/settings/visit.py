"""What a visit is like, and what an engineer needs."""

from typing import Annotated, Literal

from msgspec import Meta, Struct

from firmware.settings.about import about


class VisitSettings(Struct, frozen=True, kw_only=True):
    """How long a visit may take and what it asks."""

    clip_s: Annotated[int, Meta(ge=10, le=600, description="Length of an appeal, seconds.")] = 120
    extend_s: Annotated[int, Meta(ge=0, le=300, description="Seconds that one extension adds.")] = (
        60
    )
    extensions: Annotated[int, Meta(ge=0, le=5, description="How many extensions at most.")] = 2
    takes: Annotated[int, Meta(ge=1, le=10, description="How often one may record anew.")] = 3
    warn_s: Annotated[
        int, Meta(ge=20, le=120, description="Warning before a time-out (WCAG 2.2.1: 20 at least).")
    ] = 20
    walk_away: Annotated[
        Literal["discard", "send"],
        about("What happens to a recording whose citizen walks away at the review."),
    ] = "discard"
    keep_days: Annotated[
        int, Meta(ge=1, le=3650, description="How long central keeps a clip; shown in the consent.")
    ] = 365
    answers_kk: Annotated[
        str, Meta(max_length=120, description="Other ways to an answer, in Kazakh; on the slip.")
    ] = ""
    answers_ru: Annotated[str, Meta(max_length=120, description="The same in Russian.")] = ""
    answers_en: Annotated[str, Meta(max_length=120, description="The same in English.")] = ""

    def other_ways(self, language: str) -> str:
        """Other ways to an answer in a language: kk, ru or en."""
        return {"kk": self.answers_kk, "ru": self.answers_ru, "en": self.answers_en}[language]


class VoiceSettings(Struct, frozen=True, kw_only=True):
    """Spoken prompts, for citizens who switch them on."""

    driver: Annotated[
        Literal["espeak", "none"],
        about("espeak (the program espeak-ng; recorded clips come first), or none: no voice."),
    ] = "espeak"


class ServiceSettings(Struct, frozen=True, kw_only=True):
    """The service menu on the screen, for the engineer."""

    usb: Annotated[
        str,
        Meta(min_length=1, description="Folder where a USB stick is mounted, for the export."),
    ] = "/media/dialog-usb"

    pin_hash: Annotated[
        str,
        Meta(
            pattern=r"^(scrypt:[0-9a-f]{32}:[0-9a-f]{64})?$",
            description="Hash of this booth's PIN, made by `booth service-pin`; empty: no menu.",
        ),
    ] = ""


class LogSettings(Struct, frozen=True, kw_only=True):
    """The log: to standard error, which systemd keeps."""

    level: Annotated[
        Literal["debug", "info", "warning", "error"], about("The least level that is written.")
    ] = "info"
