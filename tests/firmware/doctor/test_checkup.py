"""All checks together: order, fence, lock, and how they are told."""

import io
import json
from pathlib import Path

from rich.console import Console

from firmware.cli import main
from firmware.config import render
from firmware.doctor.checkup import CHECKS, Checked, examine
from firmware.doctor.finding import Finding, Patient, Verdict, broken, fine, warning
from firmware.doctor.report import tell, tell_machine
from firmware.kiosk.opening import kiosk_lock


def seen(patient: Patient) -> Finding:
    return fine("in use") if patient.in_use else fine("free")


def test_a_check_that_breaks_is_a_finding_and_the_others_go_on(sound_booth, clock):
    def breaks(_: Patient) -> Finding:
        raise ZeroDivisionError("nobody thought of this")

    found = list(examine(sound_booth, clock, {"one": breaks, "other": seen}))

    assert [one.finding.verdict for one in found] == [Verdict.BROKEN, Verdict.OK]
    assert "ZeroDivisionError" in found[0].finding.said


def test_while_the_kiosk_runs_the_checks_are_told_so(sound_booth, clock):
    lock = kiosk_lock(sound_booth)
    (busy,) = examine(sound_booth, clock, {"it": seen})
    lock.release()
    (idle,) = examine(sound_booth, clock, {"it": seen})

    assert (busy.finding.said, idle.finding.said) == ("in use", "free")


def told(*findings: Finding) -> tuple[str, int]:
    paper = io.StringIO()
    rows = [Checked("camera", finding) for finding in findings]
    code = tell(rows, Console(file=paper, width=100))
    return paper.getvalue(), code


def test_each_finding_is_a_line_with_its_verdict_and_what_to_do():
    text, code = told(fine("25 pictures a second"), warning("dark", "take the cover off"))

    assert code == 0
    assert "camera" in text
    assert "25 pictures a second" in text
    assert "→ take the cover off" in text


def test_one_broken_part_is_an_exit_code_of_one():
    assert told(fine("well"), broken("gone", "plug it in"))[1] == 1


def test_a_machine_reads_the_same_as_json():
    text, code = tell_machine([Checked("disk", broken("full", "make room"))])

    assert code == 1
    assert json.loads(text) == [
        {"check": "disk", "verdict": "broken", "said": "full", "todo": "make room"}
    ]


def test_the_command_looks_at_everything(sound_booth, tmp_path: Path, capsys):
    file = tmp_path / "booth.toml"
    file.write_text(render(sound_booth))
    code = main(["doctor", "--config", str(file), "--json"])
    found = json.loads(capsys.readouterr().out)

    # This machine has neither a broker nor a touch panel of the booth.
    assert code == 1
    assert [one["check"] for one in found] == list(CHECKS)
    well = {one["check"] for one in found if one["verdict"] == "ok"}
    assert {"camera", "microphone", "printer", "lamps", "disk", "keys"} <= well
    assert not [one for one in found if "check itself failed" in one["said"]]


def test_a_mistake_in_the_settings_is_not_a_matter_for_the_doctor(tmp_path: Path, capsys):
    file = tmp_path / "booth.toml"
    file.write_text("[camera]\nfps = 99\n")

    assert main(["doctor", "--config", str(file)]) == 2
    assert "camera.fps" in capsys.readouterr().err
