"""What each screen shows: one frozen dataclass a state, pure data, no devices.

Texts of the directory come in here already in the citizen's language; the
booth's own texts are the screens'. How much fits on a page is the panel's
matter: views carry everything there is and the page that is asked for.
"""

from firmware.kiosk.views.answer import (
    AnswerView,
    AskingView,
    Face,
    NumberProblem,
    NumberView,
    Playing,
    RatingView,
    Status,
    WatchingView,
)
from firmware.kiosk.views.appeal import (
    ConsentView,
    CountdownView,
    Ending,
    FailedView,
    Failure,
    Hint,
    PhoneView,
    PositionView,
    ReceiptView,
    RecordingView,
    RegisteringView,
    ReviewView,
    Slip,
    ThanksView,
)
from firmware.kiosk.views.choosing import (
    AreaView,
    ArticleView,
    AttractView,
    BodyView,
    Choice,
    InformationView,
    LanguageView,
    MenuView,
    OfficialCard,
    OfficialView,
)
from firmware.kiosk.views.chrome import (
    Chrome,
    Notice,
    UiEvent,
)

View = (
    AttractView | LanguageView | MenuView | AreaView | OfficialView | BodyView | PhoneView
    | ConsentView | PositionView | CountdownView | RecordingView | ReviewView | RegisteringView
    | ReceiptView | ThanksView | FailedView | NumberView | AskingView | AnswerView | WatchingView
    | RatingView | InformationView | ArticleView
)  # fmt: skip

__all__ = [
    "AnswerView",
    "AreaView",
    "ArticleView",
    "AskingView",
    "AttractView",
    "BodyView",
    "Choice",
    "Chrome",
    "ConsentView",
    "CountdownView",
    "Ending",
    "Face",
    "FailedView",
    "Failure",
    "Hint",
    "InformationView",
    "LanguageView",
    "MenuView",
    "Notice",
    "NumberProblem",
    "NumberView",
    "OfficialCard",
    "OfficialView",
    "PhoneView",
    "Playing",
    "PositionView",
    "RatingView",
    "ReceiptView",
    "RecordingView",
    "RegisteringView",
    "ReviewView",
    "Slip",
    "Status",
    "ThanksView",
    "UiEvent",
    "View",
    "WatchingView",
]
