"""The page of the gallery: pictures to be chosen by panel, mode and language."""

from html import escape

from firmware.kiosk.gallery import chart
from firmware.kiosk.gallery.shots import Shot
from firmware.kiosk.visit import LIMITS

STYLE = """
body{margin:0;font:16px/1.45 Roboto,system-ui,sans-serif;background:#f6f4ef;color:#14232b}
header{position:sticky;top:0;z-index:1;background:#095270;color:#fff;padding:10px 24px;
display:flex;flex-wrap:wrap;gap:8px 28px;align-items:center}
h1{font-size:20px;margin:0 12px 0 0}h2{margin:28px 24px 8px;font-size:18px}
fieldset{border:0;margin:0;padding:0;display:flex;gap:4px}
label{border:1px solid #dbecf3;border-radius:6px;padding:2px 10px;cursor:pointer}
label:has(:checked){background:#fff;color:#095270;font-weight:600}
label:focus-within{outline:3px solid #ffdd00}
input{position:absolute;opacity:0}
section{display:flex;flex-wrap:wrap;gap:16px;padding:0 24px;align-items:flex-start}
figure{margin:0}figure[hidden]{display:none}
img{display:block;max-width:min(620px,100%);max-height:620px;border:1px solid #7c8a92}
figcaption{font-size:13px;color:#3a4952}
svg{width:calc(100% - 48px);margin:12px 24px;max-height:420px;background:#fff;border-radius:8px}
svg rect{fill:#deedf3;stroke:#095270}svg text{font-size:14px;text-anchor:middle;fill:#05384e}
svg path{fill:none;stroke:#095270;stroke-width:1.6}svg path.back{stroke:#7c8a92;
stroke-dasharray:4 4}svg marker path{fill:#095270;stroke:none}
"""

SCRIPT = """
function show(){const want=["panel","mode","language"].map(
name=>document.querySelector(`input[name=${name}]:checked`).value).join("|");
document.querySelectorAll("figure").forEach(one=>one.hidden=one.dataset.of!==want)}
document.querySelectorAll("input").forEach(one=>one.addEventListener("change",show));show()
"""


def page(shots: list[Shot]) -> str:
    """The page over those pictures, as HTML that needs nothing else."""
    choices = [
        _choice("panel", [shot.panel for shot in shots]),
        _choice("mode", [shot.mode for shot in shots]),
        _choice("language", [shot.language for shot in shots]),
    ]
    parts = [
        "<!doctype html><html lang='en'><meta charset='utf-8'>",
        "<meta name='viewport' content='width=device-width'><title>Dialog: every screen</title>",
        f"<style>{STYLE}</style><header><h1>Dialog: every screen</h1>{''.join(choices)}</header>",
        "<h2>The visit</h2>",
        chart.svg(),
    ]
    for state, limit in LIMITS.items():
        pictures = [_figure(shot) for shot in shots if shot.state == state]
        until = f", {limit:g} s until the warning" if limit else ""
        parts.append(f"<h2 id='{state}'>{state}{until}</h2><section>{''.join(pictures)}</section>")
    parts.append(f"<script>{SCRIPT}</script></html>")
    return "\n".join(parts)


def _choice(name: str, values: list[str]) -> str:
    known = list(dict.fromkeys(values))
    buttons = [
        f"<label><input type='radio' name='{name}' value='{escape(value)}'"
        f"{' checked' if value == known[0] else ''}>{escape(value)}</label>"
        for value in known
    ]
    return f"<fieldset aria-label='{name}'>{''.join(buttons)}</fieldset>"


def _figure(shot: Shot) -> str:
    of = escape(f"{shot.panel}|{shot.mode}|{shot.language}")
    return (
        f"<figure data-of='{of}' hidden><a href='{shot.file}'>"
        f"<img loading='lazy' src='{shot.file}' alt='{shot.state} {shot.turn}'></a></figure>"
    )
