"""What can be said of the image's recipe without making one."""

import ast
import json
import re
import runpy
import subprocess
import sys
from pathlib import Path

import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parents[2]
RECIPE = ROOT / "image-build"
SOURCES = ("debian", "rpios")
PARTITIONS = ["bootcfg", "boot_a", "boot_b", "system_a", "system_b", "data"]
OF_THE_DISTRIBUTION = {"av", "numpy"}


def runtime() -> list[Requirement]:
    """RUNTIME of setup.py."""
    for node in ast.parse((ROOT / "setup.py").read_text(encoding="utf-8")).body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "RUNTIME":
            return [Requirement(text) for text in ast.literal_eval(node.value)]
    raise AssertionError("setup.py has no RUNTIME")


def locked(name: str) -> dict[str, str]:
    """Names and versions of a lock file."""
    text = (RECIPE / "packages" / f"{name}.lock").read_text(encoding="utf-8")
    return dict(re.findall(r"^([a-z0-9-]+)==(\S+) --hash=sha256:[0-9a-f]{64}$", text, re.M))


def packages(name: str) -> list[str]:
    """A list of packages, comments dropped."""
    lines = (RECIPE / "packages" / f"{name}.list").read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def variables(source: str) -> dict[str, str]:
    """The variables that a source file sets, as the shell sees them."""
    script = f"before=$(compgen -v); . {RECIPE}/source/{source}.env; declare -p $(compgen -v)"
    shown = subprocess.run(["bash", "-c", script], capture_output=True, text=True, check=True)
    return dict(re.findall(r"^declare -\S+ ([A-Z_]+)=(.*)$", shown.stdout, re.M))


def test_the_lock_holds_what_the_program_needs_in_versions_that_it_takes() -> None:
    found = locked("python")
    for requirement in runtime():
        if requirement.name not in OF_THE_DISTRIBUTION:
            name = requirement.name.lower().replace("_", "-")
            assert requirement.specifier.contains(found[name]), requirement


def test_every_line_of_a_lock_has_its_hash() -> None:
    for file in (RECIPE / "packages").glob("*.lock"):
        lines = [line for line in file.read_text().splitlines() if not line.startswith("#")]
        assert len(lines) == len(locked(file.stem)), file


def test_the_bench_has_the_picamera2_that_the_tests_have() -> None:
    text = (ROOT / "tests" / "setup" / "picamera2.txt").read_text(encoding="utf-8")
    pins = dict(re.findall(r"^([\w-]+)==(\S+)$", text, re.M))
    bench = locked("bench") | locked("bench-source")
    assert bench == {name: version for name, version in pins.items() if name in bench}
    assert set(pins) - set(bench) == {"python-prctl"}  # Debian's own


@pytest.mark.parametrize("source", SOURCES)
def test_a_source_sets_what_the_other_sets(source: str) -> None:
    assert set(variables(source)) >= {
        *("COMPATIBLE", "SUITE", "COMPONENTS", "LISTS", "EXTRA_ARCHIVE", "PATH_EXCLUDES"),
        *("INITRAMFS_MODULES", "DROP_MODULES", "CMDLINE", "DEVICES"),
        *("BOOT_SIZE", "SYSTEM_SIZE", "DATA_SIZE"),
    }


def test_an_update_for_the_emulator_is_not_one_for_a_booth() -> None:
    assert variables("debian")["COMPATIBLE"] != variables("rpios")["COMPATIBLE"]


@pytest.mark.parametrize("file", sorted((RECIPE / "packages").glob("*.list")), ids=lambda f: f.stem)
def test_a_list_is_sorted_and_names_nothing_twice(file: Path) -> None:
    found = packages(file.stem)
    assert found == sorted(set(found))


def test_what_both_sources_share_is_in_one_list() -> None:
    assert not set(packages("debian")) & set(packages("rpios"))
    assert not set(packages("base")) & (set(packages("debian")) | set(packages("rpios")))


@pytest.mark.parametrize("source", SOURCES)
def test_each_slot_has_its_command_line(source: str) -> None:
    text = (RECIPE / "boot" / f"config-{source}.txt").read_text()
    assert (
        "[boot_partition=2]\ncmdline=cmdline_a.txt\n[boot_partition=3]\ncmdline=cmdline_b.txt"
        in text
    )
    # Or the wiring's lines that follow would be those of one slot.
    assert text.rstrip().endswith("[all]")


def test_the_partitions_have_the_names_by_which_all_goes() -> None:
    layout = (RECIPE / "layout" / "genimage.cfg.in").read_text()
    assert re.findall(r"^\tpartition (\w+)", layout, re.M) == PARTITIONS
    identifiers = re.findall(r'uuid = "([0-9a-f-]{36})"', layout)
    assert len(identifiers) == len(set(identifiers)) == len(PARTITIONS) + 1
    mounted = (RECIPE / "rootfs" / "etc" / "fstab").read_text()
    assert set(re.findall(r"by-partlabel/(\w+)", mounted)) == {"data", "bootcfg"}
    assert "nosuid,nodev,noexec" in mounted


def test_no_registry_is_named() -> None:
    for file in RECIPE.rglob("*"):
        if file.is_file() and "__pycache__" not in file.parts:
            text = file.read_text(encoding="utf-8")
            assert not re.search(r"https?://(?!www\.freedesktop\.org/)", text)


def test_build_explains_itself_and_refuses_what_it_does_not_know() -> None:
    shown = subprocess.run([RECIPE / "build", "--help"], capture_output=True, text=True, check=True)
    assert "--source debian|rpios" in shown.stdout
    wrong = subprocess.run(
        [RECIPE / "build", "--sauce"], capture_output=True, text=True, check=False
    )
    assert wrong.returncode == 2
    assert "--sauce" in wrong.stderr


def test_the_imagers_entry_has_size_and_hash_of_both_files(tmp_path: Path) -> None:
    image, packed = tmp_path / "booth.img", tmp_path / "booth.img.xz"
    image.write_bytes(b"abc")
    packed.write_bytes(b"xz")
    command = [sys.executable, RECIPE / "imager.py", image, packed]
    options = ["--version", "1.0", "--time", "0", "--devices", "pi4-64bit,pi5-64bit"]
    shown = subprocess.run([*command, *options], capture_output=True, check=True)
    (entry,) = json.loads(shown.stdout)["os_list"]
    assert entry["extract_size"] == 3
    assert entry["extract_sha256"].startswith("ba7816bf")
    assert (entry["image_download_size"], entry["url"]) == (2, "booth.img.xz")
    assert (entry["release_date"], entry["devices"]) == ("1970-01-01", ["pi4-64bit", "pi5-64bit"])


def test_the_bill_of_materials_counts_packages_and_wheels(tmp_path: Path) -> None:
    status = tmp_path / "var/lib/dpkg/status"
    status.parent.mkdir(parents=True)
    status.write_text(
        "Package: rauc\nStatus: install ok installed\nArchitecture: arm64\nVersion: 1.13-1\n\n"
        "Package: gone\nStatus: deinstall ok config-files\nArchitecture: arm64\nVersion: 1\n"
    )
    wheel = tmp_path / "site/rich-15.0.0.dist-info"
    wheel.mkdir(parents=True)
    (wheel / "METADATA").write_text(
        "Name: rich\nVersion: 15.0.0\nLicense-Expression: MIT\n\n# Rich"
    )
    module = runpy.run_path(str(RECIPE / "sbom.py"))
    components = [*module["debian"](tmp_path), *module["python"](tmp_path / "site")]
    assert [one["purl"] for one in components] == [
        "pkg:deb/debian/rauc@1.13-1?arch=arm64",
        "pkg:pypi/rich@15.0.0",
    ]
    once, again = (module["bill"]("booth", "1.0", 0, components) for _ in range(2))
    assert once == again
    assert once["metadata"]["timestamp"] == "1970-01-01T00:00:00+00:00"
