"""Let ANALYZE take no samples of wrapped keys: a destroyed key would live on in the catalogue.

Revision ID: 0003
Revises: 0002
"""

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

# The second statement removes what was sampled before; the rows that held it are dead bytes then,
# of which `cancuoc erase-traces` rids the file.
NO_SAMPLES = """
ALTER TABLE data_keys ALTER COLUMN wrapped SET STATISTICS 0;
SELECT pg_clear_attribute_stats('public', 'data_keys', 'wrapped', false);
"""


def upgrade() -> None:
    op.execute(NO_SAMPLES)


def downgrade() -> None:
    raise NotImplementedError("The history only goes forward: write a new revision.")
