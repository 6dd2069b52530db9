"""The event store: events, claims, idempotency, positions, and the role that may only append.

Revision ID: 0001
Revises:
"""

from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

PARTITIONS = 16

# State is mostly ciphertext, which does not compress: EXTERNAL saves the attempt on each large row.
# No fillfactor: rows are never updated. Insert-driven vacuum runs early so that freezing a
# billion rows is many small works instead of a large one.
EVENTS = """
CREATE TABLE events (
    originator_id uuid NOT NULL,
    originator_version bigint NOT NULL,
    notification_id bigint NOT NULL,
    topic text NOT NULL,
    state bytea STORAGE EXTERNAL NOT NULL,
    PRIMARY KEY (originator_id, originator_version)
) PARTITION BY HASH (originator_id);
CREATE INDEX events_notification_id ON events (notification_id);
"""
PARTITION = """
CREATE TABLE events_p{number:02} PARTITION OF events
    FOR VALUES WITH (MODULUS {partitions}, REMAINDER {number})
    WITH (autovacuum_vacuum_insert_scale_factor = 0.05, autovacuum_analyze_scale_factor = 0.02)
"""

# Added to every notification id: a store restored into a new cluster, whose transaction
# counter starts again, continues above what it has already given out.
EPOCH = """
CREATE TABLE store_epoch (
    only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    epoch_offset bigint NOT NULL DEFAULT 0 CHECK (epoch_offset >= 0)
);
INSERT INTO store_epoch DEFAULT VALUES;
"""

CLAIMS = """
CREATE TABLE claims (
    kind text NOT NULL,
    value bytea NOT NULL,
    owner uuid NOT NULL,
    PRIMARY KEY (kind, value)
);
CREATE INDEX claims_owner ON claims (owner);
"""

IDEMPOTENCY = """
CREATE TABLE idempotency (
    subject uuid NOT NULL,
    command_id uuid NOT NULL,
    request_hmac bytea NOT NULL,
    status smallint NOT NULL,
    streams uuid[] NOT NULL,
    versions bigint[] NOT NULL,
    recorded_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (subject, command_id)
);
CREATE INDEX idempotency_recorded_at ON idempotency USING brin (recorded_at);
"""

POSITIONS = """
CREATE TABLE positions (
    position bigint PRIMARY KEY CHECK (position >= 0),
    notification_id bigint NOT NULL UNIQUE
);
"""

CLOCK = """
CREATE TABLE programme_clock (
    only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    offset_s bigint NOT NULL DEFAULT 0
);
INSERT INTO programme_clock DEFAULT VALUES;
"""

# Each read model lives in one of two schemas; a rebuild fills the other one and then swaps.
PROJECTIONS = """
CREATE TABLE projections (
    name text PRIMARY KEY,
    version int NOT NULL,
    live_slot text NOT NULL CHECK (live_slot IN ('a', 'b')),
    position_a bigint NOT NULL DEFAULT -1,
    position_b bigint NOT NULL DEFAULT -1
);
CREATE SCHEMA view_a;
CREATE SCHEMA view_b;
"""

# Two databases of one cluster may be migrated at the same moment, and roles belong to the cluster.
ROLE = """
DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'cancuoc_app') THEN
        CREATE ROLE cancuoc_app LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE;
    END IF;
EXCEPTION WHEN duplicate_object OR unique_violation THEN
    NULL;
END $$
"""

# To see which transaction holds the readers' horizon. Only a superuser may give this; elsewhere an
# administrator does, and until then `doctor` sees the program's own sessions only.
SEEING_SESSIONS = """
DO $$
BEGIN
    GRANT pg_read_all_stats TO cancuoc_app;
EXCEPTION WHEN insufficient_privilege OR unique_violation THEN
    RAISE NOTICE 'pg_read_all_stats was not granted to cancuoc_app';
END $$
"""

# Events and positions: no UPDATE, no DELETE, no TRUNCATE, for nobody but the owner.
GRANTS = """
REVOKE CREATE ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public, view_a, view_b TO cancuoc_app;
GRANT SELECT, INSERT ON events, positions TO cancuoc_app;
GRANT SELECT, INSERT, DELETE ON idempotency TO cancuoc_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON claims TO cancuoc_app;
GRANT SELECT ON store_epoch TO cancuoc_app;
GRANT SELECT ON programme_clock TO cancuoc_app;
GRANT SELECT, INSERT, UPDATE ON projections TO cancuoc_app;
ALTER DEFAULT PRIVILEGES IN SCHEMA view_a, view_b
    GRANT SELECT, INSERT, UPDATE, DELETE, TRUNCATE ON TABLES TO cancuoc_app;
"""

EXTENSIONS = """
CREATE EXTENSION IF NOT EXISTS pg_trgm;
DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_available_extensions WHERE name = 'unaccent') THEN
        CREATE EXTENSION IF NOT EXISTS unaccent;
    END IF;
END $$
"""


def upgrade() -> None:
    op.execute(EVENTS)
    for number in range(PARTITIONS):
        op.execute(PARTITION.format(number=number, partitions=PARTITIONS))
    for statement in (EPOCH, CLAIMS, IDEMPOTENCY, POSITIONS, CLOCK, PROJECTIONS):
        op.execute(statement)
    for statement in (EXTENSIONS, ROLE, SEEING_SESSIONS, GRANTS):
        op.execute(statement)
    # The server names the key of a unique violation only to a role that may read the very
    # partition: without this nobody would know which command of a batch lost its race.
    for number in range(PARTITIONS):
        op.execute(f"GRANT SELECT ON events_p{number:02} TO cancuoc_app")


def downgrade() -> None:
    raise NotImplementedError("The history only goes forward: write a new revision.")
