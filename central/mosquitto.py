"""The configuration of a mosquitto for an installation: TLS, certificates, rights, limits.

A booth is known by its certificate alone; its CN is its MQTT user name. The ACL
and the list of revoked certificates stay where central writes them, so mosquitto
runs as central's user; it reads both anew when it is sent SIGHUP.
"""

import getpass
from collections.abc import Sequence
from pathlib import Path

from central.accounts import Accounts
from central.authority import Authority
from central.enrolment import Enrolment
from central.errors import BadInput
from firmware.appeals.files import replace


def write_config(
    folder: Path,
    names: Sequence[str],
    port: int,
    authority: Authority,
    accounts: Accounts,
    enrolment: Enrolment,
) -> Path:
    """Write mosquitto.conf and the broker's certificate and key; returns the former.

    `names` are the host names and addresses by which booths and central reach it.
    Raises BadInput, BadKey, OSError.
    """
    folder = folder.resolve()
    state = folder / "state"
    state.mkdir(parents=True, exist_ok=True, mode=0o700)
    ca, certificate, key = folder / "ca.pem", folder / "broker.pem", folder / "broker.key"
    replace(ca, authority.file.read_bytes(), 0o644)
    authority.put_server(names, certificate, key)
    lines = _LINES.format(
        port=port,
        user=getpass.getuser(),
        ca=ca,
        certificate=certificate,
        key=key,
        revocations=enrolment.revocations.resolve(),
        acl=accounts.acl.resolve(),
        state=state,
    )
    if len(lines.splitlines()) != len(_LINES.splitlines()):
        raise BadInput(f"{folder}: a path for mosquitto must be one line")
    config = folder / "mosquitto.conf"
    replace(config, lines.encode(), 0o644)
    return config


_LINES = """\
# Made by `central broker-config`. After `central booth add` or `central booth revoke`
# send mosquitto SIGHUP, so that it reads the rights and the revoked certificates anew.
user {user}

listener {port}
cafile {ca}
certfile {certificate}
keyfile {key}
crlfile {revocations}
require_certificate true
use_identity_as_username true
allow_anonymous false
acl_file {acl}

# A chunk of a clip is 256 KiB; central's credit is the flow control.
max_packet_size 1048576
max_inflight_messages 64
max_queued_messages 500
max_queued_bytes 134217728
set_tcp_nodelay true

# For retained messages alone: no clip rests in the broker.
persistence true
persistence_location {state}/
autosave_interval 60
persistent_client_expiration 14d

connection_messages true
log_dest stderr
"""
