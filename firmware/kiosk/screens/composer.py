"""What all screens have in common: bar, steps, title, notices, overlays."""

from firmware.appeals.appeal import Language
from firmware.kiosk import texts, theme
from firmware.kiosk.box import Box
from firmware.kiosk.layout import Layout
from firmware.kiosk.page import Page
from firmware.kiosk.screens import aids, notices
from firmware.kiosk.theme import Colour, Weight
from firmware.kiosk.views import Chrome, UiEvent
from firmware.kiosk.widgets import Button, Kind, Label, Paragraph, Progress, Sheet, Steps, Widget
from firmware.kiosk.widgets.brand import Crown
from firmware.kiosk.widgets.typeset import Align, Style, Valign
from firmware.kiosk.widgets.veil import Veil

STEPS = ("area", "official", "phone", "consent", "position", "recording", "review")
"""The way of an appeal as the thin line below the bar shows it."""

STEP_OF = {"body": 2, "countdown": 5} | {name: n + 1 for n, name in enumerate(STEPS)}

WARN_S = 20
"""Length of the bar in the warning; a longer warning starts with a full bar."""


class Composer:
    """Collects the widgets of one screen and makes its page."""

    def __init__(self, name: str, chrome: Chrome, layout: Layout) -> None:
        self.name = name
        self.chrome = chrome
        self.layout = layout
        self.texts = texts.of(chrome.language)
        self.widgets: list[Widget] = []
        self.at_stake = ""
        """What happens when the time is over, said in the warning; empty: nothing is lost."""

    def add(self, *widgets: Widget) -> None:
        """Put widgets on top of those there."""
        self.widgets += widgets

    def style(
        self,
        capitals_mm: float,
        colour: Colour = theme.INK,
        weight: Weight = "regular",
        align: Align = "left",
        valign: Valign = "top",
        floor_mm: float | None = None,
    ) -> Style:
        """A text style by the height of its capitals."""
        floor = self.layout.floor if floor_mm is None else self.layout.least(floor_mm)
        floor = min(floor, self.layout.em(capitals_mm))
        return Style(self.layout.em(capitals_mm), floor, colour, weight, align, valign)

    def style_px(self, px: int, colour: Colour, valign: Valign = "top") -> Style:
        """A text style of an exact size, for texts measured before."""
        return Style(px, self.layout.floor, colour, valign=valign)

    def bar(self, back: bool = True, leave: str = "cancel") -> None:
        """The top bar. `leave` is the event of the button that ends the visit, or empty."""
        _ = self.texts.gettext
        layout = self.layout
        rest = layout.bar
        if back:
            box, rest = rest.cut_left(layout.mm(33 if layout.compact else 43), layout.gap)
            self.add(self._small("top.back", box, UiEvent("back"), _("Back"), "back"))
        if leave:
            box, rest = rest.cut_left(layout.mm(36 if layout.compact else 48), layout.gap)
            self.add(self._small("top.leave", box, UiEvent(leave), _("Leave"), "cross"))
        self._languages()
        if self.name in STEP_OF:
            self.add(
                Steps(key="top.steps", box=layout.steps, done=STEP_OF[self.name], count=len(STEPS))
            )

    def _languages(self) -> None:
        layout = self.layout
        width = layout.mm(15.2 if layout.compact else 22)
        rest = layout.bar.cut_right(layout.aids.w, layout.gap)[1]
        box = rest.cut_right(3 * width + 2 * layout.gap)[0]
        for language, cell in zip(Language, box.columns(3, layout.gap), strict=True):
            chosen = language is self.chrome.language
            self.add(
                Button(
                    key=f"top.{language}",
                    box=cell,
                    event=UiEvent("switch_language", str(language)),
                    text=texts.SHORT[language],
                    kind=Kind.CHOSEN if chosen else Kind.QUIET,
                    px=layout.em(layout.sizes.note),
                    floor=layout.floor,
                    weight="bold" if chosen else "medium",
                    speak=texts.NAMES[language],
                )
            )

    def _small(self, key: str, box: Box, event: UiEvent, text: str, icon: str) -> Button:
        px = self.layout.em(self.layout.sizes.body)
        floor = self.layout.floor
        return Button(
            key=key, box=box, event=event, text=text, icon=icon, kind=Kind.QUIET, px=px, floor=floor
        )

    def title(self, text: str, box: Box | None = None) -> None:
        """The line that says what the screen is for."""
        style = self.style(self.layout.sizes.title, weight="bold", valign="middle")
        self.add(Label(key="title", box=box or self.layout.title, text=text, style=style))

    def label(self, key: str, box: Box, text: str, style: Style) -> None:
        """A text."""
        self.add(Label(key=key, box=box, text=text, style=style))

    def button(
        self,
        key: str,
        box: Box,
        event: UiEvent,
        text: str,
        *,
        icon: str = "",
        kind: Kind = Kind.PLAIN,
        enabled: bool = True,
        icon_after: bool = False,
        speak: str = "",
    ) -> None:
        """A large button; `speak` is what is said of it aloud, where its text is not enough."""
        self.add(
            Button(
                key=key,
                box=box,
                event=event,
                text=text,
                icon=icon,
                icon_after=icon_after,
                kind=kind,
                enabled=enabled,
                px=self.layout.em(self.layout.sizes.body * 1.05),
                floor=self.layout.floor,
                weight="bold" if kind is Kind.MAIN else "medium",
                speak=speak,
            )
        )

    def notices(self, box: Box) -> Box:
        """Say at the foot of the box what does not work now; returns the room above."""
        layout = self.layout
        most = 2 if layout.zoom > 1 else 1
        found = notices.texts_of(self.chrome.notices, self.texts)[:most]
        if not found:
            return box
        height = layout.mm(14 if layout.compact else 17.5)
        strip, rest = box.cut_bottom(height, layout.mm(2))
        self.add(
            Paragraph(
                key="notices",
                box=strip,
                icon="warning",
                text="\n".join(found),
                style=self.style(layout.sizes.note, theme.AMBER, "medium", valign="middle"),
                icon_colour=theme.AMBER,
                icon_ground=None,
                icon_size=layout.mm(7),
                ground=theme.AMBER_PALE,
            )
        )
        return rest

    def page(self, ground: Colour = theme.PAPER) -> Page:
        """The page, with the question or the warning that is due above it."""
        aids_on = self.chrome.aids
        self.add(aids.button(self.name, aids_on, self.texts, self.layout))
        overlay: tuple[Widget, ...] = ()
        if self.chrome.warning_s is not None:
            overlay = self._warning(self.chrome.warning_s)
        elif self.chrome.unpowered:
            overlay = self._unpowered()
        elif self.chrome.helped:
            overlay = self._helped()
        elif self.chrome.leaving:
            overlay = self._leaving()
        elif aids_on.open:
            overlay = aids.panel(aids_on, self.texts, self.layout)
        return Page(self.name, (*self._crown(), *self.widgets), overlay, ground, self.layout)

    def _crown(self) -> tuple[Widget, ...]:
        """What fills the part of a tall panel that is out of reach."""
        layout = self.layout
        if not layout.tall or self.name == aids.ATTRACT:
            return ()
        box = layout.screen.cut_top(layout.reach.y)[0]
        size, name = layout.mm(34), layout.mm(18)
        sign, rest = box.middle(box.w, size + name + layout.mm(5)).cut_top(size, layout.mm(5))
        style = self.style(layout.sizes.hero * 0.8, theme.ON_STAGE, "bold", "center", "middle")
        return (
            Crown(key="crown", box=box, sign=sign.middle(size, size)),
            Label(key="crown.name", box=rest, text="Диалог", style=style),
        )

    def _dialog(self, title: str, text: str, bar_mm: float = 0) -> tuple[list[Widget], Box, Box]:
        """Card, title and text; then the rows for a bar of that height and for buttons."""
        layout = self.layout
        card = layout.inner.middle(
            min(layout.inner.w, layout.mm(175 if layout.large else 165)),
            min(layout.inner.h, layout.mm(118 if layout.large else 92)),
        )
        inner = card.inset(layout.mm(8 if not layout.compact else 5))
        head, rest = inner.cut_top(layout.row(16), layout.mm(2))
        buttons, middle = rest.cut_bottom(layout.action_height, layout.mm(4))
        bar, middle = middle.cut_bottom(layout.mm(bar_mm), layout.mm(3))
        style = self.style(layout.sizes.title, weight="bold", align="center", valign="middle")
        body = self.style(layout.sizes.body, theme.SOFT, align="center", valign="middle")
        widgets: list[Widget] = [
            Veil(key="veil", box=layout.screen),
            Sheet(key="dialog", box=card, outline=theme.LINE),
            Label(key="dialog.title", box=head, text=title, style=style),
        ]
        widgets.append(Label(key="dialog.text", box=middle, text=text, style=body))
        return widgets, bar, buttons

    def _warning(self, seconds: int) -> tuple[Widget, ...]:
        _ = self.texts.gettext
        text = self.texts.ngettext(
            "This visit will end in {n} second.", "This visit will end in {n} seconds.", seconds
        )
        if self.at_stake:
            text = f"{text}\n{self.at_stake}"
        widgets, bar, buttons = self._dialog(_("Are you still here?"), text, bar_mm=2.4)
        widgets.append(Progress(key="dialog.left", box=bar, share=seconds / WARN_S))
        widgets.append(
            self._choice("warning.more", buttons, "more_time", _("I need more time"), Kind.MAIN)
        )
        return tuple(widgets)

    def _leaving(self) -> tuple[Widget, ...]:
        _ = self.texts.gettext
        widgets, _bar, buttons = self._dialog(
            _("Delete the recording and leave?"),
            _("It has not been sent. Once deleted it cannot be brought back."),
        )
        stay, leave = buttons.columns(2, self.layout.gap)
        widgets.append(self._choice("leaving.stay", stay, "stay", _("Stay"), Kind.MAIN))
        widgets.append(
            self._choice("leaving.leave", leave, "cancel", _("Delete and leave"), Kind.PLAIN)
        )
        return tuple(widgets)

    def _helped(self) -> tuple[Widget, ...]:
        _ = self.texts.gettext
        text = _("Somebody will come to you. You may go on meanwhile.")
        if self.name == aids.ATTRACT:
            # Nobody has chosen a language yet.
            others = [texts.of(one) for one in Language if one is not self.chrome.language]
            text = "\n".join(other.gettext("Help has been called") for other in others)
        widgets, _bar, buttons = self._dialog(_("Help has been called"), text)
        widgets.append(self._choice("helped.close", buttons, "help_seen", _("Close"), Kind.MAIN))
        return tuple(widgets)

    def _unpowered(self) -> tuple[Widget, ...]:
        _ = self.texts.gettext
        text = _("The booth will close in a moment: please finish. What was sent is safe.")
        widgets, _bar, buttons = self._dialog(_("The power has failed"), text)
        widgets.append(self._choice("power.close", buttons, "outage_seen", _("Go on"), Kind.MAIN))
        return tuple(widgets)

    def _choice(self, key: str, box: Box, event: str, text: str, kind: Kind) -> Button:
        return Button(
            key=key,
            box=box,
            event=UiEvent(event),
            text=text,
            kind=kind,
            px=self.layout.em(self.layout.sizes.lead),
            floor=self.layout.floor,
            weight="bold",
        )
