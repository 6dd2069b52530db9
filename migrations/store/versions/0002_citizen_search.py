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

# The version of the program that is filling the slot that is not live, while one is.
BUILDING = "ALTER TABLE projections ADD COLUMN building int"

# What is made of other columns is generated, so that every event can be a partial update. Pages go
# by code points, which is one order whatever the cluster's locale.
CITIZEN_SEARCH = """
CREATE TABLE {slot}.citizen_search (
    citizen_id uuid PRIMARY KEY,
    version bigint NOT NULL,
    stage text NOT NULL,
    number_cancelled boolean NOT NULL,
    status text NOT NULL
        GENERATED ALWAYS AS (CASE WHEN number_cancelled THEN 'verified' ELSE stage END) STORED,
    standing text NOT NULL,
    surname text,
    middle text,
    given text,
    fold_surname text,
    fold_middle text,
    fold_given text,
    fold_name text COLLATE "C" NOT NULL GENERATED ALWAYS AS (btrim(
        coalesce(fold_surname, '') || ' '
        || CASE WHEN coalesce(fold_middle, '') = '' THEN '' ELSE fold_middle || ' ' END
        || coalesce(fold_given, ''))) STORED,
    birth text,
    birth_earliest date,
    birth_latest date,
    sex text,
    pin text,
    unit text NOT NULL,
    unit_province text,
    unit_district text,
    unit_commune text,
    residence_unit text,
    residence_province text,
    residence_district text,
    residence_commune text,
    position bigint NOT NULL,
    recorded_at timestamptz NOT NULL
);
CREATE INDEX ON {slot}.citizen_search USING gin ((' ' || fold_name) gin_trgm_ops);
CREATE INDEX ON {slot}.citizen_search (fold_name, citizen_id);
CREATE INDEX ON {slot}.citizen_search (birth_earliest, birth_latest);
CREATE INDEX ON {slot}.citizen_search USING gin ((ARRAY[unit_province, unit_district, unit_commune,
    residence_province, residence_district, residence_commune]));
"""

CITIZEN_PIN = """
CREATE TABLE {slot}.citizen_pin (
    citizen_id uuid NOT NULL,
    pin text NOT NULL,
    established_on date NOT NULL,
    ended_on date,
    end_reason text,
    PRIMARY KEY (citizen_id, pin)
);
CREATE INDEX ON {slot}.citizen_pin (pin);
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

# A slot just filled is analysed before it goes live, or its first searches would be planned blind.
ANALYSING = "GRANT MAINTAIN ON ALL TABLES IN SCHEMA {slot} TO cancuoc_app"


def upgrade() -> None:
    op.execute(BUILDING)
    for slot in SLOTS:
        for statement in (CITIZEN_SEARCH, CITIZEN_PIN, CONFIRMED_RULES, ANALYSING):
            op.execute(statement.format(slot=slot))


def downgrade() -> None:
    raise NotImplementedError("The history only goes forward: write a new revision.")
