"""What was published of the counters of progress, and where the view says what changed.

Revision ID: 0015
Revises: 0014
"""

from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

SLOTS = ("view_a", "view_b")

# A table of the view (version 3): the last event that moved a count of each key of the topic.
CHANGES = """
CREATE TABLE {slot}.progress_changes (
    basis text NOT NULL,
    counter text NOT NULL,
    day date NOT NULL,
    unit text NOT NULL,
    position bigint NOT NULL,
    PRIMARY KEY (basis, counter, day, unit)
);
CREATE INDEX ON {slot}.progress_changes (position);
"""

# One publisher at a time: whoever raises the epoch puts all before him out of work. `position` is
# that of the view up to which every change was looked at. Of a pass over all keys, `pass_after` is
# the key done last (empty: none yet); it is null while there is none. With `pass_again`, values
# that were sent are sent once more, since the topic in another `place` has none of them. The last
# three columns are what values were made by: another view or another rule asks for a pass too.
PUBLISHER = """
CREATE TABLE progress_publisher (
    only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    holder uuid,
    epoch bigint NOT NULL DEFAULT 0,
    until timestamptz NOT NULL DEFAULT '-infinity',
    position bigint NOT NULL DEFAULT -1,
    pass_after text[],
    pass_again boolean NOT NULL DEFAULT false,
    place text,
    view_version int,
    live_slot text,
    min_group int
);
INSERT INTO progress_publisher DEFAULT VALUES;
"""

# The last value of each key; `waiting` until a broker has acknowledged it. `told` are the counts of
# the groups as they were when groups were told last: [[sex, age band, count], ...].
STATE = """
CREATE TABLE progress_state (
    basis text NOT NULL,
    counter text NOT NULL,
    day date NOT NULL,
    unit text NOT NULL,
    version bigint NOT NULL,
    value text NOT NULL,
    told jsonb NOT NULL,
    waiting boolean NOT NULL,
    PRIMARY KEY (basis, counter, day, unit)
);
CREATE INDEX ON progress_state (basis, counter, day, unit) WHERE waiting;
"""

GRANTS = """
GRANT SELECT, UPDATE ON progress_publisher TO cancuoc_app;
GRANT SELECT, INSERT, UPDATE ON progress_state TO cancuoc_app;
"""


def upgrade() -> None:
    for slot in SLOTS:
        op.execute(CHANGES.format(slot=slot))
    for statement in (PUBLISHER, STATE, GRANTS):
        op.execute(statement)


def downgrade() -> None:
    raise NotImplementedError("The history only goes forward: write a new revision.")
