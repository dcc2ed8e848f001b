"""What the bytes mean that a printer answers with.

Sources: the manuals named in the receipt note, section 7.
"""

from hw.printer import Link, Paper, PrinterStatus

UNPLUGGED = PrinterStatus(Link.UNPLUGGED, Paper.UNKNOWN)
SILENT = PrinterStatus(Link.SILENT, Paper.UNKNOWN)
# It holds the line by its flow control and answers nothing: it is there, and stopped.
HOLDING = PrinterStatus(Link.OFFLINE, Paper.UNKNOWN)


def is_status(byte: int) -> bool:
    """Bits 0 and 7 clear, 1 and 4 set: neither XON/XOFF nor an answer to GS r."""
    return byte & 0x93 == 0x12


def is_done(byte: int) -> bool:
    """An answer to GS r: bits 4 and 7 clear."""
    return byte & 0x90 == 0


def understand(answers: list[int | None]) -> PrinterStatus:
    """The answers to DLE EOT 1 to 4; None is one that did not come."""
    printer, offline, error, paper = answers
    off = _has(printer, 0x08) or _has(offline, 0x40) or _has(error, 0x20)
    return PrinterStatus(
        link=Link.OFFLINE if off else Link.ONLINE,
        paper=_paper(paper, offline),
        cover_open=_has(offline, 0x04),
        cutter_fault=_has(error, 0x08),
    )


def _has(answer: int | None, bits: int) -> bool | None:
    return None if answer is None else bool(answer & bits)


def _paper(sensors: int | None, offline: int | None) -> Paper:
    if _has(sensors, 0x60) or _has(offline, 0x20):
        return Paper.END
    if sensors is None:
        return Paper.UNKNOWN
    return Paper.NEAR_END if sensors & 0x0C else Paper.OK
