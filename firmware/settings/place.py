"""Who and where a booth is, how it talks to central, and what it keeps meanwhile."""

from typing import Annotated, Literal

from msgspec import Meta, Struct

from firmware.settings.about import about, part_of_day


class BoothSettings(Struct, frozen=True, kw_only=True):
    """Who and where this booth is."""

    id: Annotated[
        str,
        Meta(
            pattern=r"^(?!000)[0-9]{3}$",
            description="Number of this booth in its installation, three digits 001-999.",
        ),
    ] = "001"
    site: Annotated[
        str,
        Meta(
            pattern=r"^[a-z][a-z0-9-]{0,31}$",
            description="City (the unit by which central's workers are split): a-z, 0-9, -.",
        ),
    ] = "oskemen"
    name: Annotated[
        str, Meta(min_length=1, max_length=60, description="Name printed on the slip.")
    ] = "Диалог 001"
    address: Annotated[str, Meta(max_length=120, description="Address printed on the slip.")] = ""
    timezone: Annotated[
        str,
        Meta(
            pattern=r"^[A-Za-z_]+(/[A-Za-z_+-]+)*$",
            description="Time zone of the dates on screen and slip.",
        ),
    ] = "Asia/Almaty"
    keys: Annotated[
        str,
        Meta(min_length=1, description="Folder of this booth's own keys; made where missing."),
    ] = "/var/lib/dialog/keys"
    spool: Annotated[
        str, Meta(min_length=1, description="Folder of the database and the sealed files.")
    ] = "/var/lib/dialog/spool"


class CentralSettings(Struct, frozen=True, kw_only=True):
    """The other side: where it is and with which keys it opens and signs."""

    host: Annotated[str, Meta(min_length=1, description="Host of central's broker.")] = "127.0.0.1"
    port: Annotated[int, Meta(ge=1, le=65535, description="Port of central's broker.")] = 8883
    tls: Annotated[
        bool, about("Encrypt the line; false is refused unless the broker is on this machine.")
    ] = True
    protocol: Annotated[
        Literal["5", "3.1.1"],
        about('MQTT version: "5", or "3.1.1" for an older broker.'),
    ] = "5"
    ca: Annotated[str, about("File of central's own CA (PEM); empty: only without TLS.")] = (
        "/etc/dialog/ca.pem"
    )
    certificate: Annotated[
        str, about("File of this booth's certificate (PEM); empty: only without TLS.")
    ] = "/var/lib/dialog/keys/booth.pem"
    est: Annotated[
        str,
        Meta(
            pattern=r"^(([A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\]):([1-9][0-9]{0,3}|[1-5][0-9]{4}"
            r"|6[0-4][0-9]{3}|65[0-4][0-9]{2}|655[0-2][0-9]|6553[0-5]))?$",
            description="HOST:PORT where central gives certificates (EST); empty: they are "
            "brought by hand and not renewed.",
        ),
    ] = ""
    password: Annotated[
        str, about("File of the password, for a broker that knows booths by password; or empty.")
    ] = ""
    recipients: Annotated[
        tuple[Annotated[str, Meta(pattern=r"^age1[02-9ac-hj-np-z]{58}$")], ...],
        Meta(max_length=8, description="age recipients to which clips are sealed (city, escrow)."),
    ] = ()
    ask_recipient: Annotated[
        str,
        Meta(
            pattern=r"^(age1[02-9ac-hj-np-z]{58})?$",
            description="age recipient to which questions for an answer are sealed.",
        ),
    ] = ""
    signing_key: Annotated[
        str, Meta(min_length=1, description="File of central's public signing key (PEM, P-256).")
    ] = "/etc/dialog/central.pem"


class SpoolSettings(Struct, frozen=True, kw_only=True):
    """The disk between the two processes."""

    quota_mb: Annotated[
        int,
        Meta(ge=0, description="Megabytes that clips may take; 0: as much as the disk has."),
    ] = 0
    keep_stored_h: Annotated[
        int,
        Meta(
            ge=0,
            le=8760,
            description="Hours a clip stays on the booth after central took it over; 0: none.",
        ),
    ] = 0


class UplinkSettings(Struct, frozen=True, kw_only=True):
    """How the booth talks to central."""

    chunk_bytes: Annotated[
        int, Meta(ge=4096, le=1_048_576, description="Largest piece of a clip in one message.")
    ] = 262_144
    limit_kbit: Annotated[
        int,
        Meta(ge=0, le=1_000_000, description="Kilobits a second for clips; 0: no limit."),
    ] = 0
    hours: Annotated[
        str,
        part_of_day("When clips are sent, such as 22:00-06:00; empty: always."),
    ] = ""
    keepalive_s: Annotated[int, Meta(ge=5, le=600, description="MQTT keep-alive.")] = 30
    health_s: Annotated[int, Meta(ge=5, le=3600, description="Seconds between two healths.")] = 60
