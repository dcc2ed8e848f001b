"""What people are told of by SMS."""

from enum import StrEnum


class Event(StrEnum):
    """What has happened to an appeal, or is about to."""

    REGISTERED = "registered"
    ARRIVED = "arrived"
    FORWARDED = "forwarded"
    EXTENDED = "extended"
    CLARIFICATION = "clarification"
    ANSWERED = "answered"
    DISMISSED = "dismissed"
    DUE_3 = "due_3"
    DUE_1 = "due_1"
    DUE_0 = "due_0"
