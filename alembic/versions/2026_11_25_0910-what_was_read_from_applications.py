"""what was read from applications that came as PDFs (SUB-17)."""

import sqlalchemy as sa
from alembic import op

from producer_portal.foundation import migrations
from producer_portal.foundation.database import UtcDateTime
from producer_portal.foundation.migrations import Ownership

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

TABLE = "application_reading"
OWNED = ((TABLE, Ownership.BOOK),)


def upgrade() -> None:
    """The table and its locks."""
    op.create_table(
        TABLE,
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("agency_id", sa.BigInteger(), nullable=False),
        sa.Column("producer_id", sa.BigInteger(), nullable=True),
        sa.Column("submission_id", sa.BigInteger(), nullable=False),
        sa.Column("document_id", sa.BigInteger(), nullable=False),
        sa.Column("filename", sa.String(200), nullable=False),
        sa.Column("page_count", sa.Integer(), nullable=False),
        sa.Column("found", sa.Text(), nullable=False),
        sa.Column("read_at", UtcDateTime(), nullable=False),
        sa.Column("read_by_name", sa.String(200), nullable=False),
        sa.CheckConstraint("page_count >= 1", name=op.f(f"ck_{TABLE}_pages_counted")),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f(f"fk_{TABLE}_agency_id")),
        sa.ForeignKeyConstraint(
            ["producer_id"], ["producer.id"], name=op.f(f"fk_{TABLE}_producer_id")
        ),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submission.id"], name=op.f(f"fk_{TABLE}_submission_id")
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["agency.id"], name=op.f(f"fk_{TABLE}_tenant_id")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{TABLE}")),
    )
    for name in ("tenant_id", "agency_id", "producer_id", "document_id"):
        op.create_index(op.f(f"ix_{TABLE}_{name}"), TABLE, [name])
    op.create_index(f"ix_{TABLE}_submission_id_id", TABLE, ["submission_id", "id"])
    for table, ownership in OWNED:
        migrations.own(op.get_bind(), table, ownership)


def downgrade() -> None:
    """The documents stay, and can be read again."""
    op.drop_table(TABLE)
