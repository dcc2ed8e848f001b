"""What is recorded, who sees it and how long it is kept; then one clear yes."""

from firmware.kiosk import theme
from firmware.kiosk.layout import Layout
from firmware.kiosk.page import Page
from firmware.kiosk.screens.composer import Composer
from firmware.kiosk.views import Chrome, ConsentView, UiEvent
from firmware.kiosk.widgets import Kind, Paragraph, Sheet

CONSENT_VERSION = "1"
"""Goes into the manifest; raise it whenever the meaning of these texts changes."""


def build(view: ConsentView, chrome: Chrome, layout: Layout) -> Page:
    """Four or five sentences on a sheet, agreement below."""
    composer = Composer("consent", chrome, layout)
    _ = composer.texts.gettext
    composer.bar()
    composer.title(_("Before you record"))
    agree, rest = layout.content.cut_bottom(layout.action_height, layout.mm(3))
    composer.add(Sheet(key="consent.sheet", box=rest))
    sentences = _sentences(composer, view)
    inner = rest.inset(layout.mm(4 if not layout.compact else 2), layout.mm(2.4))
    for number, ((icon, text), row) in enumerate(
        zip(sentences, inner.rows(len(sentences), layout.mm(0.8)), strict=True)
    ):
        composer.add(
            Paragraph(
                key=f"consent.{number}",
                box=row,
                icon=icon,
                text=text,
                style=composer.style(layout.sizes.note, theme.INK, valign="middle"),
                icon_size=layout.mm(11 if not layout.compact else 7),
            )
        )
    composer.button(
        "consent.agree", agree, UiEvent("consented"), _("I agree, go on"), icon="check",
        kind=Kind.MAIN,
    )  # fmt: skip
    return composer.page()


def _sentences(composer: Composer, view: ConsentView) -> list[tuple[str, str]]:
    _, texts = composer.texts.gettext, composer.texts
    whole, seconds = divmod(view.clip_s, 60)
    length = texts.ngettext(
        "Your picture and voice are recorded: up to {n} minute.",
        "Your picture and voice are recorded: up to {n} minutes.",
        whole,
    )
    if seconds:
        length = texts.ngettext(
            "Your picture and voice are recorded: up to {n} second.",
            "Your picture and voice are recorded: up to {n} seconds.",
            view.clip_s,
        )
    kept = texts.ngettext(
        "The recording is kept for {n} day, then deleted.",
        "The recording is kept for {n} days, then deleted.",
        view.keep_days,
    )
    leaving = _("If you leave without pressing “Send”, the recording is deleted.")
    if view.walk_away_sends and view.by_phone:
        leaving = _("If you leave without pressing “Send”, it is sent; the number comes by SMS.")
    return [
        ("camera", length),
        ("lock", _("Only {name} and the staff who handle appeals see it.").format(
            name=view.addressee
        )),
        ("calendar", kept),
        ("info", leaving),
        ("speech", _("Please begin by saying your full name.")),
    ]  # fmt: skip
