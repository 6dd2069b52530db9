"""The ledger: full tiles of the tree, its keys, and everything that was ever signed.

Revision ID: 0012
Revises: 0011
"""

from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

# The name never changes: it stands in every checkpoint and in the name of every key.
LEDGER = """
CREATE TABLE ledger (
    only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    origin text NOT NULL,
    began_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
"""

# A tile is written once, when it is full. Those that are not full are made from the events, and
# the last checkpoint tells whether they are still what was signed. Hashes do not compress.
TILES = """
CREATE TABLE ledger_tiles (
    level smallint NOT NULL CHECK (level >= 0),
    number bigint NOT NULL CHECK (number >= 0),
    hashes bytea STORAGE EXTERNAL NOT NULL CHECK (octet_length(hashes) = 8192),
    root bytea NOT NULL CHECK (octet_length(root) = 32),
    PRIMARY KEY (level, number)
);
"""

KEYS = """
CREATE TABLE ledger_keys (
    key_id bytea NOT NULL CHECK (octet_length(key_id) = 4),
    act text NOT NULL CHECK (act IN ('added', 'retired')),
    vkey text NOT NULL,
    size bigint NOT NULL,
    recorded_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (key_id, act)
);
"""

CHECKPOINTS = """
CREATE TABLE checkpoints (
    size bigint PRIMARY KEY CHECK (size >= 0),
    root bytea NOT NULL CHECK (octet_length(root) = 32),
    signatures text NOT NULL,
    made_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE TABLE cosignatures (
    size bigint NOT NULL REFERENCES checkpoints,
    witness text NOT NULL,
    line text NOT NULL,
    made_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (size, witness)
);
CREATE INDEX cosignatures_of_witness ON cosignatures (witness, size);
"""

# What a witness would not cosign, and why: a contradiction is evidence and is never overwritten.
REFUSALS = """
CREATE TABLE witness_refusals (
    refusal bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    witness text NOT NULL,
    code text NOT NULL,
    size bigint NOT NULL,
    their_size bigint,
    said text NOT NULL,
    made_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
"""

# As for events and positions: nobody but the owner changes or removes what was proved or signed.
GRANTS = """
GRANT SELECT, INSERT ON ledger, ledger_tiles, ledger_keys, checkpoints, cosignatures,
    witness_refusals TO cancuoc_app;
"""


def upgrade() -> None:
    for statement in (LEDGER, TILES, KEYS, CHECKPOINTS, REFUSALS, GRANTS):
        op.execute(statement)


def downgrade() -> None:
    raise NotImplementedError("The history only goes forward: write a new revision.")
