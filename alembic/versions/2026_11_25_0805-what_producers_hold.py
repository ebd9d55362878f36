"""licenses, appointments and E&O policies of producers."""

import sqlalchemy as sa
from alembic import op

from producer_portal.foundation import migrations
from producer_portal.foundation.migrations import Ownership

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

OWNED = (
    ("license", Ownership.BOOK_COMPLIANCE),
    ("appointment", Ownership.BOOK_COMPLIANCE),
    ("liability_cover", Ownership.BOOK_COMPLIANCE),
)
BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
OWNERS = (("tenant_id", "agency.id"), ("agency_id", "agency.id"), ("producer_id", "producer.id"))


def upgrade() -> None:
    """Three tables of a producer's book, which administrators look after (VLT-1)."""
    _create(
        "license",
        sa.Column("state", sa.String(2), nullable=False),
        sa.Column("number", sa.String(40), nullable=False),
        sa.Column("npn", sa.String(10), nullable=False),
        sa.Column("license_class", sa.String(12), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=False),
        sa.Column("authorities", sa.JSON(), nullable=False),
        sa.CheckConstraint(
            "license_class IN ('resident', 'nonresident')",
            name=op.f("ck_license_license_class_known"),
        ),
        sa.CheckConstraint("expires_on >= from_on", name=op.f("ck_license_dates_in_order")),
        sa.UniqueConstraint(
            "producer_id", "state", "number", name=op.f("uq_license_producer_id_state_number")
        ),
    )
    op.create_index("ix_license_tenant_id_expires_on", "license", ["tenant_id", "expires_on"])
    _create(
        "appointment",
        sa.Column("carrier_id", sa.BigInteger(), nullable=False),
        sa.Column("carrier_name", sa.String(200), nullable=False),
        sa.Column("state", sa.String(2), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "expires_on IS NULL OR expires_on >= from_on",
            name=op.f("ck_appointment_dates_in_order"),
        ),
        sa.ForeignKeyConstraint(
            ["carrier_id"], ["carrier.id"], name=op.f("fk_appointment_carrier_id")
        ),
        sa.UniqueConstraint(
            "producer_id",
            "carrier_id",
            "state",
            "from_on",
            name=op.f("uq_appointment_producer_id_carrier_id_state_from_on"),
        ),
    )
    op.create_index(op.f("ix_appointment_carrier_id"), "appointment", ["carrier_id"])
    _create(
        "liability_cover",
        sa.Column("insurer", sa.String(200), nullable=False),
        sa.Column("number", sa.String(40), nullable=False),
        sa.Column("currency", sa.String(3), nullable=False),
        sa.Column("each_claim_minor", sa.BigInteger(), nullable=False),
        sa.Column("aggregate_minor", sa.BigInteger(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=False),
        sa.CheckConstraint(
            "length(currency) = 3", name=op.f("ck_liability_cover_currency_three_letters")
        ),
        sa.CheckConstraint(
            "each_claim_minor > 0", name=op.f("ck_liability_cover_each_claim_positive")
        ),
        sa.CheckConstraint(
            "aggregate_minor >= each_claim_minor",
            name=op.f("ck_liability_cover_aggregate_not_less"),
        ),
        sa.CheckConstraint("expires_on > from_on", name=op.f("ck_liability_cover_dates_in_order")),
        sa.UniqueConstraint(
            "producer_id",
            "number",
            "from_on",
            name=op.f("uq_liability_cover_producer_id_number_from_on"),
        ),
    )
    for table, ownership in OWNED:
        migrations.own(op.get_bind(), table, ownership)


def _create(table: str, *parts: sa.Column | sa.Constraint) -> None:
    columns = [part for part in parts if isinstance(part, sa.Column)]
    constraints = [part for part in parts if not isinstance(part, sa.Column)]
    op.create_table(
        table,
        sa.Column("id", BIG_ID, nullable=False),
        *(sa.Column(name, sa.BigInteger(), nullable=name == "producer_id") for name, _ in OWNERS),
        *columns,
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_by_name", sa.String(200), nullable=False),
        *(
            sa.ForeignKeyConstraint([name], [target], name=op.f(f"fk_{table}_{name}"))
            for name, target in OWNERS
        ),
        *constraints,
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    )
    for name, _ in OWNERS:
        op.create_index(op.f(f"ix_{table}_{name}"), table, [name])


def downgrade() -> None:
    """Without them."""
    for table, _ in reversed(OWNED):
        op.drop_table(table)
