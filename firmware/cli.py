"""The `booth` command."""

import argparse
import getpass
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from firmware import config, logs, notice
from firmware.appeals.errors import AppealError
from firmware.commissioning import command as commissioning
from firmware.errors import BoothError, ConfigError
from firmware.settings import Settings
from hw.errors import DeviceError

CONFIG = Path("/etc/dialog/booth.toml")

EXIT_FAILED = 1
EXIT_USAGE = 2


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="booth",
        description="A public video-appeal booth: the screen, the uplink, and tools around them.",
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")

    demo = commands.add_parser(
        "demo",
        help="one visit on this machine, with a test bench and a central of its own",
        description="Opens the booth beside its test bench, with a broker and a central of its "
        "own. Without a display, or with --scripted, a scripted citizen makes the visit.",
    )
    demo.add_argument("--scripted", action="store_true", help="a scripted citizen; ends by itself")
    demo.add_argument("--out", type=Path, metavar="DIR", help="where pictures and figures go")
    demo.add_argument("--camera", type=Path, metavar="FILE", help="play this video as the camera")
    demo.add_argument(
        "--speak", type=float, default=8.0, metavar="S", help="scripted: seconds recorded (8)"
    )

    panel = commands.add_parser(
        "bench-panel",
        help="the test bench of a demo that runs: see it, break things, mend them",
        description="Shows lamps, slips and faults of the bench beside a demo. Faults that are "
        "named are thrown, or mended with --mend. Exit code 1: no bench answers; 2: no such fault.",
    )
    panel.add_argument("faults", nargs="*", metavar="FAULT", help="e.g. paper-out")
    panel.add_argument("--mend", action="store_true", help="mend these; all, if none is named")
    panel.add_argument("--socket", type=Path, metavar="PATH", help="where the bench listens")

    _with_config(commands.add_parser("kiosk", help="the screen the citizen touches (process 1)"))
    safe = _with_config(
        commands.add_parser(
            "notice",
            help="the safe screen, in place of a kiosk that cannot run",
            description="Says in three languages that the booth does not work now, and below why. "
            "Needs neither settings nor data. Ends after five minutes, or when the notice is gone, "
            "so that the kiosk is tried again.",
        )
    )
    safe.add_argument(
        "--file",
        type=Path,
        default=notice.FILE,
        metavar="FILE",
        help=f"what is wrong, as JSON (default {notice.FILE})",
    )
    uplink = _with_config(commands.add_parser("uplink", help="the line to central (process 2)"))
    uplink.add_argument(
        "what",
        nargs="?",
        choices=("run", "status"),
        default="run",
        help="run it (the default), or show what waits and what flows",
    )

    commissioning.add_to(commands, _with_config)

    update = _with_config(
        commands.add_parser(
            "update",
            help="new systems: look for them, judge a trial, or show what is known",
            description="run looks for updates on a stick and at central and installs them when "
            "nobody is there; trial keeps a new system or gives it back; systemd starts both.",
        )
    )
    update.add_argument(
        "what", nargs="?", choices=("status", "run", "trial"), default="status", help="status"
    )

    commands.add_parser(
        "service-pin",
        help="make the hash of the service menu's PIN for booth.toml",
        description="Asks twice for a PIN (a line of standard input where there is no terminal) "
        "and prints the line for [service] in booth.toml.",
    )

    doctor = _with_config(
        commands.add_parser(
            "doctor",
            help="check every device and setting of this booth",
            description="Checks every device and setting, one line each: ok, warning or broken, "
            "and what to do. Exit code 1 when anything is broken, 2 for a mistake in booth.toml. "
            "While the kiosk runs its devices are left alone.",
        )
    )
    doctor.add_argument("--json", action="store_true", help="for a machine to read")

    spool = commands.add_parser("spool", help="what waits on this booth, and the way by USB stick")
    spool_commands = spool.add_subparsers(dest="what", required=True, metavar="WHAT")
    for name, words in (
        ("list", "a row an appeal: id, time, size, state, last error"),
        ("check", "read every byte and compare it with what was registered"),
        ("show", "all that may be known of one appeal"),
        ("export", "copy what central does not have to DIR/dialog-appeals; deletes nothing"),
        ("import-stored", "take central's signed `stored` from a stick; then clips may go"),
    ):
        each = _with_config(spool_commands.add_parser(name, help=words))
        if name == "show":
            each.add_argument("id", metavar="ID")
        elif name in ("export", "import-stored"):
            each.add_argument("folder", type=Path, metavar="DIR")

    commands.add_parser("sounds", help="list the sound outputs, for [sound] output in booth.toml")

    about_config = commands.add_parser("config", help="check or show the settings")
    config_commands = about_config.add_subparsers(dest="what", required=True, metavar="WHAT")
    check = config_commands.add_parser("check", help="check a booth.toml; exit code 2 on a mistake")
    check.add_argument("file", type=Path, metavar="FILE")
    _with_config(
        config_commands.add_parser("show", help="print every setting in force, with its meaning")
    )
    return parser


def _with_config(parser: argparse.ArgumentParser) -> argparse.ArgumentParser:
    parser.add_argument(
        "--config",
        type=Path,
        default=CONFIG,
        metavar="FILE",
        help=f"the settings (default {CONFIG})",
    )
    return parser


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; the exit code is 2 for a mistake in settings or usage."""
    options = _parser().parse_args(arguments)
    try:
        return int(_COMMANDS[options.command](options))
    except (BoothError, AppealError, DeviceError) as error:
        print(f"booth: {error}", file=sys.stderr)
        return EXIT_USAGE
    except OSError as error:
        print(f"booth: {error}", file=sys.stderr)
        return EXIT_FAILED
    except KeyboardInterrupt:
        return EXIT_FAILED


def _demo(options: argparse.Namespace) -> int:
    # The demo is the one place that brings a central along; booths do not have it.
    from firmware.demo.run import Wish, run_demo

    return run_demo(Wish(options.scripted, options.out, options.camera, options.speak))


def _bench_panel(options: argparse.Namespace) -> int:
    from firmware.demo.bench_panel import run_bench_panel
    from hw.bench.control import default_socket
    from hw.bench.errors import BenchUnreachable

    try:
        return run_bench_panel(
            options.socket or default_socket(), options.faults, mend=options.mend
        )
    except BenchUnreachable as error:
        print(f"booth: {error}", file=sys.stderr)
        return EXIT_FAILED


def _kiosk(options: argparse.Namespace) -> int:
    from firmware.kiosk.display import NoDisplay
    from firmware.kiosk.program import run_kiosk

    try:
        return run_kiosk(_settings(options))
    except NoDisplay as error:
        # Not a mistake of a person's: another program still holds it, or it comes in a moment.
        print(f"booth: {error}", file=sys.stderr)
        return EXIT_FAILED
    except (BoothError, AppealError, DeviceError) as error:
        kind = notice.SETTINGS if isinstance(error, ConfigError) else notice.BROKEN
        with suppress(OSError):  # only where systemd runs it there is a place for it
            notice.write(notice.Notice(kind, (str(error),)), notice.FILE)
        raise


def _notice(options: argparse.Namespace) -> int:
    from firmware.kiosk.safe_screen import run_safe_screen

    logs.set_up("info")
    return run_safe_screen(options.config, options.file)


def _uplink(options: argparse.Namespace) -> int:
    if options.what == "status":
        return _uplink_status(options)
    from firmware.uplink.uplink import run_uplink

    return run_uplink(_settings(options))


def _uplink_status(options: argparse.Namespace) -> int:
    from zoneinfo import ZoneInfo

    from rich.console import Console

    from firmware.spool.spool import open_existing
    from firmware.uplink.status import show_status

    booth = _settings(options).booth
    return show_status(open_existing(Path(booth.spool)), Console(), ZoneInfo(booth.timezone))


def _update(options: argparse.Namespace) -> int:
    from rich.console import Console

    from firmware.update import program

    settings = _settings(options)
    if options.what == "status":
        return program.show(settings, Console())
    return program.run_updater(settings) if options.what == "run" else program.run_trial(settings)


def _service_pin(_: argparse.Namespace) -> int:
    from firmware.kiosk.service.pin import BadPin, hash_pin

    if sys.stdin.isatty():
        pin = getpass.getpass("PIN: ")
        if getpass.getpass("Once more: ") != pin:
            raise BadPin("the two are not the same")
    else:
        pin = sys.stdin.readline().rstrip("\n")
    print(f'pin_hash = "{hash_pin(pin)}"')
    return 0


def _doctor(options: argparse.Namespace) -> int:
    from rich.console import Console

    from firmware.clock import SystemClock
    from firmware.doctor.checkup import examine
    from firmware.doctor.report import tell, tell_machine

    settings = config.load(options.config)
    logs.set_up("error")
    found = examine(settings, SystemClock())
    if not options.json:
        return tell(found, Console())
    text, code = tell_machine(found)
    print(text)
    return code


def _spool(options: argparse.Namespace) -> int:
    from zoneinfo import ZoneInfo

    from rich.console import Console

    from firmware.appeals.signing import load_public
    from firmware.spool import command
    from firmware.spool.spool import open_existing

    settings = _settings(options)
    booth, console = settings.booth, Console()
    zone, spool = ZoneInfo(booth.timezone), open_existing(Path(booth.spool))
    if options.what == "list":
        return command.list_all(spool, console, zone)
    if options.what == "show":
        return command.show_one(spool, console, options.id, zone)
    if options.what == "check":
        return command.check_all(spool, console)
    if options.what == "export":
        return command.export_to(spool, console, options.folder)
    key = load_public(Path(settings.central.signing_key))
    keep_s = settings.spool.keep_stored_h * 3600
    return command.import_from(spool, console, options.folder, key, booth.id, booth.site, keep_s)


def _sounds(_: argparse.Namespace) -> int:
    import pygame

    from hw.speaker import outputs

    try:
        print("\n".join(outputs()))
    except pygame.error as error:
        print(f"booth: there is no sound output here: {error}", file=sys.stderr)
        return EXIT_FAILED
    return 0


def _settings(options: argparse.Namespace) -> Settings:
    settings = config.load(options.config)
    logs.set_up(settings.log.level)
    return settings


def _config(options: argparse.Namespace) -> int:
    if options.what == "check":
        config.load(options.file)
        print(f"{options.file}: all settings are good")
    else:
        given = options.config if options.config.exists() or options.config != CONFIG else None
        settings = config.load(given) if given else Settings()
        print(config.render(settings), end="")
    return 0


_COMMANDS = {
    "demo": _demo,
    "bench-panel": _bench_panel,
    "kiosk": _kiosk,
    "notice": _notice,
    "uplink": _uplink,
    "enrol": commissioning.enrol,
    "first-boot": commissioning.first_boot,
    "access": commissioning.access,
    "update": _update,
    "service-pin": _service_pin,
    "doctor": _doctor,
    "spool": _spool,
    "sounds": _sounds,
    "config": _config,
}

if __name__ == "__main__":
    sys.exit(main())
