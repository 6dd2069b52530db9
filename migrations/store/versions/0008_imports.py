"""How far each load of declarations has come.

Revision ID: 0008
Revises: 0007
"""

from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

# One row for each run over a file until it is finished. `source` is the SHA-256 of the file's
# path, by which a run that was broken off is found again; nothing of the file itself is kept.
IMPORTS = """
CREATE TABLE imports (
    id uuid PRIMARY KEY,
    officer uuid NOT NULL,
    source bytea NOT NULL,
    name text NOT NULL,
    began_at timestamptz NOT NULL DEFAULT now(),
    finished_at timestamptz
);
CREATE INDEX ON imports (officer, source) WHERE finished_at IS NULL;
"""

# A chunk is done in the very transaction that stores its rows. `attempt` names the lines of the
# rejects file that belong to it: those of an attempt that was broken off do not count.
CHUNKS = """
CREATE TABLE import_chunks (
    import_id uuid NOT NULL REFERENCES imports,
    number int NOT NULL,
    digest bytea NOT NULL,
    attempt uuid NOT NULL,
    read int NOT NULL,
    stored int NOT NULL,
    known int NOT NULL,
    rejected int NOT NULL,
    codes jsonb NOT NULL,
    PRIMARY KEY (import_id, number)
);
"""

GRANTS = "GRANT SELECT, INSERT, UPDATE ON imports, import_chunks TO cancuoc_app"


def upgrade() -> None:
    for statement in (IMPORTS, CHUNKS, GRANTS):
        op.execute(statement)


def downgrade() -> None:
    raise NotImplementedError("The history only goes forward: write a new revision.")
