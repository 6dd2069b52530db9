"""The switch of the read-only mode, and the guard of history that obeys it.

Revision ID: 0011
Revises: 0010
"""

from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

SWITCH = """
CREATE TABLE operating_mode (
    only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    read_only boolean NOT NULL DEFAULT false,
    reason text NOT NULL DEFAULT '',
    since timestamptz NOT NULL DEFAULT now()
);
INSERT INTO operating_mode DEFAULT VALUES;
GRANT SELECT ON operating_mode TO cancuoc_app;
"""

# 25006 is what a server in recovery says by itself: every writer then knows one refusal, whichever
# of the two it meets. The hint tells them apart: an order stands, a fail-over passes. The guard
# runs once a statement, whatever the number of its rows.
GUARD = """
CREATE FUNCTION refuse_while_read_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (SELECT read_only FROM operating_mode) THEN
        RAISE EXCEPTION 'the register is read-only' USING ERRCODE = '25006', HINT = 'ordered';
    END IF;
    RETURN NULL;
END $$;
"""

# A statement fires the guard of the table that it names only, so every partition has its own.
TABLES = """
DO $$
DECLARE
    guarded regclass;
BEGIN
    FOR guarded IN SELECT relid FROM pg_partition_tree('events') LOOP
        EXECUTE format('CREATE TRIGGER read_only BEFORE INSERT ON %s'
            ' FOR EACH STATEMENT EXECUTE FUNCTION refuse_while_read_only()', guarded);
    END LOOP;
END $$;
"""


def upgrade() -> None:
    for statement in (SWITCH, GUARD, TABLES):
        op.execute(statement)


def downgrade() -> None:
    raise NotImplementedError("The history only goes forward: write a new revision.")
