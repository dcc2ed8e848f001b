"""The facts of the status page in the engineer's words."""

from firmware.kiosk.service.network import Interface, Network
from firmware.kiosk.service.report import versions
from firmware.kiosk.service.service import ServiceView
from firmware.kiosk.service.stick import Outcome, Result
from firmware.kiosk.texts import Texts
from hw.lights import Scene
from hw.power import PowerStatus
from hw.printer import Link, Paper, PrinterStatus
from hw.sensors import Contact


def status_lines(view: ServiceView, texts: Texts) -> list[str]:
    """One line a fact, the devices first."""
    _ = texts.gettext
    clock = _("set") if view.trusted else _("unsure")
    level = _("not there") if view.level_db is None else f"{view.level_db:.0f} dBFS"
    lines = [
        _fact(_("Camera"), _("works") if view.camera else _("not there")),
        _fact(_("Microphone"), level),
        printer_line(view.printer, texts),
        _fact(_("Lamps"), view.lamps or _("not there")),
        _fact(_("Clock"), f"{view.at} ({clock})"),
    ]
    report = view.report
    if report is None:
        return lines
    oldest = texts.moment(report.oldest) if report.oldest else "-"
    return [
        *lines,
        _fact(_("Line to central"), _("works") if report.online else _("not there")),
        _fact(_("Directory, version"), "-" if report.directory is None else str(report.directory)),
        _fact(_("Clips waiting"), str(report.waiting)),
        _fact(_("Oldest of them"), oldest),
        _fact(_("Free on the disk"), f"{report.disk_free_mb} MB"),
    ]


def printer_line(status: PrinterStatus | None, texts: Texts) -> str:
    """What the printer says about itself."""
    _ = texts.gettext
    if status is None:
        return _fact(_("Printer"), _("not asked yet"))
    link = {
        Link.ONLINE: _("works"),
        Link.OFFLINE: _("stopped"),
        Link.SILENT: _("does not reply"),
        Link.UNPLUGGED: _("not there"),
    }[status.link]
    paper = {
        Paper.OK: _("paper is there"),
        Paper.NEAR_END: _("paper is nearly out"),
        Paper.END: _("no paper"),
        Paper.UNKNOWN: _("paper unknown"),
    }[status.paper]
    said = [link, paper]
    if status.cover_open:
        said.append(_("cover open"))
    if status.cutter_fault:
        said.append(_("cutter stuck"))
    return _fact(_("Printer"), ", ".join(said))


def contact_lines(view: ServiceView, texts: Texts) -> list[str]:
    """One line a contact that is wired: what it says while the engineer presses it."""
    _ = texts.gettext
    names = {
        Contact.PRESENCE: _("Presence"),
        Contact.DOOR: _("Door closed"),
        Contact.HELP: _("Button for help"),
        Contact.SPEECH: _("Button for speech"),
        Contact.NEXT: _("Button next"),
        Contact.CHOOSE: _("Button choose"),
    }
    said = {True: _("Yes"), False: _("No"), None: _("unknown")}
    if not view.contacts:
        return [_("No sensors and no buttons are wired.")]
    return [
        _fact(names[contact], _("stuck") if contact in view.stuck else said[active])
        for contact, active in view.contacts
    ]


def power_lines(status: PowerStatus | None, texts: Texts) -> list[str]:
    """What the board says about mains, voltage and heat; nothing of what it does not say."""
    _ = texts.gettext
    if status is None:
        return []
    mains, low = status.mains, status.under_voltage
    lines = []
    if mains is not None:
        lines.append(_fact(_("Mains"), _("Yes") if mains else _("No")))
    if low is not None:
        lines.append(_fact(_("Voltage"), _("too low") if low else _("good")))
    if status.temperature_c is not None:
        lines.append(_fact(_("Temperature"), f"{status.temperature_c:.0f} °C"))
    if status.wear_percent is not None:
        lines.append(_fact(_("Wear of the card"), f"{status.wear_percent} %"))
    return lines


def network_lines(network: Network | None, texts: Texts) -> list[str]:
    """One line an interface, then the gateway."""
    _ = texts.gettext
    if network is None:
        return [_("The network is being looked at.")]
    if network.interfaces is None:
        return [_("The system does not say anything about the network.")]
    lines = [_fact(one.name, _interface(one, texts)) for one in network.interfaces]
    return [*lines, _fact(_("Gateway"), network.gateway or _("not there"))]


def _interface(one: Interface, texts: Texts) -> str:
    _ = texts.gettext
    said = [_("connected") if one.up else _("not connected"), *one.addresses]
    if one.signal_dbm is not None:
        said.append(f"{one.signal_dbm} dBm")
    return ", ".join(said)


def export_line(result: Result, texts: Texts) -> str:
    """What came of an export and what to do."""
    _ = texts.gettext
    if result.outcome is Outcome.NO_STICK:
        return _("There is no USB stick. Plug one in and wait for ten seconds.")
    if result.outcome is Outcome.BROKEN:
        return _("The stick could not be written: full, write-protected or taken out.")
    exported = result.exported
    said = [
        texts.ngettext("{n} appeal copied", "{n} appeals copied", exported.copied),
        texts.ngettext("{n} was there already", "{n} were there already", exported.there),
    ]
    if exported.damaged:
        said.append(texts.ngettext("{n} is damaged", "{n} are damaged", exported.damaged))
    return ", ".join(said) + "."


def scene_name(scene: Scene, texts: Texts) -> str:
    """What the lamps say in that scene."""
    _ = texts.gettext
    return {
        Scene.IDLE: _("Nobody is there"),
        Scene.OCCUPIED: _("Occupied"),
        Scene.READY: _("Ready to record"),
        Scene.RECORDING: _("Recording"),
        Scene.ATTENTION: _("Attention"),
        Scene.OUT_OF_ORDER: _("Out of order"),
    }[scene]


def about_lines(view: ServiceView, texts: Texts) -> list[str]:
    """Which booth this is, whose, and the versions of the software and what it stands on."""
    _ = texts.gettext
    names = {"dialog-booth": _("Software of the booth")}
    return [
        _fact(_("Booth"), view.booth),
        _fact(_("Central"), view.central),
        *(_fact(names.get(name, name), version) for name, version in versions().items()),
    ]


def _fact(name: str, value: str) -> str:
    return f"{name}: {value}"
