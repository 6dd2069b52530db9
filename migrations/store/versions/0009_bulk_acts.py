"""Lists that one officer signed with a verdict per item, work that changed hands, revoked tokens.

Revision ID: 0009
Revises: 0008
"""

from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

# The body is kept as it was signed, and the signature with it: they prove who ordered what. Neither
# names a person but by the id of the entry. `subject`, `unit` and `roles` are the officer as he
# was when he signed.
BULK_ACTS = """
CREATE TABLE bulk_acts (
    id uuid PRIMARY KEY,
    subject uuid NOT NULL,
    unit text NOT NULL,
    roles text[] NOT NULL,
    act text NOT NULL,
    dry_run boolean NOT NULL,
    total integer NOT NULL,
    request_hmac bytea NOT NULL,
    body bytea NOT NULL,
    signature bytea NOT NULL,
    traceparent text,
    signed_at timestamptz NOT NULL,
    received_at timestamptz NOT NULL DEFAULT now(),
    started_at timestamptz,
    ended_at timestamptz,
    cancelled_at timestamptz,
    cancelled_by uuid,
    held_by uuid,
    held_until timestamptz,
    tried_at timestamptz
);
CREATE INDEX ON bulk_acts (tried_at NULLS FIRST, id)
    WHERE ended_at IS NULL AND cancelled_at IS NULL;
CREATE INDEX ON bulk_acts (subject) WHERE ended_at IS NULL AND cancelled_at IS NULL;
"""

# `item` is the place in the list, from 0. `detail` holds what the sentence of a refusal names:
# codes, days and versions, never a value of an entry.
BULK_ITEMS = """
CREATE TABLE bulk_items (
    bulk_act uuid NOT NULL REFERENCES bulk_acts,
    item integer NOT NULL,
    citizen_id uuid NOT NULL,
    verdict text,
    version bigint,
    refusal text,
    detail text,
    PRIMARY KEY (bulk_act, item)
);
CREATE INDEX ON bulk_items (bulk_act, item) WHERE verdict IS NULL;
"""

# Who put whose work into other hands, and what was moved: the answer to a repeat, and the record.
REASSIGNMENTS = """
CREATE TABLE work_reassignments (
    id uuid PRIMARY KEY,
    subject uuid NOT NULL,
    unit text NOT NULL,
    request_hmac bytea NOT NULL,
    from_officer uuid NOT NULL,
    to_officer uuid,
    reason text NOT NULL,
    moved bytea NOT NULL,
    at timestamptz NOT NULL
);
"""

# Tokens issued before an instant (of the real clock) are refused: those of one officer, or of
# everybody where `officer` is the nil UUID.
REVOCATIONS = """
CREATE TABLE token_revocations (
    officer uuid PRIMARY KEY,
    before timestamptz NOT NULL,
    reason text NOT NULL,
    at timestamptz NOT NULL DEFAULT now()
);
"""

# Units that ended by an order beside the published register. Every process reads them at its start.
SUCCESSIONS = """
CREATE TABLE unit_successions (
    code text NOT NULL,
    successor text NOT NULL,
    on_day date NOT NULL,
    reason text NOT NULL,
    at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (code, on_day)
);
"""

GRANTS = """
GRANT SELECT, INSERT, UPDATE ON bulk_acts, bulk_items, token_revocations TO cancuoc_app;
GRANT SELECT, INSERT ON work_reassignments, unit_successions TO cancuoc_app;
"""


def upgrade() -> None:
    for statement in (BULK_ACTS, BULK_ITEMS, REASSIGNMENTS, REVOCATIONS, SUCCESSIONS, GRANTS):
        op.execute(statement)


def downgrade() -> None:
    raise NotImplementedError("The history only goes forward: write a new revision.")
