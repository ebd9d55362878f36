"""quotes near their end are told of once (SUB-13)."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

INDEX = "ix_quote_status_expires_on"


def upgrade() -> None:
    """For which last day the producer was told, and the way the job finds what is near."""
    op.add_column("quote", sa.Column("expiry_told_on", sa.Date(), nullable=True))
    op.create_index(INDEX, "quote", ["status", "expires_on"])


def downgrade() -> None:
    """Without it the job does not run."""
    op.drop_index(INDEX, "quote")
    op.drop_column("quote", "expiry_told_on")
