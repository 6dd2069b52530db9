"""Citizen search and the confirmed rules, once in each of the two view schemas.

Revision ID: 0002
Revises: 0001
"""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

SLOTS = ("view_a", "view_b")

# Prefix searches ask for text_pattern_ops, which serves LIKE 'x%' under any collation.
CITIZEN_SEARCH = """
CREATE TABLE {slot}.citizen_search (
    citizen_id uuid PRIMARY KEY,
    version bigint NOT NULL,
    status text NOT NULL,
    standing text NOT NULL,
    surname text,
    middle text,
    given text,
    fold_name text,
    tone_key text,
    birth text,
    birth_earliest date,
    birth_latest date,
    sex text,
    pin text,
    unit text NOT NULL,
    residence_unit text,
    province text,
    district text,
    commune text,
    position bigint NOT NULL,
    recorded_at timestamptz NOT NULL
);
CREATE INDEX ON {slot}.citizen_search USING gin (fold_name gin_trgm_ops);
CREATE INDEX ON {slot}.citizen_search (fold_name text_pattern_ops);
CREATE INDEX ON {slot}.citizen_search (birth_earliest, birth_latest);
CREATE INDEX ON {slot}.citizen_search (unit text_pattern_ops);
CREATE INDEX ON {slot}.citizen_search (residence_unit text_pattern_ops);
CREATE INDEX ON {slot}.citizen_search (pin);
"""

CITIZEN_PIN = """
CREATE TABLE {slot}.citizen_pin (
    pin text NOT NULL,
    citizen_id uuid NOT NULL,
    established_on date NOT NULL,
    ended_on date,
    end_reason text,
    PRIMARY KEY (pin, citizen_id)
);
CREATE INDEX ON {slot}.citizen_pin (citizen_id);
"""

CONFIRMED_RULES = """
CREATE TABLE {slot}.confirmed_rules (
    position bigint PRIMARY KEY,
    instrument_id uuid NOT NULL,
    key text NOT NULL,
    article text NOT NULL,
    parameters jsonb NOT NULL,
    valid_from date NOT NULL,
    valid_to date,
    known_since timestamptz NOT NULL,
    confidence text NOT NULL
);
CREATE INDEX ON {slot}.confirmed_rules (key, valid_from);
"""


def upgrade() -> None:
    for slot in SLOTS:
        for statement in (CITIZEN_SEARCH, CITIZEN_PIN, CONFIRMED_RULES):
            op.execute(statement.format(slot=slot))


def downgrade() -> None:
    raise NotImplementedError("The history only goes forward: write a new revision.")
