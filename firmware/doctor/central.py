"""Keys, certificate, the line to central, and what lies in the spool."""

import queue
from datetime import timedelta
from pathlib import Path

from cryptography import x509
from paho.mqtt.client import Client, ConnectFlags, MQTTv5, MQTTv311
from paho.mqtt.enums import CallbackAPIVersion
from paho.mqtt.properties import Properties
from paho.mqtt.reasoncodes import ReasonCode

from firmware.appeals.errors import AppealError
from firmware.appeals.own_key import BOOTH_KEY
from firmware.appeals.sealing import parse_recipients
from firmware.appeals.signing import load_key, load_public
from firmware.doctor.finding import Finding, Patient, broken, fine, warning, words
from firmware.spool.errors import NoSpool, SpoolError
from firmware.spool.export import waiting
from firmware.spool.mailbox import KioskMailbox
from firmware.spool.shelf import Shelf
from firmware.spool.spool import open_existing
from firmware.uplink.errors import UplinkError
from firmware.uplink.line import authenticate

EXPIRES_SOON = timedelta(days=30)
CONNECT_WITHIN_S = 10.0


def keys(patient: Patient) -> Finding:
    """The booth's own key and the public keys of central."""
    booth, central = patient.settings.booth, patient.settings.central
    own = Path(booth.keys) / BOOTH_KEY
    try:
        if own.exists():
            load_key(own)
        load_public(Path(central.signing_key))
        parse_recipients([*central.recipients, central.ask_recipient])
    except (AppealError, OSError) as error:
        return broken(words(error), "copy central's keys anew; `central booth add` makes them")
    if not central.recipients:
        return broken("no recipient: nobody could open a clip", "set central.recipients")
    if not own.exists():
        return warning(f"{own} is not there yet", "the kiosk makes it at its first start")
    return fine(f"own key, central's signing key, {len(central.recipients)} recipients")


def certificate(patient: Patient) -> Finding:
    """Whether the booth's certificate is its own and valid."""
    central, booth = patient.settings.central, patient.settings.booth
    if not central.tls or not central.certificate:
        return (
            fine("not needed: no TLS")
            if not central.tls
            else warning(
                "none: the broker must know this booth by password", "set central.certificate"
            )
        )
    file = Path(central.certificate)
    try:
        found = x509.load_pem_x509_certificate(file.read_bytes())
        key = load_key(Path(booth.keys) / BOOTH_KEY)
    except (OSError, ValueError, AppealError) as error:
        return broken(words(error), "ask central for a code, then `booth enrol`")
    if found.public_key() != key.public_key():
        return broken(
            f"{file} is not of this booth's key", "ask central for a code, then `booth enrol`"
        )
    left = found.not_valid_after_utc - patient.clock.now()
    said = f"until {found.not_valid_after_utc:%Y-%m-%d}"
    if left < timedelta():
        return broken(f"{said}: it has expired", "ask central for a code, then `booth enrol`")
    if left < EXPIRES_SOON:
        return warning(f"{said}: {left.days} days left", "see why the uplink did not renew it")
    return fine(said)


def line(patient: Patient) -> Finding:
    """Whether the broker lets this booth in, with its own credentials."""
    settings, central = patient.settings, patient.settings.central
    where = f"{central.host}:{central.port}"
    reasons: queue.SimpleQueue[ReasonCode] = queue.SimpleQueue()
    # Not the uplink's client id: the broker would end its connection for ours.
    client = Client(
        CallbackAPIVersion.VERSION2,
        client_id=f"{settings.booth.id}-doctor",
        protocol=MQTTv5 if central.protocol == "5" else MQTTv311,
        reconnect_on_failure=False,
    )

    def connected(
        _client: Client,
        _userdata: object,
        _flags: ConnectFlags,
        reason: ReasonCode,
        _properties: Properties | None,
    ) -> None:
        reasons.put(reason)

    client.on_connect = connected
    client.connect_timeout = CONNECT_WITHIN_S
    try:
        authenticate(client, settings)
        client.connect(central.host, central.port)
    except UplinkError as error:
        return broken(str(error), "correct booth.toml or enrol this booth")
    except (OSError, ValueError) as error:
        return broken(f"{where}: {words(error)}", "check cable, router, and central.host and port")
    client.loop_start()
    try:
        reason = reasons.get(timeout=CONNECT_WITHIN_S)
    except queue.Empty:
        return broken(f"{where} does not answer", "is a broker there? is it the right port?")
    finally:
        client.disconnect()
        client.loop_stop()
    if reason.is_failure:
        return broken(f"{where}: {reason}", "central does not know this booth: `central booth add`")
    return fine(f"{where} lets this booth in")


def spool(patient: Patient) -> Finding:
    """Whether the database is sound, what waits, and what central has sent."""
    folder = Path(patient.settings.booth.spool)
    try:
        opened = open_existing(folder)
        with opened.connection():
            count = len(waiting(opened))
            directory = Shelf(opened).directory()
            online = KioskMailbox(opened).online()
    except NoSpool:
        return warning("none yet", "the kiosk makes it at its first start")
    except (SpoolError, OSError) as error:
        return broken(words(error), "start the kiosk: it rebuilds the database from the envelopes")
    said = f"database sound, {count} appeals wait"
    if directory is None:
        return warning(f"{said}, no directory yet", "bring the line to central up once")
    said = f"{said}, directory {directory.version}"
    return fine(said) if online else warning(f"{said}, uplink offline", "see the uplink's log")
