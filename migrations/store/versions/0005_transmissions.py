"""Transmissions of stations, the parts that came of them, and what the intake has settled.

Revision ID: 0005
Revises: 0004
"""

from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

# What a station signed is kept as it came: it proves who handed over which packets. `unit` is that
# of the device which signed, `sender` the service account that may send the parts.
TRANSMISSIONS = """
CREATE TABLE transmissions (
    id uuid PRIMARY KEY,
    station_id uuid NOT NULL,
    device_id uuid NOT NULL,
    unit text NOT NULL,
    sender uuid NOT NULL,
    signed bytea STORAGE EXTERNAL NOT NULL,
    manifest bytea STORAGE EXTERNAL NOT NULL,
    announced_at timestamptz NOT NULL DEFAULT now(),
    tried_at timestamptz
);
"""

# One row for each packet that a manifest lists. The bytes lie sealed among the objects; a part
# without an object has not come. A settled part asks nothing of the intake any more.
PARTS = """
CREATE TABLE transmission_parts (
    transmission_id uuid NOT NULL REFERENCES transmissions,
    sha256 text NOT NULL,
    station_id uuid NOT NULL,
    sequence bigint NOT NULL,
    previous_sha256 text NOT NULL,
    packet_id uuid NOT NULL,
    stream uuid NOT NULL,
    object_id uuid,
    object_sha256 text,
    media_type text,
    stored_at timestamptz,
    refusal text,
    settled_at timestamptz,
    PRIMARY KEY (transmission_id, sha256)
);
CREATE INDEX ON transmission_parts (station_id, sequence) WHERE stored_at IS NOT NULL;
CREATE INDEX ON transmission_parts (stream);
CREATE INDEX ON transmission_parts (transmission_id)
    WHERE stored_at IS NOT NULL AND settled_at IS NULL;
"""

GRANTS = "GRANT SELECT, INSERT, UPDATE ON transmissions, transmission_parts TO cancuoc_app"


def upgrade() -> None:
    for statement in (TRANSMISSIONS, PARTS, GRANTS):
        op.execute(statement)


def downgrade() -> None:
    raise NotImplementedError("The history only goes forward: write a new revision.")
