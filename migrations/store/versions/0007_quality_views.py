"""What the data-quality checks see, what they found, and the figures made of it.

Long because it declares the tables of one view, once each.

Revision ID: 0007
Revises: 0006
"""

from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

SLOTS = ("view_a", "view_b")

# A row for each entry that is neither merged nor erased. Names and numbers are keyed digests in
# `traits` (msgpack); `evaluated` has a bit for each check that the entry was put to.
PEOPLE = """
CREATE TABLE {slot}.quality_people (
    citizen_id uuid PRIMARY KEY,
    version bigint NOT NULL,
    position bigint NOT NULL,
    evaluated bigint NOT NULL,
    status text NOT NULL,
    standing text NOT NULL,
    unit text NOT NULL,
    unit_province text,
    unit_district text,
    unit_commune text,
    home_unit text,
    home_as_of date,
    confirmed_on date,
    birth text NOT NULL,
    marital text NOT NULL,
    names_spouse boolean NOT NULL,
    is_head boolean,
    remedy boolean NOT NULL,
    traits bytea NOT NULL
);
CREATE INDEX ON {slot}.quality_people (position);
"""

# The checks that an entry fails by itself, and on which days; `since` is the position of the event.
FAILURES = """
CREATE TABLE {slot}.quality_failures (
    citizen_id uuid NOT NULL,
    check_id text NOT NULL,
    first_day date NOT NULL,
    last_day date NOT NULL,
    since bigint NOT NULL,
    check_version int NOT NULL,
    about jsonb NOT NULL,
    PRIMARY KEY (citizen_id, check_id, first_day)
);
"""

# What two entries may have in common (keyed digests), and whom an entry names.
KEYS = """
CREATE TABLE {slot}.quality_keys (
    citizen_id uuid NOT NULL,
    kind text NOT NULL,
    digest bigint NOT NULL,
    since bigint NOT NULL,
    PRIMARY KEY (citizen_id, kind, digest)
);
CREATE INDEX ON {slot}.quality_keys (digest, kind);
CREATE TABLE {slot}.quality_links (
    citizen_id uuid NOT NULL,
    number int NOT NULL,
    kind text NOT NULL,
    to_citizen uuid,
    to_pin bigint,
    to_cmnd9 bigint,
    to_head text,
    since bigint NOT NULL,
    PRIMARY KEY (citizen_id, number)
);
CREATE INDEX ON {slot}.quality_links (to_citizen) WHERE to_citizen IS NOT NULL;
CREATE INDEX ON {slot}.quality_links (to_pin) WHERE to_pin IS NOT NULL;
CREATE INDEX ON {slot}.quality_links (to_cmnd9) WHERE to_cmnd9 IS NOT NULL;
"""

# The days that bring an entry up by themselves; `source` is what tells of the day.
DUE = """
CREATE TABLE {slot}.quality_due (
    citizen_id uuid NOT NULL,
    source uuid NOT NULL,
    day date NOT NULL,
    since bigint NOT NULL,
    PRIMARY KEY (citizen_id, source, day)
);
CREATE INDEX ON {slot}.quality_due (day, citizen_id);
"""

CARDS = """
CREATE TABLE {slot}.quality_applications (
    citizen_id uuid NOT NULL,
    application_id uuid NOT NULL,
    intake_unit text NOT NULL,
    open boolean NOT NULL,
    captured_on date,
    accounted jsonb NOT NULL,
    captured jsonb NOT NULL,
    bandaged jsonb NOT NULL,
    address_failed text,
    duplicate_on date,
    position bigint NOT NULL,
    PRIMARY KEY (citizen_id, application_id)
);
CREATE INDEX ON {slot}.quality_applications (position);
CREATE TABLE {slot}.quality_cards (
    citizen_id uuid NOT NULL,
    card_id uuid NOT NULL,
    status text NOT NULL,
    position bigint NOT NULL,
    PRIMARY KEY (citizen_id, card_id)
);
CREATE INDEX ON {slot}.quality_cards (position);
"""

# `to_day` is null while the case stands open. The other person of a pair has rows of its own, by
# which an erasure finds them.
CASES = """
CREATE TABLE {slot}.quality_cases (
    citizen_id uuid NOT NULL,
    case_id uuid NOT NULL,
    check_id text NOT NULL,
    severity text NOT NULL,
    status text NOT NULL,
    opened_at bigint NOT NULL,
    settled_at bigint NOT NULL,
    settled_version bigint NOT NULL,
    PRIMARY KEY (citizen_id, case_id)
);
CREATE INDEX ON {slot}.quality_cases (settled_at) WHERE settled_at >= 0;
CREATE INDEX ON {slot}.quality_cases (check_id, status);
CREATE TABLE {slot}.quality_case_days (
    citizen_id uuid NOT NULL,
    case_id uuid NOT NULL,
    from_day date NOT NULL,
    to_day date,
    PRIMARY KEY (citizen_id, case_id, from_day)
);
CREATE TABLE {slot}.quality_others (
    other_citizen_id uuid NOT NULL,
    stream uuid NOT NULL,
    kind text NOT NULL,
    citizen_id uuid NOT NULL,
    PRIMARY KEY (other_citizen_id, stream)
);
CREATE INDEX ON {slot}.quality_others (stream);
"""

# Sums from the first day on give the figure of a day; later days hold what time brings by itself.
COUNTS = """
CREATE TABLE {slot}.quality_counts (
    day date NOT NULL,
    unit text NOT NULL,
    province text NOT NULL,
    district text NOT NULL,
    commune text NOT NULL,
    measure text NOT NULL,
    count bigint NOT NULL,
    PRIMARY KEY (day, unit, province, district, commune, measure)
);
CREATE INDEX ON {slot}.quality_counts (province, day);
CREATE INDEX ON {slot}.quality_counts (district, day) WHERE district <> '';
CREATE INDEX ON {slot}.quality_counts (commune, day) WHERE commune <> '';
CREATE TABLE {slot}.quality_lags (
    day date NOT NULL,
    unit text NOT NULL,
    province text NOT NULL,
    district text NOT NULL,
    commune text NOT NULL,
    lag int NOT NULL,
    count bigint NOT NULL,
    PRIMARY KEY (day, unit, province, district, commune, lag)
);
CREATE TABLE {slot}.quality_names (
    part text NOT NULL,
    digest bigint NOT NULL,
    count bigint NOT NULL,
    PRIMARY KEY (part, digest)
);
"""

MEMORY = """
CREATE TABLE {slot}.quality_memory (
    stream uuid PRIMARY KEY,
    memory bytea STORAGE EXTERNAL NOT NULL
);
"""

ANALYSING = "GRANT MAINTAIN ON ALL TABLES IN SCHEMA {slot} TO cancuoc_app"

# How far the loop of the checks has come: the position, and the day with its last person. The walk
# over all entries (`cancuoc check-quality`) keeps its place under a name of its own.
ROUNDS = """
CREATE TABLE quality_rounds (
    name text PRIMARY KEY,
    position bigint NOT NULL DEFAULT -1,
    day date,
    citizen uuid,
    found jsonb
);
GRANT SELECT, INSERT, UPDATE, DELETE ON quality_rounds TO cancuoc_app;
"""


def upgrade() -> None:
    for slot in SLOTS:
        for statement in (PEOPLE, FAILURES, KEYS, DUE, CARDS, CASES, COUNTS, MEMORY, ANALYSING):
            op.execute(statement.format(slot=slot))
    op.execute(ROUNDS)


def downgrade() -> None:
    raise NotImplementedError("The history only goes forward: write a new revision.")
