"""Rows of new business: submissions, their events, what was asked for, quotes, referrals, authority."""

from datetime import date, datetime
from typing import Any, ClassVar

from sqlalchemy import (
    JSON,
    BigInteger,
    CheckConstraint,
    Index,
    String,
    Text,
    UniqueConstraint,
    false,
    text,
)
from sqlmodel import Field

from producer_portal.features.submissions.rules.choosing import RuleKind
from producer_portal.features.submissions.rules.insured import WORD_LENGTH
from producer_portal.features.submissions.rules.routing import Outcome
from producer_portal.features.submissions.rules.workflow import (
    InformationItemStatus,
    NextActor,
    QuoteStatus,
    ReferralStatus,
    SubmissionStatus,
)
from producer_portal.foundation.database import (
    BigId,
    UtcDateTime,
    currency_check,
    enum_check,
)
from producer_portal.foundation.permissions import Permission
from producer_portal.foundation.scope import AgencyOwned, BookOwned, PersonOwned, TenantOwned


class Submission(BookOwned, table=True):
    """An application, from draft to bound. Sensitive answers in `answers` are sealed one by one."""

    __tablename__ = "submission"
    __table_args__ = (
        UniqueConstraint("tenant_id", "reference"),
        UniqueConstraint("tenant_id", "send_key"),
        enum_check("status", SubmissionStatus),
        enum_check("next_action_by", NextActor),
        CheckConstraint("version >= 1", name="version_counted"),
        CheckConstraint("percent_complete BETWEEN 0 AND 100", name="percent_in_range"),
        CheckConstraint(
            "(status = 'draft') OR (status = 'withdrawn') OR (reference IS NOT NULL)",
            name="sent_has_reference",
        ),
        # Wide on purpose: tabs are counted and rows are put in order from it, without the answers.
        Index(
            "ix_submission_tenant_id_status_list",
            "tenant_id",
            "status",
            "target_response_on",
            "status_since_at",
            "next_action_by",
            "assigned_to_user_id",
            "started_by_user_id",
            "information_due_on",
            "producer_id",
            "agency_id",
            "stage_id",
        ),
        Index("ix_submission_tenant_id_submitted_at", "tenant_id", "submitted_at", "line_code"),
        Index("ix_submission_producer_id_status", "producer_id", "status"),
        Index("ix_submission_assigned_to_status", "assigned_to_user_id", "status"),
        Index(
            "ix_submission_tenant_id_name",
            "tenant_id",
            "insured_name_normalized",
            "status",
            "producer_id",
            "agency_id",
            "reference",
            "target_response_on",
            postgresql_ops={"insured_name_normalized": "text_pattern_ops"},
        ),
    )

    id: int | None = Field(default=None, primary_key=True, sa_type=BigId)
    reference: str | None = Field(default=None, max_length=24)
    line_code: str = Field(max_length=12)
    form_version: int
    # Only for a version of the agency's own: what that version says, by its digest. "" means the catalog's.
    form_digest: str = Field(default="", max_length=64, sa_column_kwargs={"server_default": ""})
    answers: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    # Who last changed each answer and at which version, so that two people may work on one draft.
    answer_edits: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    insured_name: str = Field(default="", max_length=200)
    insured_name_normalized: str = Field(default="", max_length=200)
    state: str = Field(default="", max_length=2)
    effective_on: date | None = None
    status: str = Field(default=SubmissionStatus.DRAFT, max_length=20)
    status_since_at: datetime = Field(sa_type=UtcDateTime)
    # None in the first stage of its status, so that a new status costs nothing (SUB-10).
    stage_id: int | None = Field(default=None, sa_type=BigInteger)
    # Since when it is in its stage, where that is not as long as in its status.
    stage_since_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    next_action: str = Field(default="", max_length=120)
    next_action_by: str = Field(default=NextActor.PRODUCER, max_length=10)
    assigned_to_user_id: int | None = Field(default=None, sa_type=BigInteger)
    assigned_to_name: str = Field(default="", max_length=200)
    target_response_on: date | None = None
    # Only where business hours are counted.
    target_response_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    # While information is needed the target rests; its days are added when the review goes on.
    paused_on: date | None = None
    paused_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    overdue_told_on: date | None = None
    information_due_on: date | None = None
    percent_complete: int = 0
    started_at: datetime = Field(sa_type=UtcDateTime)
    started_by_user_id: int | None = Field(default=None, sa_type=BigInteger)
    started_by_name: str = Field(default="", max_length=200)
    changed_at: datetime = Field(sa_type=UtcDateTime)
    submitted_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    certified_by_user_id: int | None = Field(default=None, sa_type=BigInteger)
    certified_by_name: str = Field(default="", max_length=200)
    certified_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    first_response_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    # Measures (SUB-16): answered of everything asked when it was sent, in percent; business minutes
    # from sending to the first response; times information was asked for, and items sent back;
    # whether it was ever past its target while the agency had it.
    complete_at_submit: int | None = None
    first_response_minutes: int | None = None
    information_rounds: int = Field(default=0, sa_column_kwargs={"server_default": text("0")})
    sent_back_count: int = Field(default=0, sa_column_kwargs={"server_default": text("0")})
    # Acts of the agency's people since it was sent, what they write included.
    touches: int = Field(default=0, sa_column_kwargs={"server_default": text("0")})
    was_late: bool = Field(default=False, sa_column_kwargs={"server_default": false()})
    send_key: str | None = Field(default=None, max_length=80)
    quote_count: int = 0
    closed_reason: str = Field(default="", max_length=40)
    closed_note: str = Field(default="", max_length=2000)
    policy_id: int | None = Field(default=None, sa_type=BigInteger, index=True)
    policy_number: str = Field(default="", max_length=40)
    cloned_from_id: int | None = Field(
        default=None, sa_type=BigInteger, foreign_key="submission.id", index=True
    )
    version: int = 1


class SubmissionWord(BookOwned, table=True):
    """A word that a submission is found by (SUB-9): kept apart so that a search reads only what it finds."""

    __tablename__ = "submission_word"
    __table_args__ = (
        UniqueConstraint("submission_id", "word"),
        Index("ix_submission_word_tenant_id_word", "tenant_id", "word", "submission_id"),
    )

    id: int | None = Field(default=None, primary_key=True, sa_type=BigId)
    submission_id: int = Field(sa_type=BigInteger, foreign_key="submission.id")
    # Compared byte by byte on both databases, so that the start of a word is a range of the index.
    word: str = Field(
        sa_type=String(WORD_LENGTH).with_variant(String(WORD_LENGTH, collation="C"), "postgresql")
    )


class SubmissionEvent(BookOwned, table=True):
    """One thing that happened to a submission, as its timeline tells it (SUB-16)."""

    __tablename__ = "submission_event"
    __table_args__ = (Index("ix_submission_event_submission_id_at", "submission_id", "at"),)

    id: int | None = Field(default=None, primary_key=True, sa_type=BigId)
    submission_id: int = Field(sa_type=BigInteger, foreign_key="submission.id")
    at: datetime = Field(sa_type=UtcDateTime)
    kind: str = Field(max_length=40)
    actor_user_id: int | None = Field(default=None, sa_type=BigInteger)
    actor_name: str = Field(default="", max_length=200)
    words: str = Field(max_length=500)
    # Set when the event changed the status, with the status it led to.
    status_after: str = Field(default="", max_length=20)


class StatusSpell(BookOwned, table=True):
    """How long a submission stood in a status it has left, and on whose desk (SUB-16)."""

    __tablename__ = "status_spell"
    __table_args__ = (
        CheckConstraint("minutes >= 0", name="minutes_counted"),
        Index("ix_status_spell_tenant_id_ended_at", "tenant_id", "ended_at", "line_code"),
    )

    id: int | None = Field(default=None, primary_key=True, sa_type=BigId)
    submission_id: int = Field(sa_type=BigInteger, foreign_key="submission.id", index=True)
    line_code: str = Field(max_length=12)
    status: str = Field(max_length=20)
    next_status: str = Field(max_length=20)
    began_at: datetime = Field(sa_type=UtcDateTime)
    ended_at: datetime = Field(sa_type=UtcDateTime)
    # By the clock, not by business hours: a producer's own time counts as well.
    minutes: int
    # The stage it was in last, as `Submission.stage_id` has it, and how long if not all the while.
    stage_id: int | None = Field(default=None, sa_type=BigInteger)
    stage_minutes: int | None = None
    desk_user_id: int | None = Field(default=None, sa_type=BigInteger)
    desk_name: str = Field(default="", max_length=200)


class Stage(TenantOwned, table=True):
    """A step of the agency's own within a status (SUB-10). Closed to producers and insureds in both locks."""

    __tablename__ = "stage"
    __table_args__ = (
        UniqueConstraint("tenant_id", "status", "name"),
        enum_check("status", SubmissionStatus),
        CheckConstraint("place >= 1", name="place_counted"),
    )
    closed_to_own_books: ClassVar[bool] = True

    id: int | None = Field(default=None, primary_key=True, sa_type=BigId)
    status: str = Field(max_length=20)
    name: str = Field(max_length=40)
    # Order within its status; what comes into the status lands in the first.
    place: int
    # Since when it is the first, for the measures; None while it is not.
    first_since_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class StageSpell(AgencyOwned, table=True):
    """How long a submission was in a stage that it left for another of the same status (SUB-16)."""

    __tablename__ = "stage_spell"
    __table_args__ = (
        CheckConstraint("minutes >= 0", name="minutes_counted"),
        Index("ix_stage_spell_submission_id_ended_at", "submission_id", "ended_at"),
        Index("ix_stage_spell_tenant_id_ended_at", "tenant_id", "ended_at", "line_code"),
    )
    closed_to_own_books: ClassVar[bool] = True

    id: int | None = Field(default=None, primary_key=True, sa_type=BigId)
    submission_id: int = Field(sa_type=BigInteger, foreign_key="submission.id")
    line_code: str = Field(max_length=12)
    stage_id: int = Field(sa_type=BigInteger)
    next_stage_name: str = Field(max_length=40)
    began_at: datetime = Field(sa_type=UtcDateTime)
    ended_at: datetime = Field(sa_type=UtcDateTime)
    minutes: int
    moved_by_name: str = Field(default="", max_length=200)


class InformationItem(BookOwned, table=True):
    """A document or an answer an underwriter asked for (SUB-12)."""

    __tablename__ = "information_item"
    __table_args__ = (
        enum_check("status", InformationItemStatus),
        Index("ix_information_item_submission_id_status", "submission_id", "status"),
        Index("ix_information_item_status_due_on", "status", "due_on"),
    )

    id: int | None = Field(default=None, primary_key=True, sa_type=BigId)
    submission_id: int = Field(sa_type=BigInteger, foreign_key="submission.id")
    document_type: str = Field(default="", max_length=40)
    label: str = Field(max_length=200)
    reason_code: str = Field(max_length=20)
    note: str = Field(default="", max_length=2000)
    is_blocking: bool = True
    due_on: date
    status: str = Field(default=InformationItemStatus.REQUESTED, max_length=12)
    requested_at: datetime = Field(sa_type=UtcDateTime)
    requested_by_user_id: int | None = Field(default=None, sa_type=BigInteger)
    requested_by_name: str = Field(default="", max_length=200)
    received_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    received_from_name: str = Field(default="", max_length=200)
    reply: str = Field(default="", max_length=4000)
    document_id: int | None = Field(default=None, sa_type=BigInteger, index=True)
    decided_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    decided_by_name: str = Field(default="", max_length=200)
    decision_note: str = Field(default="", max_length=2000)
    reminded_on: date | None = None


class Quote(BookOwned, table=True):
    """One carrier's offer, in one revision (SUB-13)."""

    __tablename__ = "quote"
    __table_args__ = (
        enum_check("status", QuoteStatus),
        currency_check(),
        CheckConstraint("premium_minor > 0", name="premium_positive"),
        CheckConstraint("taxes_minor >= 0", name="taxes_not_negative"),
        CheckConstraint("fees_minor >= 0", name="fees_not_negative"),
        CheckConstraint("revision >= 1", name="revision_counted"),
        UniqueConstraint("submission_id", "series", "revision"),
        Index("ix_quote_status_expires_on", "status", "expires_on"),
        Index(
            "uq_quote_submission_id_accepted",
            "submission_id",
            unique=True,
            sqlite_where=text("status IN ('accepted', 'bound')"),
            postgresql_where=text("status IN ('accepted', 'bound')"),
        ),
    )

    id: int | None = Field(default=None, primary_key=True, sa_type=BigId)
    submission_id: int = Field(sa_type=BigInteger, foreign_key="submission.id", index=True)
    # Revisions of one offer share a series; the newest replaces the one before.
    series: int
    revision: int = 1
    carrier_id: int = Field(sa_type=BigInteger, foreign_key="carrier.id", index=True)
    carrier_name: str = Field(max_length=200)
    currency: str = Field(default="USD", max_length=3)
    premium_minor: int = Field(sa_type=BigInteger)
    taxes_minor: int = Field(default=0, sa_type=BigInteger)
    fees_minor: int = Field(default=0, sa_type=BigInteger)
    # Limits and deductibles, each with a label and cents, and notes: see rules/quoting.py.
    terms: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    # What the quote depends on, whether each is met and who said so.
    subjectivities: list[dict[str, Any]] = Field(default_factory=list, sa_type=JSON)
    expires_on: date
    status: str = Field(default=QuoteStatus.OPEN, max_length=12)
    # Before it expires its producer is told, once for each date it is open until.
    expiry_told_on: date | None = None
    document_id: int | None = Field(default=None, sa_type=BigInteger)
    made_at: datetime = Field(sa_type=UtcDateTime)
    made_by_name: str = Field(default="", max_length=200)
    accepted_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    accepted_by_name: str = Field(default="", max_length=200)


class Referral(BookOwned, table=True):
    """A request to bind beyond one's authority (RBAC-5, SUB-14)."""

    __tablename__ = "referral"
    __table_args__ = (
        enum_check("status", ReferralStatus),
        Index(
            "uq_referral_submission_id_waiting",
            "submission_id",
            unique=True,
            sqlite_where=text("status = 'waiting'"),
            postgresql_where=text("status = 'waiting'"),
        ),
        Index("ix_referral_tenant_id_status", "tenant_id", "status"),
    )

    id: int | None = Field(default=None, primary_key=True, sa_type=BigId)
    submission_id: int = Field(sa_type=BigInteger, foreign_key="submission.id", index=True)
    quote_id: int = Field(sa_type=BigInteger, foreign_key="quote.id", index=True)
    reasons: list[str] = Field(default_factory=list, sa_type=JSON)
    note: str = Field(default="", max_length=2000)
    status: str = Field(default=ReferralStatus.WAITING, max_length=10)
    asked_at: datetime = Field(sa_type=UtcDateTime)
    asked_by_user_id: int | None = Field(default=None, sa_type=BigInteger)
    asked_by_name: str = Field(default="", max_length=200)
    decided_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    decided_by_name: str = Field(default="", max_length=200)
    decision_note: str = Field(default="", max_length=2000)


class RuleVersion(TenantOwned, table=True):
    """The rules of one kind in one version; the one without a day of publishing is the draft (SUB-7, SUB-8)."""

    __tablename__ = "rule_version"
    __table_args__ = (
        enum_check("kind", RuleKind),
        UniqueConstraint("tenant_id", "kind", "number"),
        Index(
            "uq_rule_version_tenant_id_kind_draft",
            "tenant_id",
            "kind",
            unique=True,
            sqlite_where=text("published_at IS NULL"),
            postgresql_where=text("published_at IS NULL"),
        ),
    )

    id: int | None = Field(default=None, primary_key=True, sa_type=BigId)
    kind: str = Field(max_length=12)
    number: int
    content: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    # Counts changes of the draft, so that two people who change it find out.
    edit: int = 1
    note: str = Field(default="", max_length=500)
    changed_at: datetime = Field(sa_type=UtcDateTime)
    changed_by_name: str = Field(default="", max_length=200)
    published_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class FormVersion(TenantOwned, table=True):
    """An agency's own form of a line in one version; the one without a day of publishing is the draft (SUB-1).

    What is published never changes again: the database refuses it.
    """

    __tablename__ = "form_version"
    __table_args__ = (
        UniqueConstraint("tenant_id", "line_code", "number"),
        Index(
            "uq_form_version_tenant_id_line_code_draft",
            "tenant_id",
            "line_code",
            unique=True,
            sqlite_where=text("published_at IS NULL"),
            postgresql_where=text("published_at IS NULL"),
        ),
    )

    id: int | None = Field(default=None, primary_key=True, sa_type=BigId)
    line_code: str = Field(max_length=12)
    # Counted by the agency itself, beside the numbers of the catalog.
    number: int
    # The newest version of the catalog when it was copied.
    catalog_version: int
    content: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    digest: str = Field(default="", max_length=64)
    # Counts changes of the draft, so that two people who change it find out.
    edit: int = 1
    note: str = Field(default="", max_length=500)
    changed_at: datetime = Field(sa_type=UtcDateTime)
    changed_by_name: str = Field(default="", max_length=200)
    published_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class RoutingRecord(BookOwned, table=True):
    """To whom a submission went when it was sent, by which rule and why (SUB-8). Nothing names the insured."""

    __tablename__ = "routing_record"
    __table_args__ = (
        enum_check("outcome", Outcome),
        UniqueConstraint("submission_id"),
        Index("ix_routing_record_tenant_id_decided_at", "tenant_id", "decided_at"),
        Index("ix_routing_record_tenant_id_outcome", "tenant_id", "outcome", "decided_at"),
    )
    managed_by: ClassVar[Permission | None] = Permission.SETTINGS_MANAGE

    id: int | None = Field(default=None, primary_key=True, sa_type=BigId)
    submission_id: int = Field(sa_type=BigInteger, foreign_key="submission.id")
    reference: str = Field(max_length=24)
    decided_at: datetime = Field(sa_type=UtcDateTime)
    # 0 while no rules were published.
    rules_number: int = 0
    outcome: str = Field(max_length=12)
    rule_name: str = Field(default="", max_length=80)
    words: str = Field(default="", max_length=500)
    facts: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    # Who has it now: reassigning writes this too, so that a trial can be held against it.
    went_to_user_id: int | None = Field(default=None, sa_type=BigInteger)
    went_to_name: str = Field(default="", max_length=200)


class CalendarRecord(TenantOwned, table=True):
    """When an agency group works, how soon it answers, whom lateness reaches (SUB-11)."""

    __tablename__ = "agency_calendar"
    __table_args__ = (UniqueConstraint("tenant_id"),)

    id: int | None = Field(default=None, primary_key=True, sa_type=BigId)
    content: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    edit: int = 1
    changed_at: datetime = Field(sa_type=UtcDateTime)
    changed_by_name: str = Field(default="", max_length=200)


class SavedView(PersonOwned, table=True):
    """A list somebody keeps: search, statuses and order under a name (SUB-9)."""

    __tablename__ = "saved_view"
    __table_args__ = (UniqueConstraint("user_id", "name"),)

    id: int | None = Field(default=None, primary_key=True, sa_type=BigId)
    name: str = Field(max_length=60)
    choices: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)


class BindingAuthority(PersonOwned, table=True):
    """What one person may bind without asking (RBAC-5)."""

    __tablename__ = "binding_authority"
    __table_args__ = (
        UniqueConstraint("user_id"),
        CheckConstraint("premium_ceiling_minor >= 0", name="premium_ceiling_not_negative"),
        CheckConstraint("limit_ceiling_minor >= 0", name="limit_ceiling_not_negative"),
    )
    managed_by: ClassVar[Permission | None] = Permission.USERS_MANAGE

    id: int | None = Field(default=None, primary_key=True, sa_type=BigId)
    lines: list[str] = Field(default_factory=list, sa_type=JSON)
    states: list[str] = Field(default_factory=list, sa_type=JSON)
    premium_ceiling_minor: int | None = Field(default=None, sa_type=BigInteger)
    limit_ceiling_minor: int | None = Field(default=None, sa_type=BigInteger)


class ApplicationReading(BookOwned, table=True):
    """What was read from an application that came as a PDF (SUB-17). `found` is sealed: it holds personal numbers."""

    __tablename__ = "application_reading"
    __table_args__ = (
        CheckConstraint("page_count >= 1", name="pages_counted"),
        Index("ix_application_reading_submission_id_id", "submission_id", "id"),
    )

    id: int | None = Field(default=None, primary_key=True, sa_type=BigId)
    submission_id: int = Field(sa_type=BigInteger, foreign_key="submission.id")
    document_id: int = Field(sa_type=BigInteger, index=True)
    filename: str = Field(max_length=200)
    page_count: int
    found: str = Field(sa_type=Text)
    read_at: datetime = Field(sa_type=UtcDateTime)
    read_by_name: str = Field(default="", max_length=200)


class DraftPresence(BookOwned, table=True):
    """Who is on a draft now, and which box they are in (SUB-3). It says nothing that lasts: no trail, no answers."""

    __tablename__ = "draft_presence"
    __table_args__ = (UniqueConstraint("submission_id", "user_id"),)

    id: int | None = Field(default=None, primary_key=True, sa_type=BigId)
    submission_id: int = Field(sa_type=BigInteger, foreign_key="submission.id", index=True)
    user_id: int = Field(sa_type=BigInteger)
    user_name: str = Field(max_length=200)
    section_key: str = Field(default="", max_length=80)
    box: str = Field(default="", max_length=160)
    seen_at: datetime = Field(sa_type=UtcDateTime)
