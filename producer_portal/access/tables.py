"""Rows of identity: agencies and their tree, people, their credentials, sessions and grants."""

from datetime import datetime
from enum import StrEnum
from typing import ClassVar

from sqlalchemy import BigInteger, CheckConstraint, Index, UniqueConstraint, true
from sqlmodel import Field

from producer_portal.foundation.database import BigId, PortalTable, UtcDateTime, enum_check
from producer_portal.foundation.permissions import Permission, Role
from producer_portal.foundation.scope import PersonOwned, TenantOwned


class UserStatus(StrEnum):
    """Whether a person may sign in."""

    INVITED = "invited"
    ACTIVE = "active"
    DEACTIVATED = "deactivated"


class AgencyTier(StrEnum):
    """How an agency ranks one of its agencies; rules may use it (ORG-3)."""

    GOLD = "gold"
    SILVER = "silver"
    STANDARD = "standard"


class TicketPurpose(StrEnum):
    """What a mailed link is for."""

    INVITATION = "invitation"
    PASSWORD_RESET = "password_reset"  # noqa: S105 - the name of a purpose, not a secret


class Agency(PortalTable, table=True):
    """An agency or a sub-agency. The root of a tree is the tenant."""

    __tablename__ = "agency"
    __table_args__ = (enum_check("tier", AgencyTier),)

    id: int | None = Field(default=None, primary_key=True, sa_type=BigId)
    tenant_id: int | None = Field(
        default=None, sa_type=BigInteger, foreign_key="agency.id", index=True
    )
    parent_id: int | None = Field(
        default=None, sa_type=BigInteger, foreign_key="agency.id", index=True
    )
    name: str = Field(max_length=200)
    short_name: str = Field(max_length=40)
    time_zone: str = Field(default="America/New_York", max_length=60)
    state: str = Field(default="", max_length=2)
    tier: str = Field(default=AgencyTier.STANDARD, max_length=12)
    # As the source asks; guidance of today advises against character classes (ACC-1).
    asks_character_classes: bool = True
    # Texts as a second factor: the source asks for them, guidance calls them restricted (ACC-2).
    allows_text_codes: bool = Field(default=True, sa_column_kwargs={"server_default": true()})
    is_demonstration: bool = False


class AgencyTree(PortalTable, table=True):
    """Every pair of an agency and one above it, itself included: who is in whose reach."""

    __tablename__ = "agency_tree"

    ancestor_id: int = Field(primary_key=True, sa_type=BigInteger, foreign_key="agency.id")
    descendant_id: int = Field(
        primary_key=True, sa_type=BigInteger, foreign_key="agency.id", index=True
    )
    depth: int


class User(TenantOwned, table=True):
    """A person who may sign in. Holds no secret: those are in Credential."""

    __tablename__ = "portal_user"
    __table_args__ = (
        UniqueConstraint("email"),
        enum_check("role", Role),
        enum_check("status", UserStatus),
        CheckConstraint("email = lower(email)", name="email_lower"),
        Index("ix_portal_user_tenant_id", "tenant_id"),
    )

    id: int | None = Field(default=None, primary_key=True, sa_type=BigId)
    agency_id: int = Field(sa_type=BigInteger, foreign_key="agency.id", index=True)
    email: str = Field(max_length=254)
    name: str = Field(max_length=200)
    role: str = Field(max_length=20)
    status: str = Field(default=UserStatus.INVITED, max_length=12)
    producer_id: int | None = Field(
        default=None, sa_type=BigInteger, foreign_key="producer.id", index=True
    )
    client_id: int | None = Field(
        default=None, sa_type=BigInteger, foreign_key="client.id", index=True
    )
    created_at: datetime = Field(sa_type=UtcDateTime)


class Credential(PersonOwned, table=True):
    """How a person proves who they are. Secrets are hashed or sealed."""

    __tablename__ = "credential"
    __table_args__ = (
        UniqueConstraint("user_id"),
        CheckConstraint("failures >= 0", name="failures_counted"),
    )
    managed_by: ClassVar[Permission | None] = Permission.USERS_MANAGE

    id: int | None = Field(default=None, primary_key=True, sa_type=BigId)
    password_hash: str = Field(default="", max_length=300)
    password_changed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    totp_sealed: str = Field(default="", max_length=300)
    totp_enrolled_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    # A code belongs to a 30 s step; a step once used is never accepted again (ACC-2).
    totp_last_step: int = Field(default=0, sa_type=BigInteger)
    failures: int = 0
    locked_until_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class RecoveryCode(PersonOwned, table=True):
    """A single-use code for the day the authenticator is lost. Kept hashed."""

    __tablename__ = "recovery_code"
    __table_args__ = (UniqueConstraint("user_id", "code_hash"),)
    managed_by: ClassVar[Permission | None] = Permission.USERS_MANAGE

    id: int | None = Field(default=None, primary_key=True, sa_type=BigId)
    code_hash: str = Field(max_length=64)
    used_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class Phone(PersonOwned, table=True):
    """Where texts for a person go, once a code proved it; a second factor where they chose so (ACC-2)."""

    __tablename__ = "phone"
    __table_args__ = (UniqueConstraint("user_id"),)
    managed_by: ClassVar[Permission | None] = Permission.USERS_MANAGE

    id: int | None = Field(default=None, primary_key=True, sa_type=BigId)
    number_sealed: str = Field(default="", max_length=300)
    ending: str = Field(default="", max_length=4)
    verified_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    is_factor: bool = False
    # A number waits here, beside the one in use, until its own code came back.
    pending_sealed: str = Field(default="", max_length=300)
    wants_factor: bool = False


class TextCode(PersonOwned, table=True):
    """A texted code: kept as a keyed hash, bound to one session, single use, short-lived (ACC-2)."""

    __tablename__ = "text_code"
    __table_args__ = (
        Index("ix_text_code_user_id_sent_at", "user_id", "sent_at"),
        Index("ix_text_code_number_index_sent_at", "number_index", "sent_at"),
        CheckConstraint("tries >= 0", name="tries_counted"),
    )
    managed_by: ClassVar[Permission | None] = Permission.USERS_MANAGE

    id: int | None = Field(default=None, primary_key=True, sa_type=BigId)
    session_id: int = Field(sa_type=BigInteger)
    code_hash: str = Field(max_length=64)
    number_index: str = Field(max_length=64)
    sent_at: datetime = Field(sa_type=UtcDateTime)
    expires_at: datetime = Field(sa_type=UtcDateTime)
    used_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    tries: int = 0


class LoginSession(PersonOwned, table=True):
    """A signed-in browser. The cookie's value is not here, only its hash (ACC-7)."""

    __tablename__ = "login_session"
    __table_args__ = (
        UniqueConstraint("token_hash"),
        Index("ix_login_session_user_id_ended_at", "user_id", "ended_at"),
    )
    managed_by: ClassVar[Permission | None] = Permission.USERS_MANAGE

    id: int | None = Field(default=None, primary_key=True, sa_type=BigId)
    token_hash: str = Field(max_length=64)
    # False while the second factor is still owed: such a session opens nothing but that step.
    is_complete: bool = False
    started_at: datetime = Field(sa_type=UtcDateTime)
    last_seen_at: datetime = Field(sa_type=UtcDateTime)
    ended_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    end_reason: str = Field(default="", max_length=60)
    address: str = Field(default="", max_length=64)
    browser: str = Field(default="", max_length=200)


class SignInAttempt(PersonOwned, table=True):
    """One attempt to sign in, for the person's own history (ACC-10)."""

    __tablename__ = "sign_in_attempt"
    __table_args__ = (Index("ix_sign_in_attempt_user_id_at", "user_id", "at"),)
    managed_by: ClassVar[Permission | None] = Permission.USERS_MANAGE

    id: int | None = Field(default=None, primary_key=True, sa_type=BigId)
    at: datetime = Field(sa_type=UtcDateTime)
    outcome: str = Field(max_length=40)
    address: str = Field(default="", max_length=64)
    browser: str = Field(default="", max_length=200)


class Ticket(PersonOwned, table=True):
    """A mailed single-use link. Kept hashed; dies after its hour (ACC-5, ACC-9)."""

    __tablename__ = "ticket"
    __table_args__ = (UniqueConstraint("token_hash"), enum_check("purpose", TicketPurpose))
    managed_by: ClassVar[Permission | None] = Permission.USERS_MANAGE

    id: int | None = Field(default=None, primary_key=True, sa_type=BigId)
    purpose: str = Field(max_length=20)
    token_hash: str = Field(max_length=64)
    expires_at: datetime = Field(sa_type=UtcDateTime)
    used_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class Grant(PersonOwned, table=True):
    """A permission given to one person on top of the role (RBAC-2)."""

    __tablename__ = "permission_grant"
    managed_by: ClassVar[Permission | None] = Permission.USERS_MANAGE

    id: int | None = Field(default=None, primary_key=True, sa_type=BigId)
    permission: str = Field(max_length=40)
    reason: str = Field(max_length=500)
    granted_by_user_id: int = Field(sa_type=BigInteger)
    granted_by_name: str = Field(max_length=200)
    granted_at: datetime = Field(sa_type=UtcDateTime)
    expires_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    revoked_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
