"""who is on a draft, and in which box (SUB-3)."""

import sqlalchemy as sa
from alembic import op

from producer_portal.foundation import migrations
from producer_portal.foundation.migrations import Ownership

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

TABLE = "draft_presence"
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
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("user_name", sa.String(200), nullable=False),
        sa.Column("section_key", sa.String(80), nullable=False),
        sa.Column("box", sa.String(160), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f(f"fk_{TABLE}_agency_id")),
        sa.ForeignKeyConstraint(
            ["producer_id"], ["producer.id"], name=op.f(f"fk_{TABLE}_producer_id")
        ),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submission.id"], name=op.f(f"fk_{TABLE}_submission_id")
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["agency.id"], name=op.f(f"fk_{TABLE}_tenant_id")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{TABLE}")),
        sa.UniqueConstraint(
            "submission_id", "user_id", name=op.f(f"uq_{TABLE}_submission_id_user_id")
        ),
    )
    for name in ("tenant_id", "agency_id", "producer_id", "submission_id"):
        op.create_index(op.f(f"ix_{TABLE}_{name}"), TABLE, [name])
    for table, ownership in OWNED:
        migrations.own(op.get_bind(), table, ownership)


def downgrade() -> None:
    """Nobody is told who else is on a draft."""
    op.drop_table(TABLE)
