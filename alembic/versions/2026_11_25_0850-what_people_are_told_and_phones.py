"""what people are told and phones."""

import sqlalchemy as sa
from alembic import op

from producer_portal.foundation import migrations
from producer_portal.foundation.migrations import Ownership

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

OWNED = (
    ("notice_preference", Ownership.PERSON),
    ("notice_timing", Ownership.PERSON),
    ("digest_item", Ownership.PERSON),
    ("phone", Ownership.PERSON_MANAGED),
    ("text_code", Ownership.PERSON_MANAGED),
)


def upgrade() -> None:
    """Preferences, timing and digests; phones and texted codes; deliveries that were given up (MSG-3, MSG-5, ACC-2)."""
    op.create_table(
        "digest_item",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("link", sa.String(length=300), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["agency.id"], name=op.f("fk_digest_item_tenant_id")
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["portal_user.id"], name=op.f("fk_digest_item_user_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_digest_item")),
        sa.UniqueConstraint("user_id", "key", name=op.f("uq_digest_item_user_id_key")),
    )
    op.create_index(op.f("ix_digest_item_tenant_id"), "digest_item", ["tenant_id"])
    op.create_index(op.f("ix_digest_item_user_id"), "digest_item", ["user_id"])
    op.create_index("ix_digest_item_user_id_sent_at", "digest_item", ["user_id", "sent_at"])

    op.create_table(
        "notice_preference",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("topic", sa.String(length=40), nullable=False),
        sa.Column("in_portal", sa.Boolean(), nullable=False),
        sa.Column("by_mail", sa.Boolean(), nullable=False),
        sa.Column("by_text", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["agency.id"], name=op.f("fk_notice_preference_tenant_id")
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["portal_user.id"], name=op.f("fk_notice_preference_user_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice_preference")),
        sa.UniqueConstraint("user_id", "topic", name=op.f("uq_notice_preference_user_id_topic")),
    )
    op.create_index(op.f("ix_notice_preference_tenant_id"), "notice_preference", ["tenant_id"])
    op.create_index(op.f("ix_notice_preference_user_id"), "notice_preference", ["user_id"])

    op.create_table(
        "notice_timing",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("rhythm", sa.String(length=12), nullable=False),
        sa.Column("digest_hour", sa.Integer(), nullable=False),
        sa.Column("digest_weekday", sa.Integer(), nullable=False),
        sa.Column("is_quiet", sa.Boolean(), nullable=False),
        sa.Column("quiet_from_hour", sa.Integer(), nullable=False),
        sa.Column("quiet_until_hour", sa.Integer(), nullable=False),
        sa.Column("time_zone", sa.String(length=60), nullable=False),
        sa.CheckConstraint(
            "rhythm IN ('immediately', 'daily', 'weekly')",
            name=op.f("ck_notice_timing_rhythm_known"),
        ),
        sa.CheckConstraint(
            "digest_hour BETWEEN 0 AND 23", name=op.f("ck_notice_timing_digest_hour_of_a_day")
        ),
        sa.CheckConstraint(
            "digest_weekday BETWEEN 0 AND 6", name=op.f("ck_notice_timing_digest_weekday_of_a_week")
        ),
        sa.CheckConstraint(
            "quiet_from_hour BETWEEN 0 AND 23",
            name=op.f("ck_notice_timing_quiet_from_hour_of_a_day"),
        ),
        sa.CheckConstraint(
            "quiet_until_hour BETWEEN 0 AND 23",
            name=op.f("ck_notice_timing_quiet_until_hour_of_a_day"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["agency.id"], name=op.f("fk_notice_timing_tenant_id")
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["portal_user.id"], name=op.f("fk_notice_timing_user_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice_timing")),
        sa.UniqueConstraint("user_id", name=op.f("uq_notice_timing_user_id")),
    )
    op.create_index(op.f("ix_notice_timing_tenant_id"), "notice_timing", ["tenant_id"])
    op.create_index(op.f("ix_notice_timing_user_id"), "notice_timing", ["user_id"])

    op.create_table(
        "phone",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("number_sealed", sa.String(length=300), nullable=False),
        sa.Column("ending", sa.String(length=4), nullable=False),
        sa.Column("verified_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("is_factor", sa.Boolean(), nullable=False),
        sa.Column("pending_sealed", sa.String(length=300), nullable=False),
        sa.Column("wants_factor", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["tenant_id"], ["agency.id"], name=op.f("fk_phone_tenant_id")),
        sa.ForeignKeyConstraint(["user_id"], ["portal_user.id"], name=op.f("fk_phone_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_phone")),
        sa.UniqueConstraint("user_id", name=op.f("uq_phone_user_id")),
    )
    op.create_index(op.f("ix_phone_tenant_id"), "phone", ["tenant_id"])
    op.create_index(op.f("ix_phone_user_id"), "phone", ["user_id"])

    op.create_table(
        "text_code",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("session_id", sa.BigInteger(), nullable=False),
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.Column("number_index", sa.String(length=64), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.CheckConstraint("tries >= 0", name=op.f("ck_text_code_tries_counted")),
        sa.ForeignKeyConstraint(["tenant_id"], ["agency.id"], name=op.f("fk_text_code_tenant_id")),
        sa.ForeignKeyConstraint(["user_id"], ["portal_user.id"], name=op.f("fk_text_code_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_text_code")),
    )
    op.create_index("ix_text_code_number_index_sent_at", "text_code", ["number_index", "sent_at"])
    op.create_index(op.f("ix_text_code_tenant_id"), "text_code", ["tenant_id"])
    op.create_index(op.f("ix_text_code_user_id"), "text_code", ["user_id"])
    op.create_index("ix_text_code_user_id_sent_at", "text_code", ["user_id", "sent_at"])

    op.add_column(
        "agency",
        sa.Column("allows_text_codes", sa.Boolean(), server_default=sa.true(), nullable=False),
    )

    op.add_column(
        "outbox_message", sa.Column("given_up_at", sa.DateTime(timezone=True), nullable=True)
    )
    op.add_column(
        "outbox_message",
        sa.Column("given_up_reason", sa.String(length=500), server_default="", nullable=False),
    )
    for table, ownership in OWNED:
        migrations.own(op.get_bind(), table, ownership)


def downgrade() -> None:
    """Without them: nobody is texted, and everybody is told as by default."""
    for name in ("given_up_reason", "given_up_at"):
        op.drop_column("outbox_message", name)
    op.drop_column("agency", "allows_text_codes")
    for table, _ in reversed(OWNED):
        op.drop_table(table)
