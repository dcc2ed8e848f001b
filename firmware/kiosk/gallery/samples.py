"""A view of every state, in each of the forms that its screen has: what the gallery shows."""

from dataclasses import replace
from datetime import date
from io import BytesIO

import pygame

from firmware.appeals.appeal import Language
from firmware.kiosk.aids import Aids
from firmware.kiosk.views import (
    AnswerView,
    AreaView,
    ArticleView,
    AskingView,
    AttractView,
    BodyView,
    Choice,
    Chrome,
    ConsentView,
    CountdownView,
    Ending,
    FailedView,
    Failure,
    Hint,
    InformationView,
    LanguageView,
    MenuView,
    Notice,
    NumberProblem,
    NumberView,
    OfficialCard,
    OfficialView,
    PhoneView,
    Playing,
    PositionView,
    RatingView,
    ReceiptView,
    RecordingView,
    RegisteringView,
    ReviewView,
    Slip,
    Status,
    ThanksView,
    View,
    WatchingView,
)
from firmware.kiosk.widgets.pictures import Pictures
from hw.bench.scene import Scene
from hw.camera import PreviewFrame

NUMBER = "0014823190765542"
AREAS = (
    "Тұрғын үй-коммуналдық шаруашылық",
    "Денсаулық сақтау",
    "Жолдар және қоғамдық көлік",
    "Жилищно-коммунальное хозяйство",
    "Здравоохранение",
    "Общественная безопасность",
    "Әлеуметтік қорғау",
    "Land and construction",
    "Other questions",
)
OFFICIALS = (
    ("Ахметов Нұрлан Серікұлы", "Қала әкімінің орынбасары"),
    ("Сәрсенбаева Гүлнәр Қайратқызы", "Руководитель управления образования"),
    ("Ким Александр Викторович", "Deputy mayor of the city"),
    ("Жұмабекова Айгүл Төлегенқызы", "Заместитель акима города"),
)

WAYS = "answers.example.kz, 1414"


def _live() -> PreviewFrame:
    """The figure of the test bench."""
    size = (640, 360)
    return PreviewFrame(Scene(*size).draw(1_000_000), *size, 1)


def _upright() -> PreviewFrame:
    """The same, filmed with a telephone held upright."""
    size = (360, 640)
    return PreviewFrame(Scene(*size).draw(1_000_000), *size, 2)


def _portrait(frame: PreviewFrame) -> bytes:
    """A photo of 3:4, cut out of that picture."""
    picture = Pictures().frame("portrait", frame, (frame.width, frame.height), mirrored=False)
    file = BytesIO()
    pygame.image.save(picture.subsurface((185, 0, 270, 360)), file, "photo.jpg")
    return file.getvalue()


def every_view() -> list[tuple[str, View]]:
    """States and views, in each of the forms a screen has."""
    live = _live()
    portrait = _portrait(live)
    choices = tuple(Choice(f"a{number}", title) for number, title in enumerate(AREAS))
    many = tuple(Choice(f"b{number}", title) for number, title in enumerate(AREAS * 4))
    officials = tuple(
        OfficialCard(f"o{n}", name, post, "Тұрғын үй-коммуналдық шаруашылық, жолдар, көлік", photo)
        for n, (name, post) in enumerate(OFFICIALS)
        for photo in [portrait if n % 2 else None]
    )
    day = date(2026, 12, 6)
    name = OFFICIALS[1][0]
    answer = "Құрметті азамат! Көше жарығы 10 желтоқсанға дейін жөнделеді.\nРақмет. " * 12
    return [
        ("attract", AttractView()),
        ("attract", AttractView(offers=MenuView(False, False, True, True))),
        ("attract", AttractView(offers=MenuView(False, False, False, False))),
        ("attract", AttractView(updating=True)),
        ("language", LanguageView()),
        ("menu", MenuView()),
        ("menu", MenuView(appeal=False, violation=False)),
        ("area", AreaView(choices)),
        ("area", AreaView(choices[:4])),
        ("area", AreaView(many, page=1)),
        ("official", OfficialView(choices[0].title, officials)),
        ("official", OfficialView(choices[0].title, officials[:1])),
        ("body", BodyView(choices[:6])),
        ("phone", PhoneView("70112")),
        ("phone", PhoneView("7011234567", optional=True, unusual=True)),
        ("consent", ConsentView(name, 120, 365)),
        ("consent", ConsentView(name, 90, 1, False, walk_away_sends=True)),
        ("position", PositionView(live, -20)),
        ("position", PositionView(None, None, (Hint.TOO_DARK, Hint.NOT_HEARD))),
        ("position", PositionView(live, -4, (Hint.NO_PICTURE, Hint.TOO_LOUD))),
        ("position", PositionView(live, -20, (Hint.COVERED, Hint.FROZEN))),
        ("countdown", CountdownView(2, live)),
        ("recording", RecordingView(83, 37, live, -18)),
        ("recording", RecordingView(19, 101, live, -18, can_extend=True)),
        ("recording", RecordingView(64, 56, live)),
        ("review", ReviewView(True, 14, 83, 2, picture=live)),
        ("review", ReviewView(False, 0, 83, 0, walk_away_sends=True)),
        ("review", ReviewView(False, 0, 21, 2, cut_short=True)),
        ("registering", RegisteringView()),
        *(("receipt", ReceiptView(NUMBER, NUMBER, day, slip)) for slip in Slip),
        ("receipt", ReceiptView(NUMBER, NUMBER, None, Slip.PRINTED, can_reprint=False)),
        *(("thanks", ThanksView(ending)) for ending in Ending),
        *(("failed", FailedView(reason)) for reason in Failure),
        ("number", NumberView("00148231")),
        ("number", NumberView(NUMBER, NumberProblem.CHECK)),
        ("number", NumberView("0014", preview=live)),
        ("asking", AskingView()),
        *(("answer", AnswerView(s, day, name, answer)) for s in Status),
        ("answer", AnswerView(Status.ANSWERED, text="Иә.")),
        ("answer", AnswerView(Status.CLARIFICATION, day, reason="Қай үй? Мекенжайын айтыңыз.")),
        ("answer", AnswerView(Status.NOT_AN_APPEAL, reason="Бұл — жарнама. " * 3)),
        ("answer", AnswerView(Status.EXTENDED, day, reason="Жол бөліміне сұрау салынды. " * 17)),
        ("answer", AnswerView(Status.ANSWERED, day, name, answer, video=True)),
        ("answer", AnswerView(Status.ANSWERED, day, name, "Иә.", video=True, watched=True)),
        ("answer", AnswerView(Status.ANSWERED, day, name, video=True)),
        ("watching", WatchingView(Playing.PLAYING, 14, 83, picture=live)),
        ("watching", WatchingView(Playing.PAUSED, 31, 83, picture=_upright())),
        ("watching", WatchingView(Playing.ON_ITS_WAY, 0, 83)),
        ("watching", WatchingView(Playing.ON_ITS_WAY, 31, 83, picture=live)),
        ("watching", WatchingView(Playing.OVER, 83, 83, picture=live)),
        ("watching", WatchingView(Playing.FAILED, 0, 83)),
        ("watching", WatchingView(Playing.FAILED, 0, 83, text=False, other_ways=WAYS)),
        ("information", InformationView(choices)),
        ("information", InformationView(many, page=1)),
        ("article", ArticleView("Өтініш қалай беріледі және жауап қашан келеді?", answer)),
        ("article", ArticleView("Как подать обращение?", answer, page=1)),
        ("rating", RatingView()),
    ]


def cases(
    views: list[tuple[str, View]], language: Language, aids: Aids
) -> list[tuple[str, View, Chrome]]:
    """Those views as one citizen sees them, and what may lie above them or be wrong."""
    plain = Chrome(language, aids=aids)
    menu = MenuView()
    review = next(view for state, view in views if state == "review")
    recording = next(view for state, view in views if state == "recording")
    opened = replace(aids, open=True, voice=True, volume=2)
    return [
        *((state, view, plain) for state, view in views),
        ("menu", menu, replace(plain, aids=opened)),
        ("menu", menu, replace(plain, warning_s=12)),
        ("review", review, replace(plain, warning_s=12)),
        ("review", review, replace(plain, leaving=True)),
        ("review", review, replace(plain, helped=True)),
        ("attract", AttractView(), replace(plain, helped=True)),
        ("recording", recording, replace(plain, unpowered=True)),
        *(
            (state, view, replace(plain, notices=notices))
            for state, view in views
            for notices in ((Notice.NO_PAPER,), tuple(Notice))
            if state in ("consent", "position")
        ),
        ("menu", menu, replace(plain, notices=tuple(Notice))),
        *(("menu", menu, replace(plain, notices=(notice,))) for notice in Notice),
    ]
