"""The keys: one wrapped data key per subject, the keys of hidden claims, the revocation epoch.

Revision ID: 0001
Revises:
"""

from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

# The row of a destroyed key stays, so that "destroyed" can be told from "never here". `asked_at` is
# when an office last asked for the key in order to open a stream: the sweep of orphans spares a key
# that a late station has just been given. uuidv7() is PostgreSQL 18's own (RFC 9562).
# A destroyed key leaves a dead row version with its old bytes: vacuum as soon as there is one. Room
# in each page lets the destruction stay on it, without touching an index.
DATA_KEYS = """
CREATE TABLE data_keys (
    key_id uuid PRIMARY KEY DEFAULT uuidv7(),
    subject uuid NOT NULL UNIQUE,
    kek_id text NOT NULL,
    wrapped bytea,
    created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    asked_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    destroyed_at timestamptz,
    CHECK ((wrapped IS NULL) = (destroyed_at IS NOT NULL))
) WITH (fillfactor = 90, autovacuum_vacuum_threshold = 0, autovacuum_vacuum_scale_factor = 0);
"""

KIND_KEYS = """
CREATE TABLE kind_keys (
    kind text PRIMARY KEY,
    kek_id text NOT NULL,
    wrapped bytea NOT NULL
);
"""

EPOCH = """
CREATE TABLE revocation_epoch (
    only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    epoch bigint NOT NULL DEFAULT 0
);
INSERT INTO revocation_epoch DEFAULT VALUES;
"""

# The key database may be a cluster of its own, where the event store's history has not run.
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

# No DELETE: only the owner sweeps keys never used. Nor can the program replace a kind key, since
# every claim ever made depends on it.
GRANTS = """
REVOKE CREATE ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO cancuoc_app;
GRANT SELECT, INSERT ON data_keys, kind_keys TO cancuoc_app;
GRANT UPDATE (wrapped, asked_at, destroyed_at) ON data_keys TO cancuoc_app;
GRANT SELECT, UPDATE ON revocation_epoch TO cancuoc_app;
"""


def upgrade() -> None:
    for statement in (DATA_KEYS, KIND_KEYS, EPOCH, ROLE, GRANTS):
        op.execute(statement)


def downgrade() -> None:
    raise NotImplementedError("The history only goes forward: write a new revision.")
