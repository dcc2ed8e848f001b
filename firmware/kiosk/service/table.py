"""The table of the service menu: which room leads to which."""

from statemachine import State, StateMachine
from statemachine.exceptions import TransitionNotAllowed

ROOMS = (
    "status",
    "camera",
    "sound",
    "printer",
    "lamps",
    "sensors",
    "network",
    "usb",
    "log",
    "about",
)
"""What the menu leads to."""

IDLE_S = {"pin": 30.0}
"""Seconds without a touch until a room is left for the attract screen."""

USUAL_IDLE_S = 300.0


class Table(StateMachine):
    """Closed, the PIN, the menu and its rooms."""

    closed = State(initial=True)
    pin = State()
    menu = State()
    status = State()
    camera = State()
    sound = State()
    printer = State()
    lamps = State()
    sensors = State()
    network = State()
    usb = State()
    log = State()
    about = State()

    opened = closed.to(pin)
    accepted = pin.to(menu)
    to_status = menu.to(status)
    to_camera = menu.to(camera)
    to_sound = menu.to(sound)
    to_printer = menu.to(printer)
    to_lamps = menu.to(lamps)
    to_sensors = menu.to(sensors)
    to_network = menu.to(network)
    to_usb = menu.to(usb)
    to_log = menu.to(log)
    to_about = menu.to(about)
    back = (
        menu.from_(status, camera, sound, printer, lamps, sensors, network, usb, log, about)
        | pin.to(closed)
    )  # fmt: skip
    left = closed.from_(
        pin, menu, status, camera, sound, printer, lamps, sensors, network, usb, log, about
    )  # fmt: skip

    @property
    def room(self) -> str:
        """The name of the room."""
        return str(self.current_state_value)

    def tell(self, event: str) -> bool:
        """Send an event; whether it led anywhere."""
        try:
            self.send(event)
        except TransitionNotAllowed:
            return False
        return True
