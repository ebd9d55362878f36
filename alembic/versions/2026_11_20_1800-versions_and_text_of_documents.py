"""versions, states and text of documents; where the bytes of a hash lie, one file a tenant."""

import sqlalchemy as sa
from alembic import op

from producer_portal.foundation import migrations, word_search
from producer_portal.foundation.migrations import Ownership

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

OWNED = (("kept_file", Ownership.TENANT), ("document_text", Ownership.CLIENT))
BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
KNOWN = "CONSTRAINT ck_document_status_known CHECK (status IN ('ready', 'waiting', 'infected'))"
# Written out because SQLite takes a named check with a column only in its own words.
COLUMNS = (
    f"status VARCHAR(10) DEFAULT 'ready' NOT NULL {KNOWN}",
    "sent_bytes BIGINT DEFAULT 0 NOT NULL",
    "sent_sha256 VARCHAR(64) DEFAULT '' NOT NULL",
    "waiting_place VARCHAR(80) DEFAULT '' NOT NULL",
    "scan_found VARCHAR(200) DEFAULT '' NOT NULL",
    "version INTEGER DEFAULT 1 NOT NULL",
    "series_id BIGINT",
)
DROPPED = (
    "replaced_at",
    "series_id",
    "version",
    "scan_found",
    "waiting_place",
    "sent_sha256",
    "sent_bytes",
    "status",
)


def upgrade() -> None:
    """The columns and tables, filled for the files that are there."""
    for words in COLUMNS:
        op.execute(f"ALTER TABLE document ADD COLUMN {words}")
    op.add_column("document", sa.Column("replaced_at", sa.DateTime(timezone=True), nullable=True))
    op.execute("UPDATE document SET sent_bytes = size_bytes, sent_sha256 = sha256")
    op.create_index(op.f("ix_document_status"), "document", ["status"])
    op.create_index(op.f("ix_document_series_id"), "document", ["series_id"])
    _create_kept_file()
    _create_text()
    connection = op.get_bind()
    word_search.create_index(connection, "document_text")
    for table, ownership in OWNED:
        migrations.own(connection, table, ownership)


def _create_kept_file() -> None:
    op.create_table(
        "kept_file",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("place", sa.String(80), nullable=False),
        sa.Column("size_bytes", sa.BigInteger(), nullable=False),
        sa.Column("kept_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("size_bytes >= 0", name=op.f("ck_kept_file_size_counted")),
        sa.ForeignKeyConstraint(["tenant_id"], ["agency.id"], name=op.f("fk_kept_file_tenant_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kept_file")),
        sa.UniqueConstraint("tenant_id", "sha256", name=op.f("uq_kept_file_tenant_id_sha256")),
    )
    for name in ("tenant_id", "place"):
        op.create_index(op.f(f"ix_kept_file_{name}"), "kept_file", [name])
    # Until now a file lay under its hash, for whoever had the same.
    op.execute(
        "INSERT INTO kept_file (tenant_id, sha256, place, size_bytes, kept_at) "
        "SELECT tenant_id, sha256, substr(sha256, 1, 2) || '/' || sha256, max(size_bytes), "
        "min(added_at) FROM document GROUP BY tenant_id, sha256"
    )


def _create_text() -> None:
    owners = ("tenant_id", "agency_id", "producer_id", "client_id")
    targets = ("agency.id", "agency.id", "producer.id", "client.id")
    op.create_table(
        "document_text",
        sa.Column("id", BIG_ID, nullable=False),
        *(
            sa.Column(name, sa.BigInteger(), nullable=name in {"producer_id", "client_id"})
            for name in owners
        ),
        sa.Column("document_id", sa.BigInteger(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("tokens", sa.Text(), nullable=False),
        *(
            sa.ForeignKeyConstraint([name], [target], name=op.f(f"fk_document_text_{name}"))
            for name, target in zip(owners, targets, strict=True)
        ),
        sa.ForeignKeyConstraint(
            ["document_id"], ["document.id"], name=op.f("fk_document_text_document_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_document_text")),
        sa.UniqueConstraint("document_id", name=op.f("uq_document_text_document_id")),
    )
    for name in owners:
        op.create_index(op.f(f"ix_document_text_{name}"), "document_text", [name])


def downgrade() -> None:
    """Without them. Files that were added meanwhile lie where the older portal does not look."""
    word_search.drop_index(op.get_bind(), "document_text")
    op.drop_table("document_text")
    op.drop_table("kept_file")
    op.drop_index(op.f("ix_document_series_id"), "document")
    op.drop_index(op.f("ix_document_status"), "document")
    for name in DROPPED:
        op.drop_column("document", name)
