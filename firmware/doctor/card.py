"""What was not taken from the card at the last start."""

from pathlib import Path

from firmware.commissioning.code import KeptCode
from firmware.commissioning.notice import NoticeBoard
from firmware.doctor.finding import Finding, Patient, fine, warning


def card(patient: Patient, board: NoticeBoard | None = None) -> Finding:
    """Mistakes on the card of a booth that works, and a code that central refused."""
    remarks = (board or NoticeBoard()).remarks()
    if remarks:
        return warning("; ".join(remarks), "correct the card and start the booth again")
    code = KeptCode(Path(patient.settings.booth.keys))
    if code.refused:
        return warning(
            "central refused the code of the card", "`central booth code`; put it on as code.txt"
        )
    if code.get() is not None:
        return warning("the code of the card waits for clock, line or central", "see `line`")
    return fine("nothing is left on it to be taken")
