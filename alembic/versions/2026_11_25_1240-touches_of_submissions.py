"""how often the agency's people acted on a submission (SUB-16)."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

OWNED = ()


def upgrade() -> None:
    """What was done before is not counted."""
    op.add_column(
        "submission",
        sa.Column("touches", sa.Integer(), nullable=False, server_default=sa.text("0")),
    )


def downgrade() -> None:
    """The timeline keeps what happened."""
    op.drop_column("submission", "touches")
