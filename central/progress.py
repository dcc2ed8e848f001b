"""What is asked and noted of a transfer at every batch of chunks, and so must be quick."""

from collections.abc import Iterable

from central.models import Intake, IntakeState, database

# Without the papers, which may be large and are needed once.
OFTEN_ASKED = (
    Intake.id,
    Intake.booth,
    Intake.state,
    Intake.size,
    Intake.sha256,
    Intake.manifest_sha256,
    Intake.have,
    Intake.signed,
)


def note_progress(rows: Iterable[tuple[str, str]]) -> None:
    """What of each open transfer is there: pairs of `have` and id, in the caller's transaction."""
    # Built once and not by peewee: that would cost more than the writing.
    mark = database.obj.param
    statement = f'UPDATE "intake" SET "have" = {mark} WHERE "id" = {mark} AND "state" = {mark}'
    for have, id in rows:
        database.execute_sql(statement, (have, id, IntakeState.OPEN.value))
