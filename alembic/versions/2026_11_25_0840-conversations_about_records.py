"""conversations about records."""

import sqlalchemy as sa
from alembic import op

from producer_portal.foundation import migrations, word_search
from producer_portal.foundation.migrations import Ownership

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

OWNED = (
    ("message_thread", Ownership.BOOK),
    ("message", Ownership.BOOK),
    ("internal_note", Ownership.AGENCY_CLOSED),
    ("thread_seat", Ownership.PERSON),
)
# What was written is never changed, and is found by its words.
WRITTEN = ("message", "internal_note")


def upgrade() -> None:
    """Threads of messages, notes apart from them, and how far each person has read (MSG-1, MSG-2)."""
    op.create_table(
        "message_thread",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("agency_id", sa.BigInteger(), nullable=False),
        sa.Column("producer_id", sa.BigInteger(), nullable=True),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("subject_kind", sa.String(length=40), nullable=False),
        sa.Column("subject_id", sa.BigInteger(), nullable=False),
        sa.Column("label", sa.String(length=300), nullable=False),
        sa.Column("link", sa.String(length=200), nullable=False),
        sa.Column("keeper_user_id", sa.BigInteger(), nullable=True),
        sa.Column("keeper_name", sa.String(length=200), nullable=False),
        sa.Column("last_number", sa.BigInteger(), nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_by_name", sa.String(length=200), nullable=False),
        sa.Column("last_words", sa.String(length=200), nullable=False),
        sa.Column("escalated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("escalated_by_name", sa.String(length=200), nullable=False),
        sa.Column("escalation_taken_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("last_number >= 0", name=op.f("ck_message_thread_numbers_counted")),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agency.id"], name=op.f("fk_message_thread_agency_id")
        ),
        sa.ForeignKeyConstraint(
            ["producer_id"], ["producer.id"], name=op.f("fk_message_thread_producer_id")
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["agency.id"], name=op.f("fk_message_thread_tenant_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_message_thread")),
        sa.UniqueConstraint(
            "tenant_id",
            "subject_kind",
            "subject_id",
            name=op.f("uq_message_thread_tenant_id_subject_kind_subject_id"),
        ),
    )
    op.create_index(op.f("ix_message_thread_agency_id"), "message_thread", ["agency_id"])
    op.create_index(op.f("ix_message_thread_producer_id"), "message_thread", ["producer_id"])
    op.create_index(op.f("ix_message_thread_tenant_id"), "message_thread", ["tenant_id"])
    op.create_index(
        "ix_message_thread_tenant_id_last_at", "message_thread", ["tenant_id", "last_at"]
    )

    op.create_table(
        "internal_note",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("agency_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("thread_id", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("author_user_id", sa.BigInteger(), nullable=True),
        sa.Column("author_name", sa.String(length=200), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("tokens", sa.Text(), nullable=False),
        sa.Column("attachments", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agency.id"], name=op.f("fk_internal_note_agency_id")
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["agency.id"], name=op.f("fk_internal_note_tenant_id")
        ),
        sa.ForeignKeyConstraint(
            ["thread_id"], ["message_thread.id"], name=op.f("fk_internal_note_thread_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_internal_note")),
        sa.UniqueConstraint("thread_id", "number", name=op.f("uq_internal_note_thread_id_number")),
    )
    op.create_index(op.f("ix_internal_note_agency_id"), "internal_note", ["agency_id"])
    op.create_index(op.f("ix_internal_note_tenant_id"), "internal_note", ["tenant_id"])

    op.create_table(
        "message",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("agency_id", sa.BigInteger(), nullable=False),
        sa.Column("producer_id", sa.BigInteger(), nullable=True),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("thread_id", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("author_user_id", sa.BigInteger(), nullable=True),
        sa.Column("author_name", sa.String(length=200), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("tokens", sa.Text(), nullable=False),
        sa.Column("attachments", sa.JSON(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('words', 'escalated', 'taken')", name=op.f("ck_message_kind_known")
        ),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_message_agency_id")),
        sa.ForeignKeyConstraint(
            ["producer_id"], ["producer.id"], name=op.f("fk_message_producer_id")
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["agency.id"], name=op.f("fk_message_tenant_id")),
        sa.ForeignKeyConstraint(
            ["thread_id"], ["message_thread.id"], name=op.f("fk_message_thread_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_message")),
        sa.UniqueConstraint("thread_id", "number", name=op.f("uq_message_thread_id_number")),
    )
    op.create_index(op.f("ix_message_agency_id"), "message", ["agency_id"])
    op.create_index(op.f("ix_message_producer_id"), "message", ["producer_id"])
    op.create_index(op.f("ix_message_tenant_id"), "message", ["tenant_id"])

    op.create_table(
        "thread_seat",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("thread_id", sa.BigInteger(), nullable=False),
        sa.Column("is_following", sa.Boolean(), nullable=False),
        sa.Column("read_number", sa.BigInteger(), nullable=False),
        sa.Column("unread", sa.Integer(), nullable=False),
        sa.CheckConstraint("unread >= 0", name=op.f("ck_thread_seat_unread_counted")),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["agency.id"], name=op.f("fk_thread_seat_tenant_id")
        ),
        sa.ForeignKeyConstraint(
            ["thread_id"], ["message_thread.id"], name=op.f("fk_thread_seat_thread_id")
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["portal_user.id"], name=op.f("fk_thread_seat_user_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_thread_seat")),
        sa.UniqueConstraint("user_id", "thread_id", name=op.f("uq_thread_seat_user_id_thread_id")),
    )
    op.create_index(op.f("ix_thread_seat_tenant_id"), "thread_seat", ["tenant_id"])
    op.create_index(op.f("ix_thread_seat_thread_id"), "thread_seat", ["thread_id"])
    op.create_index(op.f("ix_thread_seat_user_id"), "thread_seat", ["user_id"])
    op.create_index("ix_thread_seat_user_id_unread", "thread_seat", ["user_id", "unread"])
    connection = op.get_bind()
    for table, ownership in OWNED:
        migrations.own(connection, table, ownership)
    for table in WRITTEN:
        migrations.make_append_only(connection, table)
        word_search.create_index(connection, table)


def downgrade() -> None:
    """Without conversations."""
    for table in WRITTEN:
        word_search.drop_index(op.get_bind(), table)
        migrations.remove_append_only(op.get_bind(), table)

    op.drop_table("thread_seat")

    op.drop_table("message")

    op.drop_table("internal_note")

    op.drop_table("message_thread")
