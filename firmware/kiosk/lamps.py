"""What the lamps say, from the visit, who is there, and whether help was called."""

from firmware.kiosk.jobs import Worker
from hw.lights import Lights, Scene

_SCENES = {
    "attract": Scene.IDLE,
    "position": Scene.READY,
    "countdown": Scene.READY,
    "recording": Scene.RECORDING,
    "failed": Scene.ATTENTION,
    "receipt": Scene.ATTENTION,
}


def scene_of(
    state: str, *, called: bool = False, somebody: bool = False, closed: bool = False
) -> Scene:
    """The scene of a state of the visit.

    Who called for help is found by the lamps whatever the visit is at; a booth in
    which nothing works (`closed`) says so from outside; who has come in keeps the
    booth occupied before the first touch.
    """
    if called:
        return Scene.ATTENTION
    if closed:
        return Scene.OUT_OF_ORDER
    if state == "attract" and somebody:
        return Scene.OCCUPIED
    return _SCENES.get(state, Scene.OCCUPIED)


class Lamps:
    """Shows scenes in a worker's thread, each once.

    The scene that is due waits while an engineer looks at another.
    """

    def __init__(self, lights: Lights, worker: Worker) -> None:
        self._lights = lights
        self._worker = worker
        self._due: Scene | None = None
        self._tried: Scene | None = None
        self._shown: Scene | None = None

    @property
    def tried(self) -> Scene | None:
        """The scene that an engineer looks at."""
        return self._tried

    def show(self, scene: Scene) -> None:
        """That scene is due from now on."""
        self._due = scene
        self._light()

    def try_out(self, scene: Scene | None) -> None:
        """Show that scene whatever is due; None: what is due again."""
        self._tried = scene
        self._light()

    def _light(self) -> None:
        scene = self._tried or self._due
        if scene is None or scene is self._shown:
            return
        self._shown = scene
        self._worker.submit(0, "lamps", lambda: self._lights.show(scene))
