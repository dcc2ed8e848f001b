"""The names of states, kinds, roles and acts in the reader's language."""

from central.audit import SIGN_IN
from central.desk.texts import Texts


class Words:
    """Looks up by the value of the enum; what is not known is shown as it is."""

    def __init__(self, texts: Texts) -> None:
        self._gettext = texts.gettext

    def state(self, state: str) -> str:
        """How an appeal stands."""
        _ = self._gettext
        return {
            "received": _("New"),
            "in_work": _("In work"),
            "forwarded": _("Passed on"),
            "extended": _("Extended"),
            "clarification": _("Clarification asked"),
            "answered": _("Answered"),
            "not_an_appeal": _("Not an appeal"),
            "quarantined": _("Quarantined"),
            "deleted": _("Deleted"),
        }.get(state, state)

    def kind(self, kind: str | None) -> str:
        """What the law calls an appeal."""
        _ = self._gettext
        return {
            "application": _("Application"),
            "complaint": _("Complaint"),
            "message": _("Message about a violation"),
            "proposal": _("Proposal"),
            "response": _("Response"),
            "request": _("Request"),
        }.get(kind or "", kind or "—")

    def role(self, role: str) -> str:
        """What a person is to central."""
        _ = self._gettext
        return {
            "official": _("Official"),
            "registrar": _("Registrar"),
            "operator": _("Operator"),
            "auditor": _("Auditor"),
        }.get(role, role)

    def rating(self, rating: str) -> str:
        """What the citizen thought of the answer."""
        _ = self._gettext
        return {"good": _("Good"), "fair": _("Fair"), "bad": _("Bad")}.get(rating, rating)

    def act(self, act: str) -> str:
        """What the audit says was done."""
        _ = self._gettext
        return {
            "received": _("received"),
            "see": _("looked at it"),
            "play": _("played the clip"),
            "see_phone": _("looked at the phone number"),
            "take": _("took it into work"),
            "answer": _("answered"),
            "forward": _("passed it on"),
            "extend": _("put the day off"),
            "ask": _("asked for a clarification"),
            "dismiss": _("closed it as not an appeal"),
            "reclass": _("changed the kind"),
            "number": _("noted the official number"),
            "hold": _("placed a hold"),
            "release": _("released the hold"),
            "delete": _("deleted it"),
            "export": _("exported it"),
            "templates": _("changed the reply templates"),
            "directory": _("changed the directory"),
            "pages": _("changed the pages"),
            "people": _("changed the accounts"),
            "tokens": _("changed the keys of other systems"),
            SIGN_IN: _("signed in"),
        }.get(act, act)

    def event(self, event: str) -> str:
        """What a message is about."""
        _ = self._gettext
        return {
            "registered": _("Copy of the number"),
            "arrived": _("An appeal has arrived"),
            "forwarded": _("It was passed on"),
            "extended": _("The day was put off"),
            "clarification": _("A clarification is asked for"),
            "answered": _("The answer is ready"),
            "dismissed": _("It was closed"),
            "due_3": _("Three working days are left"),
            "due_1": _("One working day is left"),
            "due_0": _("It is due today"),
        }.get(event, event)

    def notice(self, state: str) -> str:
        """How a message stands."""
        _ = self._gettext
        return {
            "queued": _("waits"),
            "submitting": _("on its way"),
            "sent": _("sent"),
            "delivered": _("delivered"),
            "failed": _("failed"),
            "unknown": _("nobody knows"),
            "dropped": _("not needed any more"),
        }.get(state, state)

    def printer(self, state: str) -> str:
        """How a booth's printer is."""
        _ = self._gettext
        return {
            "online": _("ready"),
            "offline": _("not ready"),
            "silent": _("does not answer"),
            "unplugged": _("unplugged"),
            "unknown": _("not known"),
        }.get(state, state)

    def paper(self, state: str) -> str:
        """How much paper a booth has."""
        _ = self._gettext
        return {
            "ok": _("enough"),
            "near_end": _("almost used up"),
            "end": _("used up"),
            "unknown": _("not known"),
        }.get(state, state)

    def trouble(self, what: str) -> str:
        """A part of a booth that is broken."""
        _ = self._gettext
        return {
            "in_order": _("Cannot take appeals"),
            "kiosk": _("The screen's program is silent"),
            "camera": _("No camera"),
            "microphone": _("No microphone"),
            "printer": _("The printer does not print"),
            "paper": _("The paper is used up"),
            "paper_low": _("The paper is almost used up"),
            "cover": _("The printer's cover is open"),
            "cutter": _("The paper cutter is stuck"),
            "mains": _("No mains"),
            "button": _("A button is stuck"),
            "power": _("Voltage, heat or the card"),
            "clock": _("The clock is unsure"),
            "disk": _("The disk is filling up"),
            "clips": _("Clips wait for too long"),
            "certificate": _("The certificate runs out"),
            "update": _("An update did not stay"),
        }.get(what, what)

    def update(self, state: str) -> str:
        """What became of an update."""
        _ = self._gettext
        return {
            "offered": _("waits for its hours"),
            "fetching": _("is being fetched"),
            "installing": _("is being installed"),
            "trial": _("is on trial"),
            "kept": _("is kept"),
            "returned": _("did not prove itself; the booth went back"),
            "refused": _("was refused"),
        }.get(state, state)

    def part(self, part: str) -> str:
        """What a directory is made of."""
        _ = self._gettext
        return {
            "areas": _("Areas"),
            "officials": _("Officials"),
            "bodies": _("Bodies"),
        }.get(part, part)

    def page_kind(self, kind: str) -> str:
        """What a page of information is about."""
        _ = self._gettext
        return {
            "question": _("Frequent questions"),
            "how": _("How to apply"),
            "documents": _("Documents"),
        }.get(kind, kind)

    def change(self, what: str) -> str:
        """How a draft differs from what is published."""
        _ = self._gettext
        return {
            "added": _("Added"),
            "changed": _("Changed"),
            "removed": _("Removed"),
            "moved": _("The order was changed"),
        }.get(what, what)

    def entry_field(self, name: str) -> str:
        """A part of an official, an area, a body or a page."""
        _ = self._gettext
        return {
            "name": _("Name"),
            "post": _("Post"),
            "responsibility": _("Responsibility"),
            "area": _("Area"),
            "overseer": _("Overseer"),
            "photo": _("Photo"),
            "kind": _("Kind"),
            "title": _("Title"),
            "body": _("Text"),
        }.get(name, name)

    def done(self, code: str) -> str:
        """What the last form did, for the message after it; empty for anything else."""
        _ = self._gettext
        return {
            "answered": _("The answer was given."),
            "taken": _("The appeal is in work now."),
            "forwarded": _("The appeal was passed on."),
            "extended": _("The day of the answer was put off."),
            "asked": _("The question was sent."),
            "dismissed": _("The appeal was closed as not an appeal."),
            "reclassed": _("The kind was changed."),
            "numbered": _("The official number was noted."),
            "held": _("The hold was placed."),
            "released": _("The hold was released."),
            "deleted": _("The appeal was deleted; a proof is left."),
            "saved": _("Saved."),
            "removed": _("Removed."),
            "published": _("Published. The booths show it as soon as they are reached."),
            "discarded": _("The draft was discarded."),
            "revoked": _("The key was revoked."),
        }.get(code, "")
