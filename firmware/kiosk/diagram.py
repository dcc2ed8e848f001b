"""Writes docs/visit.md from the table of the visit: python -m firmware.kiosk.diagram."""

from firmware.kiosk.visit import LIMITS, Visit

HEAD = """\
# A visit

Generated from `firmware/kiosk/visit.py`; a test compares the two. To renew it:
`python -m firmware.kiosk.diagram > docs/visit.md`.

Words in brackets are conditions: the way is open only while they hold. `cancel`
is the citizen who leaves, `expired` the citizen who has left: nobody touched the
screen for the seconds below, nor during the warning after them. Once an appeal
is being registered there is no way round its receipt, unless it is being sent
for a citizen who has left.
"""


def page() -> str:
    """The whole page as Markdown."""
    rows = [f"| {state} | {limit or 'none'} |" for state, limit in LIMITS.items()]
    return "\n".join(
        [
            HEAD,
            "```mermaid",
            f"{Visit:mermaid}".rstrip(),
            "```",
            "",
            "| state | seconds until the warning |",
            "|---|---|",
            *rows,
            "",
        ]
    )


if __name__ == "__main__":
    print(page(), end="")
