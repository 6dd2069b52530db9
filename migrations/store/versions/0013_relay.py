"""The relay: who publishes which share of the partitions, and how far each has come.

Revision ID: 0013
Revises: 0012
"""

from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

# A row is the share `shard` of a division into `shards`. `position` is the newest position of which
# all records of the share are acknowledged. Whoever holds the lease raises `epoch` when taking it:
# what a former holder saves late hits no row. `place` is the cluster and prefix that the position
# is true of.
RELAYS = """
CREATE TABLE relays (
    shard int NOT NULL CHECK (shard >= 0 AND shard < shards),
    shards int NOT NULL CHECK (shards BETWEEN 1 AND 12),
    holder uuid,
    epoch bigint NOT NULL DEFAULT 0,
    until timestamptz NOT NULL DEFAULT '-infinity',
    position bigint NOT NULL DEFAULT -1 CHECK (position >= -1),
    saved_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    place text,
    PRIMARY KEY (shards, shard)
);
"""

GRANTS = """
GRANT SELECT, INSERT, UPDATE ON relays TO cancuoc_app;
GRANT SELECT ON relays TO cancuoc_projector;
"""


def upgrade() -> None:
    for statement in (RELAYS, GRANTS):
        op.execute(statement)


def downgrade() -> None:
    raise NotImplementedError("The history only goes forward: write a new revision.")
