"""forms of an agency: its own versions of a line, and which one a submission has (SUB-1)."""

import sqlalchemy as sa
from alembic import op

from producer_portal.foundation import migrations
from producer_portal.foundation.database import UtcDateTime
from producer_portal.foundation.migrations import Ownership

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

TABLE = "form_version"
OWNED = ((TABLE, Ownership.TENANT),)
DRAFT = "uq_form_version_tenant_id_line_code_draft"


def upgrade() -> None:
    """The table and its locks. No submission had a form of its own: that column makes room."""
    op.create_table(
        TABLE,
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("line_code", sa.String(12), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("catalog_version", sa.Integer(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("edit", sa.Integer(), nullable=False),
        sa.Column("note", sa.String(500), nullable=False),
        sa.Column("changed_at", UtcDateTime(), nullable=False),
        sa.Column("changed_by_name", sa.String(200), nullable=False),
        sa.Column("published_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["tenant_id"], ["agency.id"], name=op.f(f"fk_{TABLE}_tenant_id")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{TABLE}")),
        sa.UniqueConstraint(
            "tenant_id",
            "line_code",
            "number",
            name=op.f(f"uq_{TABLE}_tenant_id_line_code_number"),
        ),
    )
    op.create_index(op.f(f"ix_{TABLE}_tenant_id"), TABLE, ["tenant_id"])
    is_draft = sa.text("published_at IS NULL")
    op.create_index(
        DRAFT,
        TABLE,
        ["tenant_id", "line_code"],
        unique=True,
        sqlite_where=is_draft,
        postgresql_where=is_draft,
    )
    for table, ownership in OWNED:
        migrations.own(op.get_bind(), table, ownership)
    migrations.make_final(op.get_bind(), TABLE, once="published_at")
    op.add_column(
        "submission", sa.Column("form_digest", sa.String(64), nullable=False, server_default="")
    )
    op.drop_column("submission", "form")


def downgrade() -> None:
    """Every submission goes back to the catalog's form."""
    op.add_column("submission", sa.Column("form", sa.JSON(), nullable=True))
    op.drop_column("submission", "form_digest")
    op.drop_table(TABLE)
