"""`booth first-boot`, `booth enrol`, `booth access`; what they need is imported when they run."""

import argparse
import getpass
import sys
from collections.abc import Callable
from pathlib import Path

WithConfig = Callable[[argparse.ArgumentParser], argparse.ArgumentParser]


def add_to(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]", with_config: WithConfig
) -> None:
    """All three; `with_config` gives each its --config."""
    enrol = with_config(
        commands.add_parser(
            "enrol",
            help="get this booth's certificate from central, with a one-time code",
            description="Asks central (central.est) for a certificate of this booth's key. A "
            "running uplink takes it into use by itself, and renews it later without a code.",
        )
    )
    how = enrol.add_mutually_exclusive_group()
    how.add_argument(
        "--code", metavar="CODE", help="what `central booth code` printed; left out: it is asked"
    )
    how.add_argument(
        "--wait",
        action="store_true",
        help="with the code that the card brought, as soon as clock and line are there",
    )
    first = with_config(
        commands.add_parser(
            "first-boot",
            help="take in the card folder: settings, keys, code, directory, Wi-Fi",
            description="Runs at every start, before kiosk and uplink. A card is taken whole or "
            "not at all; after a mistake the settings of before stay in force. Exit code 2: there "
            "are none, this booth cannot work, and a notice for its screen says why.",
        )
    )
    first.add_argument("--card", type=Path, metavar="DIR", help="the card folder")
    first.add_argument(
        "--network", type=Path, metavar="DIR", help="where the keyfile of a Wi-Fi goes"
    )
    first.add_argument(
        "--notice", type=Path, metavar="FILE", help="where to say that the booth cannot work"
    )
    with_config(
        commands.add_parser(
            "access",
            help="ssh while central's signed access.jws allows it (systemd starts this)",
            description="Looks at the access.jws that came with the card; while it allows keys, "
            "an sshd for them alone runs and its port is open; then both end.",
        )
    )


def first_boot(options: argparse.Namespace) -> int:
    """Run `booth first-boot`."""
    from firmware import logs
    from firmware.clock import SystemClock
    from firmware.commissioning.notice import NoticeBoard
    from firmware.commissioning.program import NETWORK, FirstBoot, find_card
    from firmware.notice import FILE

    logs.set_up("info")
    return FirstBoot(
        options.card or find_card(),
        options.config,
        options.network or options.config.parent / NETWORK,
        NoticeBoard(options.notice or FILE),
        SystemClock(),
    ).run()


def enrol(options: argparse.Namespace) -> int:
    """Run `booth enrol`."""
    from firmware import config, logs
    from firmware.clock import SystemClock
    from firmware.commissioning.enrolment import PatientEnrolment
    from firmware.process import stopped_by_signal
    from firmware.uplink.enrol import enrol as ask

    settings = config.load(options.config)
    logs.set_up(settings.log.level)
    if options.wait:
        return PatientEnrolment(settings, SystemClock(), stopped_by_signal().wait).run()
    code = options.code
    if code is None:
        code = getpass.getpass("Code: ") if sys.stdin.isatty() else sys.stdin.readline()
    made = ask(settings, code.strip())
    print(f"booth {settings.booth.id}: certificate until {made.not_valid_after_utc:%Y-%m-%d}")
    return 0


def access(options: argparse.Namespace) -> int:
    """Run `booth access`."""
    from firmware import config, logs
    from firmware.clock import SystemClock
    from firmware.commissioning.access import Access, SshGate
    from firmware.process import stopped_by_signal
    from firmware.wire import card

    settings = config.load(options.config)
    logs.set_up(settings.log.level)
    token = options.config.parent / card.ACCESS
    return Access(settings, token, SystemClock(), stopped_by_signal().wait, SshGate()).run()
