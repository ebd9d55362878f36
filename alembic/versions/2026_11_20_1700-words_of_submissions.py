"""words that submissions are found by."""

import sqlalchemy as sa
from alembic import op

from producer_portal.features.submissions.rules.insured import WORD_LENGTH, search_words
from producer_portal.foundation import migrations
from producer_portal.foundation.migrations import Ownership

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

OWNED = (("submission_word", Ownership.BOOK),)
WORD = sa.String(WORD_LENGTH).with_variant(sa.String(WORD_LENGTH, collation="C"), "postgresql")
ROWS_AT_ONCE = 1_000


def upgrade() -> None:
    """The table, its lock, and the words of what is already there."""
    op.create_table(
        "submission_word",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("agency_id", sa.BigInteger(), nullable=False),
        sa.Column("producer_id", sa.BigInteger(), nullable=True),
        sa.Column("submission_id", sa.BigInteger(), nullable=False),
        sa.Column("word", WORD, nullable=False),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agency.id"], name=op.f("fk_submission_word_agency_id")
        ),
        sa.ForeignKeyConstraint(
            ["producer_id"], ["producer.id"], name=op.f("fk_submission_word_producer_id")
        ),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submission.id"], name=op.f("fk_submission_word_submission_id")
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["agency.id"], name=op.f("fk_submission_word_tenant_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_submission_word")),
        sa.UniqueConstraint(
            "submission_id", "word", name=op.f("uq_submission_word_submission_id_word")
        ),
    )
    for name in ("tenant_id", "agency_id", "producer_id"):
        op.create_index(op.f(f"ix_submission_word_{name}"), "submission_word", [name])
    op.create_index(
        "ix_submission_word_tenant_id_word",
        "submission_word",
        ["tenant_id", "word", "submission_id"],
    )
    connection = op.get_bind()
    _fill(connection)
    for table, ownership in OWNED:
        migrations.own(connection, table, ownership)


def downgrade() -> None:
    """Without the words: they are all in the submissions themselves."""
    op.drop_table("submission_word")


def _fill(connection: sa.Connection) -> None:
    submission = sa.table(
        "submission",
        *map(
            sa.column,
            ("id", "tenant_id", "agency_id", "producer_id", "insured_name", "reference"),
        ),
    )
    word = sa.table(
        "submission_word",
        *map(sa.column, ("tenant_id", "agency_id", "producer_id", "submission_id", "word")),
    )
    last = 0
    while True:
        asked = sa.select(submission).where(submission.c.id > last).order_by(submission.c.id)
        found = connection.execute(asked.limit(ROWS_AT_ONCE)).all()
        if not found:
            return
        last = found[-1].id
        made = [
            {
                "tenant_id": row.tenant_id,
                "agency_id": row.agency_id,
                "producer_id": row.producer_id,
                "submission_id": row.id,
                "word": one,
            }
            for row in found
            for one in sorted(search_words(row.insured_name, row.reference))
        ]
        if made:
            connection.execute(sa.insert(word), made)
