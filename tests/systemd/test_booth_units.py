"""The units of a booth: sound, fenced in, and started again as they should be."""

import configparser
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
BOOTH = ROOT / "systemd" / "booth"
SERVICES = sorted(BOOTH.glob("*.service"))
# systemd counts from 0 to 10 and calls what is below 5 "OK"; ours are far below.
THRESHOLD = 20
# Who mends a booth needs rights; "OK" still.
BY_SSH = 49
# Newer than the systemd of the machine that tests; booths have 257.
NEWER = {"RestartMode", "RestartSteps", "RestartMaxDelaySec"}


class Unit:
    """A unit's settings by section; several of one key are a list."""

    def __init__(self, name: str) -> None:
        self.lines = (BOOTH / name).read_text(encoding="utf-8").splitlines()

    def all(self, key: str) -> list[str]:
        return [line.partition("=")[2] for line in self.lines if line.startswith(f"{key}=")]

    def words(self, key: str) -> list[str]:
        return " ".join(self.all(key)).split()

    def one(self, key: str) -> str:
        (found,) = self.all(key)
        return found


def analyze(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = ["systemd-analyze", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_the_units_are_sound(tmp_path) -> None:
    units = [file for file in BOOTH.iterdir() if file.suffix in (".service", ".path", ".timer")]
    for unit in units:
        # The program is not installed here.
        text = unit.read_text(encoding="utf-8")
        (tmp_path / unit.name).write_text(
            re.sub(r"/usr/(bin/booth|libexec/\S+)", "/bin/true", text)
        )

    found = analyze("verify", "--man=no", *map(str, sorted(tmp_path.iterdir())))

    unknown = re.compile(
        rf"Unknown key name '({'|'.join(NEWER)})'|Unknown key '({'|'.join(NEWER)})'"
    )
    said = [line for line in found.stderr.splitlines() if not unknown.search(line)]
    assert (found.returncode, said) == (0, [])


@pytest.mark.parametrize("unit", SERVICES, ids=lambda unit: unit.stem)
def test_every_service_is_fenced_in(unit) -> None:
    threshold = BY_SSH if unit.name == "dialog-access.service" else THRESHOLD
    found = analyze(
        "security", "--offline=yes", f"--threshold={threshold}", "--no-pager", str(unit)
    )

    assert found.returncode == 0, found.stdout


@pytest.mark.parametrize("unit", SERVICES, ids=lambda unit: unit.stem)
def test_every_service_that_is_not_root_s_says_whose_it_is(unit) -> None:
    found = Unit(unit.name)
    users = found.all("User") or ["root" if found.all("DynamicUser") != ["yes"] else "dynamic"]

    assert users != ["root"] or unit.name in ROOTS


# NetworkManager takes connections from root alone, and the files of sysfs are root's.
ROOTS = ("dialog-access.service", "dialog-usb.service", "dialog-wifi.service")


def test_the_screen_has_no_network_and_the_line_no_devices() -> None:
    kiosk, uplink = Unit("dialog-kiosk.service"), Unit("dialog-uplink.service")

    assert kiosk.words("RestrictAddressFamilies") == ["AF_UNIX", "AF_NETLINK"]
    assert kiosk.one("IPAddressDeny") == "any"
    assert uplink.one("PrivateDevices") == "yes"
    assert uplink.all("DeviceAllow") == []
    assert kiosk.one("DevicePolicy") == uplink.one("DevicePolicy") == "closed"


def test_what_the_kiosk_needs_is_allowed_and_owned_by_a_group_it_is_in() -> None:
    kiosk = Unit("dialog-kiosk.service")
    allowed = {line.split()[0] for line in kiosk.all("DeviceAllow")}

    assert {"char-drm", "char-input", "char-alsa", "char-video4linux", "char-media"} <= allowed
    assert {"char-ttyUSB", "char-ttyACM", "char-gpiochip", "char-dma_heap"} <= allowed
    assert set(kiosk.words("SupplementaryGroups")) == {
        "video", "render", "input", "audio", "dialout", "gpio",
    }  # fmt: skip
    made = (BOOTH / "tree/usr/lib/sysusers.d/dialog.conf").read_text()
    for group in kiosk.words("SupplementaryGroups"):
        assert re.search(rf"^g +{group} ", made, re.MULTILINE)


def test_the_service_menu_may_ask_about_the_network() -> None:
    # The program ip gives up where it may not call capset.
    assert Unit("dialog-kiosk.service").all("SystemCallFilter")[-1] == "capset"


def test_both_processes_of_a_booth_share_their_files_by_the_group() -> None:
    for name in ("dialog-kiosk.service", "dialog-uplink.service", "dialog-first-boot.service"):
        unit = Unit(name)
        assert (unit.one("Group"), unit.one("UMask")) == ("dialog", "0007")
        assert unit.one("LimitCORE") == "0"


def test_a_picture_that_never_comes_is_not_taken_for_one() -> None:
    for name in ("dialog-kiosk.service", "dialog-notice.service"):
        unit = Unit(name)
        environment = set(unit.words("Environment"))
        assert {
            "SDL_VIDEODRIVER=kmsdrm",
            "SDL_FRAMEBUFFER_ACCELERATION=opengles2",
            "SDL_RENDER_DRIVER=opengles2",
            "MESA_SHADER_CACHE_DISABLE=1",
        } <= environment
        assert r"dev-booth\x2ddisplay.device" in unit.words("After")
        assert r"dev-booth\x2ddisplay.device" in unit.words("Wants")
        assert unit.one("Type") == "notify"
        # A killed program holds the display for a while.
        assert int(unit.one("RestartSec")) >= 3


def test_the_safe_screen_lasts_longer_than_failed_starts_are_counted() -> None:
    from firmware.kiosk.safe_screen import DISPLAY_PATIENCE_S, TRY_AGAIN_S

    kiosk, notice = Unit("dialog-kiosk.service"), Unit("dialog-notice.service")
    assert int(kiosk.one("StartLimitIntervalSec")) < TRY_AGAIN_S
    assert int(notice.one("TimeoutStartSec")) > DISPLAY_PATIENCE_S
    assert kiosk.one("OnFailure") == "dialog-notice.service"
    assert notice.one("OnSuccess") == "dialog-kiosk.service"
    assert "dialog-notice.service" in kiosk.words("Conflicts")


def test_exit_codes_of_the_kiosk_mean_to_systemd_what_they_mean() -> None:
    from firmware.cli import EXIT_USAGE
    from firmware.kiosk.outage import EXIT_POWER_LOST
    from firmware.kiosk.restart import EXIT_CAMERA

    kiosk = Unit("dialog-kiosk.service")
    assert kiosk.one("SuccessExitStatus") == str(EXIT_POWER_LOST)
    assert kiosk.one("RestartForceExitStatus") == str(EXIT_CAMERA)
    assert kiosk.one("RestartPreventExitStatus") == str(EXIT_USAGE)
    assert "dialog-poweroff.service" in kiosk.all("ExecStopPost")[0]


def test_the_files_that_programs_leave_each_other_are_where_the_units_look() -> None:
    from firmware import notice
    from firmware.kiosk.service import door

    assert Unit("dialog-usb.path").one("PathChanged") == str(door.FILE)
    assert Unit("dialog-notice.path").one("PathExists") == str(notice.FILE)
    kiosk = Unit("dialog-kiosk.service")
    assert kiosk.one("ConditionPathExists") == f"!{notice.FILE}"
    assert any(str(door.FILE) in line for line in kiosk.all("ExecStopPost"))
    allowed = (BOOTH / "tree/usr/libexec/dialog/usb-storage-allowed").read_text()
    assert f"-e {door.FILE} " in allowed


def test_the_line_never_gives_up() -> None:
    uplink = Unit("dialog-uplink.service")
    assert uplink.one("StartLimitIntervalSec") == "0"
    assert uplink.one("Restart") == "on-failure"
    assert uplink.all("RestartPreventExitStatus") == []


def test_every_file_of_settings_can_be_read_as_one() -> None:
    for file in (BOOTH / "tree").rglob("*.conf"):
        if file.parts[-3] in ("systemd", "NetworkManager"):
            parser = configparser.ConfigParser(strict=True)
            parser.read_string(file.read_text(encoding="utf-8"))
            assert parser.sections(), file


def test_users_have_numbers_that_outlive_an_update() -> None:
    text = (BOOTH / "tree/usr/lib/sysusers.d/dialog.conf").read_text()
    users = re.findall(r"^u +(\S+) +(\d+):770 ", text, re.MULTILINE)

    assert [name for name, _ in users] == [
        "dialog-kiosk", "dialog-uplink", "dialog-setup", "dialog-update",
    ]  # fmt: skip
    assert len({number for _, number in users}) == 4


def test_no_port_is_open() -> None:
    rules = (BOOTH / "tree/etc/nftables.conf").read_text()

    assert "hook input priority filter; policy drop;" in rules
    assert "hook forward priority filter; policy drop;" in rules
    # Answers of DHCP alone are not asked for by a connection.
    assert re.findall(r"dport (\S+) accept", rules) == ["68", "546", "@open_ports"]
    assert "elements" not in rules


def test_ssh_lets_in_nobody_but_by_a_key() -> None:
    text = (BOOTH / "tree/usr/lib/dialog/sshd_config").read_text()
    said = dict(line.split(" ", 1) for line in text.splitlines() if not line.startswith("#"))
    assert said["AuthenticationMethods"] == "publickey"
    assert said["PasswordAuthentication"] == said["KbdInteractiveAuthentication"] == "no"
    assert said["AllowUsers"] == "root"


def test_ssh_begins_only_with_what_central_has_signed() -> None:
    from firmware.commissioning.access import KEYS
    from firmware.wire import card as names

    unit = Unit("dialog-access.service")
    assert f"/etc/dialog/{names.ACCESS}" in unit.all("ConditionPathExists")
    assert KEYS.parts[2] in unit.words("RuntimeDirectory")
    config = (BOOTH / "tree/usr/lib/dialog/sshd_config").read_text()
    assert f"AuthorizedKeysFile {KEYS}\n" in config


def test_the_kiosk_is_tried_again_however_early_the_safe_screen_ended() -> None:
    after = Unit("dialog-notice.service").all("ExecStopPost")
    assert any("reset-failed dialog-kiosk.service" in line for line in after)


@pytest.fixture
def card(tmp_path: Path) -> Path:
    """The script that looks at the card, for a system under tmp_path, with a card taken."""
    for name in ("boot/card", "run/dialog", "etc/dialog", "usr/lib", "var/lib/dialog/keys"):
        (tmp_path / name).mkdir(parents=True)
    for name in ("boot/card/booth.toml", "usr/lib/os-release"):
        (tmp_path / name).write_text("1")
    script = (BOOTH / "tree/usr/libexec/dialog/card-is-new").read_text()
    places = re.compile(r"(?<![\w.])/(?=(boot|run|etc|usr|var)/)")
    (tmp_path / "card-is-new").write_text(places.sub(f"{tmp_path}/", script))
    (tmp_path / "etc/dialog/booth.toml").write_text("1")
    (tmp_path / "var/lib/dialog/keys/booth.key").write_text("1")
    return tmp_path


def is_new(card: Path, *arguments: str) -> bool:
    ran = subprocess.run(["sh", card / "card-is-new", *arguments], capture_output=True, check=False)
    assert ran.returncode in (0, 1)
    assert ran.stderr == b""
    return ran.returncode == 0


def test_a_card_that_was_taken_is_not_taken_again(card) -> None:
    assert is_new(card)
    is_new(card, "taken")
    assert not is_new(card)


@pytest.mark.parametrize(
    ("file", "content"),
    [
        ("boot/card/booth.toml", "12"),
        ("boot/card/code.txt", "code"),
        ("usr/lib/os-release", "2"),
    ],
)
def test_what_has_changed_on_card_or_system_is_looked_at(card, file, content) -> None:
    is_new(card, "taken")
    (card / file).write_text(content)
    assert is_new(card)


@pytest.mark.parametrize("file", ["etc/dialog/booth.toml", "var/lib/dialog/keys/booth.key"])
def test_what_the_booth_has_lost_is_taken_again(card, file) -> None:
    is_new(card, "taken")
    (card / file).unlink()
    assert is_new(card)


def test_a_card_of_which_something_was_left_is_looked_at_at_every_start(card) -> None:
    is_new(card, "taken")
    (card / "run/dialog/card.json").write_text("{}")
    is_new(card, "taken")
    assert is_new(card)
