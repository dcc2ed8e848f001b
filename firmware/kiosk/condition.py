"""How the devices are, left in the spool for the uplink to tell; nothing of any citizen."""

from firmware.clock import Clock
from firmware.kiosk.devices import Devices
from firmware.kiosk.help_call import HelpCall
from firmware.kiosk.jobs import Worker
from firmware.spool.mailbox import KioskMailbox
from firmware.wire.messages import Condition, PaperState
from hw.printer import Paper, PrinterStatus

LOOK_S = 5.0
# What has not changed is written again so often: a card wears by what is written on it.
AGAIN_S = 300.0


class Conditions:
    """Looks at the devices every few seconds and leaves what has changed."""

    def __init__(
        self,
        devices: Devices,
        help_call: HelpCall,
        mailbox: KioskMailbox,
        worker: Worker,
        clock: Clock,
    ) -> None:
        self._devices = devices
        self._help = help_call
        self._mailbox = mailbox
        self._worker = worker
        self._clock = clock
        self._looked_at = self._left_at = float("-inf")
        self._left: Condition | None = None

    def tick(self, *, in_order: bool) -> None:
        """Called by the UI loop; `in_order`: there is something to come for."""
        now = self._clock.monotonic()
        if now - self._looked_at < LOOK_S:
            return
        self._looked_at = now
        condition = self._look(in_order)
        if condition == self._left and now - self._left_at < AGAIN_S:
            return
        self._left, self._left_at = condition, now
        self._worker.submit(0, "condition", lambda: self._mailbox.put_condition(condition))

    def _look(self, in_order: bool) -> Condition:
        studio, printer = self._devices.studio, self._devices.printer.status
        power = self._devices.power.status
        return Condition(
            in_order=in_order,
            camera=studio.has_camera,
            microphone=studio.has_microphone,
            printer=printer.link.value if printer else "unknown",
            paper=_paper(printer),
            cover_open=printer.cover_open if printer else None,
            cutter_fault=printer.cutter_fault if printer else None,
            mains=power.mains if power else None,
            temperature_c=_tens(power.temperature_c) if power else None,
            worries=power.worries if power else (),
            stuck=tuple(sorted(self._devices.sensors.stuck())),
            help_called=self._help.lit,
        )


def _paper(status: PrinterStatus | None) -> PaperState:
    words: dict[Paper, PaperState] = {
        Paper.OK: "ok",
        Paper.NEAR_END: "near_end",
        Paper.END: "end",
        Paper.UNKNOWN: "unknown",
    }
    return words[status.paper if status else Paper.UNKNOWN]


def _tens(celsius: float | None) -> int | None:
    """In steps of ten: a change of a degree is no news."""
    return None if celsius is None else round(celsius / 10) * 10
