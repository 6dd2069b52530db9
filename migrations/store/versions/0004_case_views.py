"""Waits, progress, stock and case links in both slots; reactors, work claims and job leases.

Revision ID: 0004
Revises: 0003
"""

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

SLOTS = ("view_a", "view_b")

# Owner columns as in the search: the number of digits of a code tells its level, so an officer's
# own unit is looked for in all three at once. An open list is oldest first.
WAITS = """
CREATE TABLE {slot}.waits (
    stream uuid NOT NULL,
    stage text NOT NULL,
    kind text NOT NULL,
    owner_role text NOT NULL,
    owner_unit text NOT NULL,
    owner_province text,
    owner_district text,
    owner_commune text,
    due timestamptz NOT NULL,
    escalates_to text,
    missed boolean NOT NULL,
    entered_version bigint NOT NULL,
    entered_at timestamptz NOT NULL,
    job_id uuid,
    priority int NOT NULL,
    position bigint NOT NULL,
    PRIMARY KEY (stream, stage)
);
CREATE INDEX ON {slot}.waits (owner_role, due, stream, stage);
CREATE INDEX ON {slot}.waits (owner_role, stage, due, stream);
CREATE INDEX ON {slot}.waits (owner_role, owner_province, due, stream, stage);
CREATE INDEX ON {slot}.waits (owner_role, owner_district, due, stream, stage)
    WHERE owner_district IS NOT NULL;
CREATE INDEX ON {slot}.waits (owner_role, owner_commune, due, stream, stage)
    WHERE owner_commune IS NOT NULL;
CREATE INDEX ON {slot}.waits (stage, priority DESC, due, stream) WHERE job_id IS NOT NULL;
CREATE INDEX ON {slot}.waits (due, stream, stage) WHERE escalates_to IS NOT NULL AND NOT missed;
CREATE INDEX ON {slot}.waits (kind, stage, due) WHERE missed OR kind = 'legal-instrument';
"""

# What is not known of a unit or of a person is empty rather than null, since all of it is the key.
PROGRESS = """
CREATE TABLE {slot}.progress (
    basis text NOT NULL,
    counter text NOT NULL,
    day date NOT NULL,
    unit text NOT NULL,
    province text NOT NULL,
    district text NOT NULL,
    commune text NOT NULL,
    sex text NOT NULL,
    age_band text NOT NULL,
    count bigint NOT NULL,
    PRIMARY KEY (basis, counter, day, unit, province, district, commune, sex, age_band)
);
CREATE INDEX ON {slot}.progress (basis, province, day);
CREATE INDEX ON {slot}.progress (basis, district, day) WHERE district <> '';
CREATE INDEX ON {slot}.progress (basis, commune, day) WHERE commune <> '';
"""

STOCK = """
CREATE TABLE {slot}.stock (
    block uuid NOT NULL,
    account text NOT NULL,
    supplier text NOT NULL,
    form text NOT NULL,
    box text NOT NULL,
    first_serial text NOT NULL,
    count bigint NOT NULL,
    position bigint NOT NULL,
    PRIMARY KEY (block, account)
);
CREATE INDEX ON {slot}.stock (account, form);
"""

CASE_LINKS = """
CREATE TABLE {slot}.case_links (
    subject uuid NOT NULL,
    stream uuid NOT NULL,
    kind text NOT NULL,
    serial text,
    position bigint NOT NULL,
    PRIMARY KEY (subject, stream)
);
"""

# What a projection keeps of each stream (msgpack), written with its rows.
MEMORY = """
CREATE TABLE {slot}.{view}_memory (
    stream uuid PRIMARY KEY,
    memory bytea STORAGE EXTERNAL NOT NULL
);
"""
REMEMBERING = ("waits", "progress", "stock")

ANALYSING = "GRANT MAINTAIN ON ALL TABLES IN SCHEMA {slot} TO cancuoc_app"

# How far each reactor has come (`reached` also before it was rewound), and what became of each
# command that was not accepted or whose event is parked.
REACTORS = """
CREATE TABLE reactor_position (
    name text PRIMARY KEY,
    position bigint NOT NULL DEFAULT -1,
    reached bigint NOT NULL DEFAULT -1
);
CREATE TABLE reactions (
    command_id uuid PRIMARY KEY,
    reactor text NOT NULL,
    source_stream uuid NOT NULL,
    source_version bigint NOT NULL,
    position bigint NOT NULL,
    target uuid,
    command text NOT NULL,
    outcome text NOT NULL,
    code text,
    params jsonb,
    owner_role text,
    owner_unit text,
    attempts int NOT NULL DEFAULT 0,
    at timestamptz NOT NULL,
    next_at timestamptz
);
CREATE INDEX ON reactions (reactor, source_stream, source_version) WHERE outcome = 'parked';
CREATE INDEX ON reactions (at, command_id);
"""

# Who is at work on what, for a while; a row whose time has passed binds nobody.
WORK = """
CREATE TABLE work_claims (
    stream uuid NOT NULL,
    stage text NOT NULL,
    officer uuid NOT NULL,
    unit text NOT NULL,
    until timestamptz NOT NULL,
    PRIMARY KEY (stream, stage)
);
CREATE INDEX ON work_claims (officer);
CREATE INDEX ON work_claims (until);
CREATE TABLE job_leases (
    job_id uuid PRIMARY KEY,
    kind text NOT NULL,
    stream uuid NOT NULL,
    station uuid NOT NULL,
    subject uuid NOT NULL,
    leased_at timestamptz NOT NULL,
    until timestamptz NOT NULL
);
CREATE INDEX ON job_leases (station);
CREATE INDEX ON job_leases (until);
"""

GRANTS = """
GRANT SELECT, INSERT, UPDATE, DELETE
    ON reactor_position, reactions, work_claims, job_leases TO cancuoc_app;
"""


def upgrade() -> None:
    for slot in SLOTS:
        for statement in (WAITS, PROGRESS, STOCK, CASE_LINKS):
            op.execute(statement.format(slot=slot))
        for view in REMEMBERING:
            op.execute(MEMORY.format(slot=slot, view=view))
        op.execute(ANALYSING.format(slot=slot))
    for statement in (REACTORS, WORK, GRANTS):
        op.execute(statement)


def downgrade() -> None:
    raise NotImplementedError("The history only goes forward: write a new revision.")
