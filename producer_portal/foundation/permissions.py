"""Every permission and the roles that grant it, in one table (RBAC-1)."""

from collections.abc import Mapping
from enum import StrEnum


class Permission(StrEnum):
    """What a person may be allowed to do. Named subject:deed."""

    SUBMISSIONS_READ = "submissions:read"
    SUBMISSIONS_SUBMIT = "submissions:submit"
    SUBMISSIONS_UNDERWRITE = "submissions:underwrite"
    SUBMISSIONS_ASSIGN = "submissions:assign"
    SUBMISSIONS_BIND = "submissions:bind"
    REFERRALS_DECIDE = "referrals:decide"
    SENSITIVE_REVEAL = "sensitive:reveal"
    POLICIES_READ = "policies:read"
    # Held by the roles as RBAC-1 says; asked for when requests for endorsements are built (POL-5).
    ENDORSEMENTS_REQUEST = "endorsements:request"
    DOCUMENTS_DOWNLOAD = "documents:download"
    DOCUMENTS_ADD = "documents:add"
    COMMISSIONS_READ = "commissions:read"
    COMMISSION_RULES_MANAGE = "commission_rules:manage"
    LEDGER_READ = "ledger:read"
    PRODUCERS_READ = "producers:read"
    USERS_MANAGE = "users:manage"
    COMPLIANCE_READ = "compliance:read"
    COMPLIANCE_MANAGE = "compliance:manage"
    # Rules, calendars and what else an agency decides for all of its people.
    SETTINGS_MANAGE = "settings:manage"
    # How new business runs: times, rework, who answers how much (ADM-3).
    MEASURES_READ = "measures:read"
    RECORDS_EXPORT = "records:export"
    COMMISSIONS_EXPORT = "commissions:export"
    MESSAGES_READ = "messages:read"
    MESSAGES_WRITE = "messages:write"
    # Notes among staff, and answering for a conversation.
    NOTES_WRITE = "notes:write"
    # Held by whoever is above: escalated conversations come to them.
    ESCALATIONS_TAKE = "escalations:take"
    # Seeing what did not go out, and sending it again.
    DELIVERIES_MANAGE = "deliveries:manage"
    NOTIFICATIONS_READ = "notifications:read"
    OWN_ACCOUNT = "account:own"


class Role(StrEnum):
    """The nine built-in roles."""

    PRINCIPAL = "principal"
    PRODUCER = "producer"
    CSR = "csr"
    ADMINISTRATOR = "administrator"
    READ_ONLY = "read_only"
    UNDERWRITER = "underwriter"
    ACCOUNTANT = "accountant"
    MANAGER = "manager"
    INSURED = "insured"


class Book(StrEnum):
    """Which records of an agency a person sees."""

    AGENCY = "agency"
    OWN = "own"
    CLIENT = "client"
    NONE = "none"
    SYSTEM = "system"


ROLE_NAMES: Mapping[Role, str] = {
    Role.PRINCIPAL: "Principal",
    Role.PRODUCER: "Producer",
    Role.CSR: "CSR",
    Role.ADMINISTRATOR: "Administrator",
    Role.READ_ONLY: "Read-only",
    Role.UNDERWRITER: "Underwriter",
    Role.ACCOUNTANT: "Accountant",
    Role.MANAGER: "Manager",
    Role.INSURED: "Insured",
}

ROLE_BOOKS: Mapping[Role, Book] = {
    Role.PRINCIPAL: Book.AGENCY,
    Role.PRODUCER: Book.OWN,
    Role.CSR: Book.AGENCY,
    Role.ADMINISTRATOR: Book.NONE,
    Role.READ_ONLY: Book.AGENCY,
    Role.UNDERWRITER: Book.AGENCY,
    Role.ACCOUNTANT: Book.AGENCY,
    Role.MANAGER: Book.AGENCY,
    Role.INSURED: Book.CLIENT,
}

_P = Permission
_EVERYONE = frozenset({_P.OWN_ACCOUNT, _P.NOTIFICATIONS_READ})

# The first five roles follow the source table of RBAC-1 line by line.
ROLE_PERMISSIONS: Mapping[Role, frozenset[Permission]] = {
    Role.PRINCIPAL: _EVERYONE
    | {
        _P.DELIVERIES_MANAGE,
        _P.MEASURES_READ,
        _P.MESSAGES_READ,
        _P.MESSAGES_WRITE,
        _P.NOTES_WRITE,
        _P.ESCALATIONS_TAKE,
        _P.SUBMISSIONS_READ,
        _P.SUBMISSIONS_SUBMIT,
        _P.SUBMISSIONS_ASSIGN,
        _P.SUBMISSIONS_BIND,
        _P.SUBMISSIONS_UNDERWRITE,
        _P.REFERRALS_DECIDE,
        _P.SENSITIVE_REVEAL,
        _P.POLICIES_READ,
        _P.ENDORSEMENTS_REQUEST,
        _P.DOCUMENTS_DOWNLOAD,
        _P.DOCUMENTS_ADD,
        _P.COMMISSIONS_READ,
        _P.COMMISSION_RULES_MANAGE,
        _P.LEDGER_READ,
        _P.PRODUCERS_READ,
        _P.USERS_MANAGE,
        _P.COMPLIANCE_READ,
        _P.COMPLIANCE_MANAGE,
        _P.SETTINGS_MANAGE,
        _P.RECORDS_EXPORT,
        _P.COMMISSIONS_EXPORT,
    },
    Role.PRODUCER: _EVERYONE
    | {
        _P.MESSAGES_READ,
        _P.MESSAGES_WRITE,
        _P.SUBMISSIONS_READ,
        _P.SUBMISSIONS_SUBMIT,
        _P.SUBMISSIONS_BIND,
        _P.SENSITIVE_REVEAL,
        _P.POLICIES_READ,
        _P.ENDORSEMENTS_REQUEST,
        _P.DOCUMENTS_DOWNLOAD,
        _P.DOCUMENTS_ADD,
        _P.COMMISSIONS_READ,
        _P.COMPLIANCE_READ,
    },
    Role.CSR: _EVERYONE
    | {
        _P.MESSAGES_READ,
        _P.MESSAGES_WRITE,
        _P.NOTES_WRITE,
        _P.SUBMISSIONS_READ,
        _P.SUBMISSIONS_SUBMIT,
        _P.SUBMISSIONS_ASSIGN,
        _P.SUBMISSIONS_BIND,
        _P.SENSITIVE_REVEAL,
        _P.POLICIES_READ,
        _P.ENDORSEMENTS_REQUEST,
        _P.DOCUMENTS_DOWNLOAD,
        _P.DOCUMENTS_ADD,
        _P.PRODUCERS_READ,
        _P.COMPLIANCE_READ,
        _P.RECORDS_EXPORT,
    },
    Role.ADMINISTRATOR: _EVERYONE
    | {
        _P.USERS_MANAGE,
        _P.PRODUCERS_READ,
        _P.COMPLIANCE_READ,
        _P.COMPLIANCE_MANAGE,
        _P.SETTINGS_MANAGE,
        _P.DELIVERIES_MANAGE,
    },
    Role.READ_ONLY: _EVERYONE
    | {
        _P.MESSAGES_READ,
        _P.SUBMISSIONS_READ,
        _P.POLICIES_READ,
        _P.DOCUMENTS_DOWNLOAD,
        _P.COMMISSIONS_READ,
        _P.PRODUCERS_READ,
        _P.COMPLIANCE_READ,
        _P.RECORDS_EXPORT,
        _P.COMMISSIONS_EXPORT,
    },
    Role.UNDERWRITER: _EVERYONE
    | {
        _P.MEASURES_READ,
        _P.MESSAGES_READ,
        _P.MESSAGES_WRITE,
        _P.NOTES_WRITE,
        _P.SUBMISSIONS_READ,
        _P.SUBMISSIONS_UNDERWRITE,
        _P.SUBMISSIONS_ASSIGN,
        _P.SENSITIVE_REVEAL,
        _P.POLICIES_READ,
        _P.DOCUMENTS_DOWNLOAD,
        _P.DOCUMENTS_ADD,
        _P.PRODUCERS_READ,
        _P.COMPLIANCE_READ,
    },
    Role.ACCOUNTANT: _EVERYONE
    | {
        _P.MESSAGES_READ,
        _P.MESSAGES_WRITE,
        _P.NOTES_WRITE,
        _P.POLICIES_READ,
        _P.COMMISSIONS_READ,
        _P.COMMISSION_RULES_MANAGE,
        _P.LEDGER_READ,
        _P.PRODUCERS_READ,
        _P.COMPLIANCE_READ,
        _P.RECORDS_EXPORT,
        _P.COMMISSIONS_EXPORT,
    },
    Role.MANAGER: _EVERYONE
    | {
        _P.MEASURES_READ,
        _P.MESSAGES_READ,
        _P.MESSAGES_WRITE,
        _P.NOTES_WRITE,
        _P.ESCALATIONS_TAKE,
        _P.SUBMISSIONS_READ,
        _P.SUBMISSIONS_ASSIGN,
        _P.POLICIES_READ,
        _P.DOCUMENTS_DOWNLOAD,
        _P.PRODUCERS_READ,
        _P.COMPLIANCE_READ,
    },
    Role.INSURED: _EVERYONE,
}

# What may be granted to one person on top of a role (RBAC-2): never the power over users itself.
GRANTABLE = frozenset(Permission) - {
    _P.USERS_MANAGE,
    _P.OWN_ACCOUNT,
    _P.NOTIFICATIONS_READ,
    # Measures name the staff of an agency: they come with its roles only.
    _P.MEASURES_READ,
    # Notes are closed to producers and insureds by both locks, whatever they were granted.
    _P.NOTES_WRITE,
}
