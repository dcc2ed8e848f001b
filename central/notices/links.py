"""The case as an SMS names it: a link with a short code, never the registration number."""

import re

from central.models import Appeal

_CODE = re.compile(r"[0-9a-f]{12}")


def case_code(id: str) -> str:
    """The last group of an appeal's id: 48 bits, and of a UUIDv7 all of them are random."""
    return id.rpartition("-")[2]


def case_link(address: str, id: str) -> str:
    """Where the desk shows that case; `address` is the desk's public one."""
    return f"{address.rstrip('/')}/c/{case_code(id)}"


def by_code(code: str) -> list[str]:
    """The ids of the appeals of that code: one, as good as always. Needs a connection.

    Says nothing about who may see them.
    """
    if not _CODE.fullmatch(code):
        return []
    rows = Appeal.select(Appeal.id).where(Appeal.id.endswith(f"-{code}"))
    return [row.id for row in rows]
