"""sbom.py TREE: what is in a booth's system, as CycloneDX 1.6 (JSON) on standard output.

From dpkg's own list and the metadata of the wheels; nothing is asked of anybody.
"""

import argparse
import json
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime
from email.parser import HeaderParser
from pathlib import Path
from typing import Any

BOOTH = uuid.UUID("d1a106b0-0741-4000-8000-000000000000")


def debian(tree: Path) -> Iterator[dict[str, Any]]:
    """The installed packages of the distribution."""
    for text in (tree / "var/lib/dpkg/status").read_text(encoding="utf-8").split("\n\n"):
        fields = HeaderParser().parsestr(text)
        if fields["Status"] != "install ok installed":
            continue
        name, version = fields["Package"], fields["Version"]
        yield {
            "type": "library",
            "name": name,
            "version": version,
            "purl": f"pkg:deb/debian/{name}@{version}?arch={fields['Architecture']}",
        }


def python(site_packages: Path) -> Iterator[dict[str, Any]]:
    """The wheels of the program's venv."""
    for file in sorted(site_packages.glob("*.dist-info/METADATA")):
        fields = HeaderParser().parsestr(file.read_text(encoding="utf-8"))
        name, version = fields["Name"], fields["Version"]
        found: dict[str, Any] = {"type": "library", "name": name, "version": version}
        found["purl"] = f"pkg:pypi/{name.lower().replace('_', '-')}@{version}"
        if text := fields["License-Expression"]:
            found["licenses"] = [{"expression": text}]
        yield found


def bill(name: str, version: str, time: int, components: list[dict[str, Any]]) -> dict[str, Any]:
    """The document; the same components give the same one."""
    for number, component in enumerate(components):
        component["bom-ref"] = f"{number}-{component['name']}"
    serial = uuid.uuid5(BOOTH, json.dumps([name, version, components]))
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{serial}",
        "version": 1,
        "metadata": {
            "timestamp": datetime.fromtimestamp(time, UTC).isoformat(),
            "component": {"type": "operating-system", "name": name, "version": version},
        },
        "components": components,
    }


def main() -> None:
    """Print it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("tree", type=Path)
    parser.add_argument("--name", required=True)
    parser.add_argument("--version", required=True)
    parser.add_argument("--time", type=int, required=True, help="seconds since 1970")
    parser.add_argument("--site-packages", required=True, metavar="PATH")
    given = parser.parse_args()
    site_packages = given.tree / given.site_packages.lstrip("/")
    components = [*debian(given.tree), *python(site_packages)]
    print(json.dumps(bill(given.name, given.version, given.time, components), indent=1))


if __name__ == "__main__":
    main()
