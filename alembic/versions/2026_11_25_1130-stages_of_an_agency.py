"""stages of an agency within the statuses that producers see, and how long each lasted (SUB-10, SUB-16)."""

import sqlalchemy as sa
from alembic import op

from producer_portal.foundation import migrations
from producer_portal.foundation.database import UtcDateTime
from producer_portal.foundation.migrations import Ownership

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

STAGE, SPELL, LIST = "stage", "stage_spell", "ix_submission_tenant_id_status_list"
OWNED = ((STAGE, Ownership.TENANT_CLOSED), (SPELL, Ownership.AGENCY_CLOSED))
LISTED = (
    "tenant_id",
    "status",
    "target_response_on",
    "status_since_at",
    "next_action_by",
    "assigned_to_user_id",
    "started_by_user_id",
    "information_due_on",
    "producer_id",
    "agency_id",
)
STATUSES = (
    "draft",
    "pending",
    "in_review",
    "information_needed",
    "quoted",
    "bound",
    "declined",
    "withdrawn",
)
ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Without stages each status is one: what there is stays as it is."""
    op.add_column("submission", sa.Column("stage_id", sa.BigInteger(), nullable=True))
    op.add_column("submission", sa.Column("stage_since_at", UtcDateTime(), nullable=True))
    op.add_column("status_spell", sa.Column("stage_id", sa.BigInteger(), nullable=True))
    op.add_column("status_spell", sa.Column("stage_minutes", sa.Integer(), nullable=True))
    op.drop_index(LIST, "submission")
    op.create_index(LIST, "submission", [*LISTED, "stage_id"])
    _create_stage()
    _create_spell()
    for table, ownership in OWNED:
        migrations.own(op.get_bind(), table, ownership)


def _create_stage() -> None:
    allowed = ", ".join(f"'{one}'" for one in STATUSES)
    op.create_table(
        STAGE,
        sa.Column("id", ID, nullable=False),
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("status", sa.String(20), nullable=False),
        sa.Column("name", sa.String(40), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("first_since_at", UtcDateTime(), nullable=True),
        sa.CheckConstraint(f"status IN ({allowed})", name=op.f(f"ck_{STAGE}_status_known")),
        sa.CheckConstraint("place >= 1", name=op.f(f"ck_{STAGE}_place_counted")),
        sa.ForeignKeyConstraint(["tenant_id"], ["agency.id"], name=op.f(f"fk_{STAGE}_tenant_id")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{STAGE}")),
        sa.UniqueConstraint(
            "tenant_id", "status", "name", name=op.f(f"uq_{STAGE}_tenant_id_status_name")
        ),
    )
    op.create_index(op.f(f"ix_{STAGE}_tenant_id"), STAGE, ["tenant_id"])


def _create_spell() -> None:
    op.create_table(
        SPELL,
        sa.Column("id", ID, nullable=False),
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("agency_id", sa.BigInteger(), nullable=False),
        sa.Column("submission_id", sa.BigInteger(), nullable=False),
        sa.Column("line_code", sa.String(12), nullable=False),
        sa.Column("stage_id", sa.BigInteger(), nullable=False),
        sa.Column("next_stage_name", sa.String(40), nullable=False),
        sa.Column("began_at", UtcDateTime(), nullable=False),
        sa.Column("ended_at", UtcDateTime(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("moved_by_name", sa.String(200), nullable=False),
        sa.CheckConstraint("minutes >= 0", name=op.f(f"ck_{SPELL}_minutes_counted")),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f(f"fk_{SPELL}_agency_id")),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submission.id"], name=op.f(f"fk_{SPELL}_submission_id")
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["agency.id"], name=op.f(f"fk_{SPELL}_tenant_id")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{SPELL}")),
    )
    for name in ("tenant_id", "agency_id"):
        op.create_index(op.f(f"ix_{SPELL}_{name}"), SPELL, [name])
    op.create_index(f"ix_{SPELL}_submission_id_ended_at", SPELL, ["submission_id", "ended_at"])
    op.create_index(f"ix_{SPELL}_tenant_id_ended_at", SPELL, ["tenant_id", "ended_at", "line_code"])


def downgrade() -> None:
    """Every submission keeps its status, of which the stages were parts."""
    op.drop_table(SPELL)
    op.drop_table(STAGE)
    op.drop_index(LIST, "submission")
    op.create_index(LIST, "submission", list(LISTED))
    op.drop_column("status_spell", "stage_minutes")
    op.drop_column("status_spell", "stage_id")
    op.drop_column("submission", "stage_since_at")
    op.drop_column("submission", "stage_id")
