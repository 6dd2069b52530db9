"""The feed of Kafka: one offset for each partition, and the records that are set aside.

Revision ID: 0014
Revises: 0013
"""

from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

# What fills a view: a slot that is filled from one feed is never gone on with from the other.
FEEDS = """
ALTER TABLE projections
    ADD COLUMN feed text NOT NULL DEFAULT 'ledger' CHECK (feed IN ('ledger', 'kafka')),
    ADD COLUMN building_feed text CHECK (building_feed IN ('ledger', 'kafka'));
"""

# A partition is a topic's own, and a topic that is made again under its name is another topic.
OFFSETS = """
CREATE TABLE projection_offsets (
    projection text NOT NULL,
    slot text NOT NULL CHECK (slot IN ('a', 'b')),
    topic text COLLATE "C" NOT NULL,
    partition int NOT NULL CHECK (partition >= 0),
    topic_id uuid NOT NULL,
    next_offset bigint NOT NULL DEFAULT 0,
    seen_position bigint NOT NULL DEFAULT -1,
    low_water bigint NOT NULL DEFAULT -1,
    generation bigint NOT NULL DEFAULT 0,
    PRIMARY KEY (projection, slot, topic, partition)
);
"""

# A stream is parked as long as a dead letter of it is here. The bytes are in the topic of dead
# letters, at `letter_partition` and `letter_offset`.
DEAD_LETTERS = """
CREATE TABLE dead_letters (
    projection text NOT NULL,
    slot text NOT NULL CHECK (slot IN ('a', 'b')),
    topic text COLLATE "C" NOT NULL,
    partition int NOT NULL,
    record_offset bigint NOT NULL,
    stream uuid,
    position bigint,
    reason text NOT NULL,
    attempts int NOT NULL DEFAULT 1,
    letter_partition int NOT NULL,
    letter_offset bigint NOT NULL,
    failed_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (projection, slot, topic, partition, record_offset)
);
CREATE INDEX dead_letters_stream ON dead_letters (projection, slot, stream);
"""

# What became of each: insert only.
SETTLED = """
CREATE TABLE settled_letters (
    projection text NOT NULL,
    topic text COLLATE "C" NOT NULL,
    topic_id uuid NOT NULL,
    partition int NOT NULL,
    record_offset bigint NOT NULL,
    stream uuid,
    position bigint,
    outcome text NOT NULL CHECK (outcome IN ('replayed', 'discarded')),
    was text NOT NULL,
    reason text,
    account text NOT NULL,
    settled_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    CHECK (outcome <> 'discarded' OR reason <> '')
);
CREATE INDEX settled_letters_record
    ON settled_letters (projection, topic, partition, record_offset);
"""

GRANTS = """
GRANT SELECT, INSERT, UPDATE, DELETE ON projection_offsets, dead_letters TO cancuoc_projector;
GRANT SELECT, INSERT ON settled_letters TO cancuoc_projector;
GRANT SELECT ON projection_offsets, dead_letters, settled_letters TO cancuoc_app;
"""

# Tables that the feed looks at: how far the relay has come, and whose history it publishes.
LOOKED_AT = "GRANT SELECT ON relays, ledger TO cancuoc_projector;"


def upgrade() -> None:
    for statement in (FEEDS, OFFSETS, DEAD_LETTERS, SETTLED, GRANTS, LOOKED_AT):
        op.execute(statement)


def downgrade() -> None:
    raise NotImplementedError("The history only goes forward: write a new revision.")
