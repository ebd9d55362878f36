"""managing people reaches one's own branch."""

from alembic import op

from producer_portal.foundation import migrations
from producer_portal.foundation.migrations import Ownership

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

OWNED = (
    ("binding_authority", Ownership.PERSON_MANAGED),
    ("credential", Ownership.PERSON_MANAGED),
    ("login_session", Ownership.PERSON_MANAGED),
    ("permission_grant", Ownership.PERSON_MANAGED),
    ("recovery_code", Ownership.PERSON_MANAGED),
    ("sign_in_attempt", Ownership.PERSON_MANAGED),
    ("ticket", Ownership.PERSON_MANAGED),
)
# What held before: whoever manages users saw these rows of everybody in the tenant.
BEFORE = (
    "(user_id = (SELECT portal_id('user_id')) OR "
    "(SELECT current_setting('portal.permissions', true)) LIKE '%,users:manage,%')"
)


def upgrade() -> None:
    """The second lock of rows that are managed for a person asks where the person belongs (RBAC-3)."""
    for table, ownership in OWNED:
        migrations.own_again(op.get_bind(), table, migrations.SEEN[ownership])


def downgrade() -> None:
    """Managing people reaches the whole tenant again."""
    for table, _ in OWNED:
        migrations.own_again(op.get_bind(), table, BEFORE)
