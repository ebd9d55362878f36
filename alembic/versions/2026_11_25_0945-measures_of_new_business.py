"""measures of new business: what was so when sent, and how long each status lasted (SUB-16, ADM-3)."""

import sqlalchemy as sa
from alembic import op

from producer_portal.foundation import migrations
from producer_portal.foundation.database import UtcDateTime
from producer_portal.foundation.migrations import Ownership

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

TABLE = "status_spell"
OWNED = ((TABLE, Ownership.BOOK),)
FACTS = (
    ("complete_at_submit", sa.Integer(), None),
    ("first_response_minutes", sa.Integer(), None),
    ("information_rounds", sa.Integer(), sa.text("0")),
    ("sent_back_count", sa.Integer(), sa.text("0")),
    ("was_late", sa.Boolean(), sa.false()),
)
SENT = "ix_submission_tenant_id_submitted_at"


def upgrade() -> None:
    """What was sent before has no measures of its own: it counts as sent and as late or not."""
    for name, kind, default in FACTS:
        op.add_column(
            "submission",
            sa.Column(name, kind, nullable=default is None, server_default=default),
        )
    op.create_index(SENT, "submission", ["tenant_id", "submitted_at", "line_code"])
    op.create_table(
        TABLE,
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("agency_id", sa.BigInteger(), nullable=False),
        sa.Column("producer_id", sa.BigInteger(), nullable=True),
        sa.Column("submission_id", sa.BigInteger(), nullable=False),
        sa.Column("line_code", sa.String(12), nullable=False),
        sa.Column("status", sa.String(20), nullable=False),
        sa.Column("next_status", sa.String(20), nullable=False),
        sa.Column("began_at", UtcDateTime(), nullable=False),
        sa.Column("ended_at", UtcDateTime(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("desk_user_id", sa.BigInteger(), nullable=True),
        sa.Column("desk_name", sa.String(200), nullable=False),
        sa.CheckConstraint("minutes >= 0", name=op.f(f"ck_{TABLE}_minutes_counted")),
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
    for name in ("tenant_id", "agency_id", "producer_id", "submission_id"):
        op.create_index(op.f(f"ix_{TABLE}_{name}"), TABLE, [name])
    op.create_index(f"ix_{TABLE}_tenant_id_ended_at", TABLE, ["tenant_id", "ended_at", "line_code"])
    for table, ownership in OWNED:
        migrations.own(op.get_bind(), table, ownership)


def downgrade() -> None:
    """The measures are gone; the timeline keeps what happened."""
    op.drop_table(TABLE)
    op.drop_index(SENT, "submission")
    for name, _, _ in reversed(FACTS):
        op.drop_column("submission", name)
