"""What the eraser has to destroy and what it has destroyed.

Revision ID: 0010
Revises: 0009
"""

from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

# One row for each erasure that was begun: which streams with keys of their own went with the
# citizen's, and how much was destroyed, counted before the first of it is and so the same after any
# crash. `wiped_at` is when the dead bytes of it were found gone from pages and log.
ERASURES = """
CREATE TABLE erasures (
    order_id uuid PRIMARY KEY,
    citizen_id uuid NOT NULL,
    key_id uuid NOT NULL,
    begun_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    streams uuid[] NOT NULL,
    objects int NOT NULL,
    rows int NOT NULL DEFAULT 0,
    confirmed_at timestamptz,
    wiped_at timestamptz
);
CREATE INDEX ON erasures (begun_at) WHERE wiped_at IS NULL;
CREATE INDEX ON erasures (citizen_id) WHERE confirmed_at IS NULL;
"""

# Whom a packet is about that the register has not taken over: only its sealed content says so, and
# each is opened once. Ids alone; the table may be emptied at any time and is filled again.
PACKET_NAMES = """
CREATE TABLE packet_names (
    object_id uuid PRIMARY KEY,
    stream uuid NOT NULL,
    named uuid[] NOT NULL
);
CREATE INDEX ON packet_names USING gin (named);
CREATE INDEX ON packet_names (stream);
"""

# What is left of a person in the list of refused reactions is found by the streams.
REACTIONS = """
CREATE INDEX ON reactions (source_stream);
CREATE INDEX ON reactions (target);
"""

GRANTS = """
GRANT SELECT, INSERT, UPDATE ON erasures TO cancuoc_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON packet_names TO cancuoc_app;
"""

STATEMENTS: tuple[str, ...] = (ERASURES, PACKET_NAMES, REACTIONS, GRANTS)


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)


def downgrade() -> None:
    raise NotImplementedError("The history only goes forward: write a new revision.")
