"""Let the role of the program read which revision it stands on, for `cancuoc doctor`.

Revision ID: 0002
Revises: 0001
"""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("GRANT SELECT ON alembic_version TO cancuoc_app")


def downgrade() -> None:
    raise NotImplementedError("The history only goes forward: write a new revision.")
