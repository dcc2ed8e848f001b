"""How central's database came to be what it is: the steps, and what guards the audit."""

from collections.abc import Mapping
from types import MappingProxyType

from peewee import Database

from central.models import AuditEntry

STEPS: Mapping[int, tuple[str, ...]] = MappingProxyType(
    {
        2: ('ALTER TABLE "appeal" ADD COLUMN "legal" DATE',),
        3: (
            'ALTER TABLE "appeal" ADD COLUMN "official_number" VARCHAR(255)',
            'ALTER TABLE "appeal" ADD COLUMN "closed_at" VARCHAR(255)',
            """ALTER TABLE "appeal" ADD COLUMN "site" VARCHAR(255) NOT NULL DEFAULT ''""",
            'ALTER TABLE "appeal" ADD COLUMN "holder" VARCHAR(255)',
            """UPDATE "appeal" SET "site" = COALESCE(
                (SELECT "site" FROM "booth" WHERE "booth"."id" = "appeal"."booth"), '')""",
            """UPDATE "appeal" SET "holder" = COALESCE(
                (SELECT "official" FROM "forwarding" WHERE "appeal_id" = "appeal"."id"
                 ORDER BY "forwarding"."id" DESC LIMIT 1), "addressee")""",
            """UPDATE "appeal" SET "closed_at" = "received_at" WHERE "state" = 'quarantined'""",
            """UPDATE "appeal" SET "closed_at" = (SELECT MIN("answered_at") FROM "answer"
                WHERE "appeal_id" = "appeal"."id") WHERE "state" = 'answered'""",
            """ALTER TABLE "booth" ADD COLUMN "online_since" VARCHAR(255) NOT NULL DEFAULT ''""",
            """ALTER TABLE "booth" ADD COLUMN "heard_at" VARCHAR(255) NOT NULL DEFAULT ''""",
        ),
        4: (
            """ALTER TABLE "intake" ADD COLUMN "begun_at" VARCHAR(255) NOT NULL DEFAULT ''""",
            """ALTER TABLE "intake" ADD COLUMN "stored_at" VARCHAR(255) NOT NULL DEFAULT ''""",
            """ALTER TABLE "booth" ADD COLUMN "public_key" TEXT NOT NULL DEFAULT ''""",
            """UPDATE "intake" SET "state" = 'registered'
                WHERE "state" = 'stored' AND "id" IN (SELECT "id" FROM "appeal")""",
        ),
        5: (
            'ALTER TABLE "appeal" ADD COLUMN "place" BIGINT NOT NULL DEFAULT 0',
            """UPDATE "appeal" SET "place" = "ordered"."place" FROM (
                SELECT "id", ROW_NUMBER() OVER (ORDER BY "received_at", "id") AS "place"
                FROM "appeal") AS "ordered" WHERE ("ordered"."id" = "appeal"."id")""",
        ),
    }
)
"""What leads to each version of the database; 1 was the first. A step never changes.

Both engines must understand it.
"""

VERSION = max(STEPS)

_AUDIT = AuditEntry._meta.table_name
_STAYS = "the audit is only added to"

_SQLITE_GUARDS = tuple(
    f"""CREATE TRIGGER IF NOT EXISTS "{name}" BEFORE {verb} ON "{_AUDIT}"
        BEGIN SELECT RAISE(ABORT, '{_STAYS}'); END"""
    for name, verb in ((f"{_AUDIT}_kept", "DELETE"), (f"{_AUDIT}_unchanged", "UPDATE"))
)
_POSTGRES_GUARDS = (
    f"""CREATE OR REPLACE FUNCTION "{_AUDIT}_stays"() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN
            RAISE EXCEPTION '{_STAYS}' USING ERRCODE = 'integrity_constraint_violation';
        END $$""",
    f"""CREATE OR REPLACE TRIGGER "{_AUDIT}_kept" BEFORE DELETE OR TRUNCATE ON "{_AUDIT}"
        FOR EACH STATEMENT EXECUTE FUNCTION "{_AUDIT}_stays"()""",
    f"""CREATE OR REPLACE TRIGGER "{_AUDIT}_unchanged" BEFORE UPDATE ON "{_AUDIT}"
        FOR EACH STATEMENT EXECUTE FUNCTION "{_AUDIT}_stays"()""",
)


def guard_audit(database: Database, *, postgres: bool) -> None:
    """From now on nobody changes or deletes what the audit says."""
    for statement in _POSTGRES_GUARDS if postgres else _SQLITE_GUARDS:
        database.execute_sql(statement)  # type: ignore[no-untyped-call]


def climb(database: Database, version: int) -> None:
    """From that version to this software's; the steps alone."""
    for step in range(version + 1, VERSION + 1):
        for statement in STEPS[step]:
            database.execute_sql(statement)  # type: ignore[no-untyped-call]
