"""The table of device faults: when each comes, what the screen says then, how the visit ends."""

from dataclasses import dataclass, field

NO_CAMERA = "The camera does not work: no appeal can be recorded now."
NO_PICTURE = "There is no picture yet. Please wait a moment."
STOPPED = "The camera has stopped"
KEPT = "The camera stopped: this was kept"
DARK = "It is too dark. Come closer to the light."
NO_SOUND = "The microphone does not work: your voice is not recorded."
UNHEARD = "We cannot hear you. Please speak louder."
LOUD = "It is too loud. Please speak more softly."
SOUNDLESS = "Recording without sound"
FULL = "The memory is full: no appeal can be recorded now."
UNSAVED = "The appeal could not be saved"
NO_PRINTER = "No printer: your number will be shown here. Please photograph it."
NO_PAPER = "No paper: your number will be shown here. Please photograph it."
OPEN = "The printer is open: your number will be shown here. Please photograph it."
PRINTER_STOPPED = "The printer has stopped: your number will be shown here. Please photograph it."
TAKE = "Please take your slip."
PHOTOGRAPH = "The slip could not be printed. Please photograph this screen."
NOBODY_PRINTS = "There is no printer here. Please photograph this screen."
POWER = "The power has failed"

Say = dict[str, str]


@dataclass(frozen=True)
class Row:
    """`at` is the state in which the fault comes, empty: it is there when the booth starts.

    `says` is by state of the visit; `end` the state in which it ends: "menu" where an
    appeal is not offered, "failed", or "receipt". `before_s` is how much is spoken before.
    """

    fault: str
    at: str
    says: Say = field(default_factory=dict)
    end: str = "receipt"
    before_s: float = 0.0

    def __str__(self) -> str:
        much = " after a while" if self.before_s else ""
        return f"{self.fault} {f'in {self.at}' if self.at else 'at the start'}{much}"


GAP_S = 3.0
LONG_S = 3.5
"""More than what is worth keeping."""

BEFORE = ("menu", "consent", "position")


def _before(message: str, receipt: str) -> Say:
    return dict.fromkeys(BEFORE, message) | {"receipt": receipt}


CAMERA = [
    *(
        Row(fault, at, {"menu": NO_CAMERA}, "menu")
        for fault in ("camera-unplugged", "camera-stalled")
        for at in ("", "attract")
    ),
    Row("camera-unplugged", "consent",
        {"consent": NO_CAMERA, "position": NO_PICTURE, "failed": STOPPED}, "failed"),
    Row("camera-unplugged", "position", {"position": NO_PICTURE, "failed": STOPPED}, "failed"),
    Row("camera-stalled", "position", {"position": NO_PICTURE, "failed": STOPPED}, "failed"),
    Row("camera-unplugged", "countdown", {"failed": STOPPED}, "failed"),
    Row("camera-unplugged", "recording", {"failed": STOPPED}, "failed"),
    Row("camera-unplugged", "recording", {"review": KEPT, "receipt": TAKE}, before_s=LONG_S),
    Row("camera-stalled", "recording", {"review": KEPT, "receipt": TAKE}, before_s=LONG_S),
    Row("camera-unplugged", "review", {"review": "Watch it, then send it", "receipt": TAKE}),
    Row("camera-frozen", "position", {"receipt": TAKE}),
    Row("camera-frozen", "recording", {"receipt": TAKE}),
    Row("camera-dark", "position", {"position": DARK, "receipt": TAKE}),
    Row("camera-dark", "recording", {"recording": "Recording", "receipt": TAKE}),
    Row("camera-slow", "", {"receipt": TAKE}),
    Row("camera-slow", "recording", {"receipt": TAKE}),
]  # fmt: skip

MICROPHONE = [
    *(
        Row("microphone-unplugged", at, {
            **dict.fromkeys(BEFORE, NO_SOUND), "recording": SOUNDLESS, "receipt": TAKE})
        for at in ("", "attract")
    ),
    Row("microphone-unplugged", "position", {"position": NO_SOUND, "recording": SOUNDLESS}),
    Row("microphone-unplugged", "recording", {"recording": SOUNDLESS, "receipt": TAKE}),
    Row("microphone-silent", "position", {"position": UNHEARD, "receipt": TAKE}),
    Row("microphone-silent", "recording", {"recording": "Recording", "receipt": TAKE}),
    Row("microphone-loud", "position", {"position": LOUD, "receipt": TAKE}),
]  # fmt: skip

PRINTER_SAYS = {
    "printer-unplugged": (NO_PRINTER, NOBODY_PRINTS),
    "printer-dark": (NO_PRINTER, NOBODY_PRINTS),
    "printer-silent": (NO_PRINTER, NOBODY_PRINTS),
    "printer-jammed": (NO_PRINTER, NOBODY_PRINTS),
    "paper-out": (NO_PAPER, PHOTOGRAPH),
    "cover-open": (OPEN, PHOTOGRAPH),
    "cutter-stuck": (PRINTER_STOPPED, PHOTOGRAPH),
}
PRINTER = [
    *(Row(fault, "menu", _before(*says)) for fault, says in PRINTER_SAYS.items()),
    *(
        Row(fault, "", _before(*PRINTER_SAYS[fault]))
        for fault in ("printer-unplugged", "paper-out")
    ),
    # What happens after the menu is still said before anybody speaks.
    *(
        Row(fault, at, _before(*PRINTER_SAYS[fault]))
        for fault, at in (
            ("printer-unplugged", "consent"),
            ("paper-out", "consent"),
            ("paper-out", "position"),
            ("cover-open", "position"),
        )
    ),
    Row("paper-out", "recording", {"receipt": PHOTOGRAPH}),
    Row("paper-near-end", "menu", {"receipt": TAKE}),
    Row("printer-slow", "menu", {"receipt": TAKE}),
    Row("printer-reset", "menu", {"receipt": TAKE}),
]

DISK = [
    Row("disk-full", "", {"menu": FULL}, "menu"),
    Row("disk-full", "attract", {"menu": FULL}, "menu"),
    Row("disk-full", "consent", {"consent": FULL, "receipt": TAKE}),
    Row("disk-runs-full", "recording", {"failed": UNSAVED}, "failed"),
    Row("disk-write-error", "recording", {"failed": UNSAVED}, "failed"),
    Row("disk-write-error", "countdown", {"failed": UNSAVED}, "failed"),
    Row("disk-sync-error", "review", {"failed": UNSAVED}, "failed"),
    Row("disk-slow", "recording", {"receipt": TAKE}),
]

PINS = [
    *(
        Row(fault, at, {"receipt": TAKE})
        for fault in ("lamps-vanish", "sensors-vanish")
        for at in ("attract", "recording")
    ),
    Row("pins-missing", "", {"receipt": TAKE}),
    Row("door-sticks", "menu", {"receipt": TAKE}),
    Row("help-bounces", "consent", {"receipt": TAKE}),
    Row("next-sticks", "consent", {"receipt": TAKE}),
]

ROWS = [*CAMERA, *MICROPHONE, *PRINTER, *DISK, *PINS]
