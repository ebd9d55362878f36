"""rules of agencies in versions, routing records, calendars, tiers."""

import sqlalchemy as sa
from alembic import op

from producer_portal.foundation import migrations
from producer_portal.foundation.migrations import Ownership

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

OWNED = (
    ("rule_version", Ownership.TENANT),
    ("routing_record", Ownership.BOOK_SETTINGS),
    ("agency_calendar", Ownership.TENANT),
)
BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
# Written out because SQLite takes a named check with a column only in its own words.
TIER = (
    "tier VARCHAR(12) DEFAULT 'standard' NOT NULL "
    "CONSTRAINT ck_agency_tier_known CHECK (tier IN ('gold', 'silver', 'standard'))"
)


def upgrade() -> None:
    """What an agency decides for its people, and what its rules decided (SUB-7, SUB-8, SUB-11, ORG-3)."""
    op.execute(f"ALTER TABLE agency ADD COLUMN {TIER}")
    for name in ("target_response_at", "paused_at"):
        op.add_column("submission", sa.Column(name, sa.DateTime(timezone=True), nullable=True))
    _create_rules()
    _create_records()
    _create_calendar()
    for table, ownership in OWNED:
        migrations.own(op.get_bind(), table, ownership)


def _tenant(table: str) -> tuple[sa.Column | sa.Constraint, ...]:
    return (
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["tenant_id"], ["agency.id"], name=op.f(f"fk_{table}_tenant_id")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    )


def _create_rules() -> None:
    op.create_table(
        "rule_version",
        *_tenant("rule_version"),
        sa.Column("kind", sa.String(12), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("edit", sa.Integer(), nullable=False),
        sa.Column("note", sa.String(500), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_by_name", sa.String(200), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "kind IN ('appetite', 'routing')", name=op.f("ck_rule_version_kind_known")
        ),
        sa.UniqueConstraint(
            "tenant_id", "kind", "number", name=op.f("uq_rule_version_tenant_id_kind_number")
        ),
    )
    op.create_index(op.f("ix_rule_version_tenant_id"), "rule_version", ["tenant_id"])
    op.create_index(
        "uq_rule_version_tenant_id_kind_draft",
        "rule_version",
        ["tenant_id", "kind"],
        unique=True,
        sqlite_where=sa.text("published_at IS NULL"),
        postgresql_where=sa.text("published_at IS NULL"),
    )


def _create_records() -> None:
    op.create_table(
        "routing_record",
        *_tenant("routing_record"),
        sa.Column("agency_id", sa.BigInteger(), nullable=False),
        sa.Column("producer_id", sa.BigInteger(), nullable=True),
        sa.Column("submission_id", sa.BigInteger(), nullable=False),
        sa.Column("reference", sa.String(24), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("rules_number", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.String(12), nullable=False),
        sa.Column("rule_name", sa.String(80), nullable=False),
        sa.Column("words", sa.String(500), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("went_to_user_id", sa.BigInteger(), nullable=True),
        sa.Column("went_to_name", sa.String(200), nullable=False),
        sa.CheckConstraint(
            "outcome IN ('person', 'team', 'exceptions', 'not_routed')",
            name=op.f("ck_routing_record_outcome_known"),
        ),
        *(
            sa.ForeignKeyConstraint([name], [target], name=op.f(f"fk_routing_record_{name}"))
            for name, target in (
                ("agency_id", "agency.id"),
                ("producer_id", "producer.id"),
                ("submission_id", "submission.id"),
            )
        ),
        sa.UniqueConstraint("submission_id", name=op.f("uq_routing_record_submission_id")),
    )
    for name in ("tenant_id", "agency_id", "producer_id"):
        op.create_index(op.f(f"ix_routing_record_{name}"), "routing_record", [name])
    op.create_index(
        "ix_routing_record_tenant_id_decided_at", "routing_record", ["tenant_id", "decided_at"]
    )
    op.create_index(
        "ix_routing_record_tenant_id_outcome",
        "routing_record",
        ["tenant_id", "outcome", "decided_at"],
    )


def _create_calendar() -> None:
    op.create_table(
        "agency_calendar",
        *_tenant("agency_calendar"),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("edit", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_by_name", sa.String(200), nullable=False),
        sa.UniqueConstraint("tenant_id", name=op.f("uq_agency_calendar_tenant_id")),
    )
    op.create_index(op.f("ix_agency_calendar_tenant_id"), "agency_calendar", ["tenant_id"])


def downgrade() -> None:
    """Without them."""
    for table, _ in reversed(OWNED):
        op.drop_table(table)
    for name in ("paused_at", "target_response_at"):
        op.drop_column("submission", name)
    op.execute("ALTER TABLE agency DROP COLUMN tier")
