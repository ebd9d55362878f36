"""tables lose their index of the tenant alone: it names every row of an agency, and led planners astray."""

from alembic import op

revision = "0018"
down_revision = "0015"
branch_labels = None
depends_on = None

OWNED = ()
TABLES = (
    "agency_calendar",
    "application_reading",
    "appointment",
    "audit_chain",
    "audit_record",
    "binding_authority",
    "carrier",
    "client",
    "commission_accrual",
    "commission_line",
    "commission_override",
    "commission_rule",
    "commission_split",
    "credential",
    "digest_item",
    "document",
    "document_text",
    "draft_presence",
    "form_version",
    "information_item",
    "kept_file",
    "ledger_chain",
    "ledger_entry",
    "ledger_leg",
    "license",
    "login_session",
    "message_thread",
    "notice_preference",
    "notice_timing",
    "notification",
    "outbox_message",
    "permission_grant",
    "phone",
    "policy",
    "policy_coverage",
    "policy_line",
    "policy_term",
    "policy_transaction",
    "producer",
    "producer_edge",
    "producer_tree",
    "quote",
    "recovery_code",
    "reference_sequence",
    "referral",
    "routing_record",
    "rule_version",
    "saved_view",
    "sign_in_attempt",
    "stage",
    "stage_spell",
    "status_spell",
    "submission",
    "submission_event",
    "submission_word",
    "text_code",
    "thread_seat",
    "ticket",
)


def upgrade() -> None:
    """Lists that are long have an index of their own that begins with the tenant, or keep this one."""
    for table in TABLES:
        op.drop_index(f"ix_{table}_tenant_id", table)


def downgrade() -> None:
    """As it was."""
    for table in TABLES:
        op.create_index(f"ix_{table}_tenant_id", table, ["tenant_id"])
