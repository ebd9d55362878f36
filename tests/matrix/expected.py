"""Who may do what and see what: typed by hand from RBAC-1 to RBAC-5, never read from the code it judges.

Three things are named here: what each role may do, what each callable asks for and which record it is
about, and which records are in sight of whom. `test_matrix.py` multiplies them and tries every cell.
"""

from dataclasses import dataclass

# --- RBAC-1: the source table of the first five roles -------------------------------------------

PRINCIPAL, PRODUCER, CSR, ADMINISTRATOR, READ_ONLY = (
    "principal",
    "producer",
    "csr",
    "administrator",
    "read_only",
)
UNDERWRITER, ACCOUNTANT, MANAGER, INSURED = "underwriter", "accountant", "manager", "insured"
ROLES = (
    PRINCIPAL,
    PRODUCER,
    CSR,
    ADMINISTRATOR,
    READ_ONLY,
    UNDERWRITER,
    ACCOUNTANT,
    MANAGER,
    INSURED,
)

# Deed of the source table → the permission that stands for it → the roles it says yes to.
SOURCE_TABLE = {
    "view own accounts": ("policies:read", {PRINCIPAL, PRODUCER, CSR, READ_ONLY}),
    "view own submissions": ("submissions:read", {PRINCIPAL, PRODUCER, CSR, READ_ONLY}),
    "submit new business": ("submissions:submit", {PRINCIPAL, PRODUCER, CSR}),
    "bind": ("submissions:bind", {PRINCIPAL, PRODUCER, CSR}),
    "request endorsements": ("endorsements:request", {PRINCIPAL, PRODUCER, CSR}),
    "download policy documents": ("documents:download", {PRINCIPAL, PRODUCER, CSR, READ_ONLY}),
    "commission reports": ("commissions:read", {PRINCIPAL, PRODUCER, READ_ONLY}),
    "manage portal users": ("users:manage", {PRINCIPAL, ADMINISTRATOR}),
    "export data": ("records:export", {PRINCIPAL, CSR, READ_ONLY}),
    "export commissions": ("commissions:export", {PRINCIPAL, READ_ONLY}),
}
# "View all agency accounts": whose book is the agency's, of the first five.
SEES_ALL_ACCOUNTS = {PRINCIPAL, CSR, READ_ONLY}

EVERYBODY = frozenset({"account:own", "notifications:read"})
MAY = {
    PRINCIPAL: EVERYBODY
    | {
        "deliveries:manage",
        "measures:read",
        "messages:read",
        "messages:write",
        "notes:write",
        "escalations:take",
        "submissions:read",
        "submissions:submit",
        "submissions:assign",
        "submissions:bind",
        "submissions:underwrite",
        "referrals:decide",
        "sensitive:reveal",
        "policies:read",
        "endorsements:request",
        "documents:download",
        "documents:add",
        "commissions:read",
        "commission_rules:manage",
        "ledger:read",
        "producers:read",
        "users:manage",
        "compliance:read",
        "compliance:manage",
        "settings:manage",
        "records:export",
        "commissions:export",
    },
    PRODUCER: EVERYBODY
    | {
        "messages:read",
        "messages:write",
        "submissions:read",
        "submissions:submit",
        "submissions:bind",
        "sensitive:reveal",
        "policies:read",
        "endorsements:request",
        "documents:download",
        "documents:add",
        "commissions:read",
        "compliance:read",
    },
    CSR: EVERYBODY
    | {
        "messages:read",
        "messages:write",
        "notes:write",
        "submissions:read",
        "submissions:submit",
        "submissions:assign",
        "submissions:bind",
        "sensitive:reveal",
        "policies:read",
        "endorsements:request",
        "documents:download",
        "documents:add",
        "producers:read",
        "compliance:read",
        "records:export",
    },
    ADMINISTRATOR: EVERYBODY
    | {
        "deliveries:manage",
        "users:manage",
        "producers:read",
        "compliance:read",
        "compliance:manage",
        "settings:manage",
    },
    READ_ONLY: EVERYBODY
    | {
        "messages:read",
        "submissions:read",
        "policies:read",
        "documents:download",
        "commissions:read",
        "producers:read",
        "compliance:read",
        "records:export",
        "commissions:export",
    },
    UNDERWRITER: EVERYBODY
    | {
        "measures:read",
        "messages:read",
        "messages:write",
        "notes:write",
        "submissions:read",
        "submissions:underwrite",
        "submissions:assign",
        "sensitive:reveal",
        "policies:read",
        "documents:download",
        "documents:add",
        "producers:read",
        "compliance:read",
    },
    ACCOUNTANT: EVERYBODY
    | {
        "messages:read",
        "messages:write",
        "notes:write",
        "policies:read",
        "commissions:read",
        "commission_rules:manage",
        "ledger:read",
        "producers:read",
        "compliance:read",
        "records:export",
        "commissions:export",
    },
    MANAGER: EVERYBODY
    | {
        "measures:read",
        "messages:read",
        "messages:write",
        "notes:write",
        "escalations:take",
        "submissions:read",
        "submissions:assign",
        "policies:read",
        "documents:download",
        "producers:read",
        "compliance:read",
    },
    INSURED: EVERYBODY,
}

# --- RBAC-3, RBAC-4: which records are in sight -------------------------------------------------

OWN, SAME_AGENCY, DOWNLINE, OTHER_BRANCH, FOREIGN, MISSING = (
    "own",
    "same agency",
    "downline",
    "other branch",
    "foreign",
    "missing",
)
RELATIONS = (OWN, SAME_AGENCY, DOWNLINE, OTHER_BRANCH, FOREIGN, MISSING)


@dataclass(frozen=True)
class Caller:
    """Somebody who tries: a role at the root of Harborline or in its Tampa branch, or nobody."""

    name: str
    role: str | None
    branch: str | None


# "Own" is Pat's: Pat stands over Bob and under Olive in Tampa; Nina is of Naples, Mike of Mallory's.
CALLERS = (
    Caller("Alice the principal", PRINCIPAL, None),
    Caller("Petra, principal of Tampa", PRINCIPAL, "tampa"),
    Caller("Pat the producer", PRODUCER, "tampa"),
    Caller("Dave the CSR", CSR, None),
    Caller("Tess, CSR of Tampa", CSR, "tampa"),
    Caller("Adam the administrator", ADMINISTRATOR, None),
    Caller("Rita who only reads, in Tampa", READ_ONLY, "tampa"),
    Caller("Uli the underwriter of Tampa", UNDERWRITER, "tampa"),
    Caller("Carol the accountant", ACCOUNTANT, None),
    Caller("Mia the manager of Tampa", MANAGER, "tampa"),
    Caller("Ines the insured", INSURED, None),
    Caller("nobody", None, None),
)

_OURS = frozenset({OWN, SAME_AGENCY, DOWNLINE, OTHER_BRANCH})
_BRANCH = frozenset({OWN, SAME_AGENCY, DOWNLINE})
_MINE = frozenset({OWN})
_NOTHING: frozenset[str] = frozenset()


def _reach(caller: Caller) -> frozenset[str]:
    return _BRANCH if caller.branch else _OURS


def in_sight(kind: str, caller: Caller) -> frozenset[str]:
    """The relations whose records of this kind the caller sees."""
    if caller.role is None:
        return _NOTHING
    if kind == "group":  # carriers, rules: facts of the whole agency group
        return _OURS
    if kind == "stage":  # what the agency's own people and administrators know
        return _NOTHING if caller.role in {PRODUCER, INSURED} else _OURS
    if kind == "own person":  # notices, saved views: for one person's eyes
        return _MINE
    if kind == "person":  # sessions, grants, people: one's own, or those one manages
        return _reach(caller) if "users:manage" in MAY[caller.role] else _MINE
    if kind == "managed person":  # by page and deed: people of agencies in reach
        return _reach(caller)
    if kind == "reach":  # deliveries of the agencies in reach
        return _reach(caller)
    if kind == "directory":  # producers of the agencies in reach
        return _reach(caller)
    if kind == "credentials":  # what producers hold: staff and administrators; a producer their own
        return _MINE if caller.role == PRODUCER else _reach(caller)
    if caller.role in {ADMINISTRATOR, INSURED}:
        return _NOTHING
    if kind == "closed":  # entries of the books of the agency
        return _NOTHING if caller.role == PRODUCER else _reach(caller)
    assert kind == "book", kind
    return _MINE if caller.role == PRODUCER else _reach(caller)


# --- what every callable asks for ---------------------------------------------------------------


@dataclass(frozen=True)
class Use:
    """A use case: every permission it asks for, and the kind and name of the record it is about."""

    needs: tuple[str, ...]
    kind: str = ""
    record: str = ""


def use(needs: str = "", kind: str = "", record: str = "") -> Use:
    return Use(tuple(needs.split()), kind, record)


def book(needs: str, record: str) -> Use:
    return use(needs, "book", record)


# Parts are handed rows or made-up context by the services around them; no page or route calls one.
PART = Use(("part",))
# The front door runs before anybody is signed in, as the portal itself.
DOOR = Use(("door",))
# The portal's own jobs and founding run without a person.
SYSTEM = Use(("system",))

_READ, _SUBMIT, _UNDERWRITE = "submissions:read", "submissions:submit", "submissions:underwrite"
_RULES = "commission_rules:manage"
_SETTINGS = "settings:manage"

USE_CASES = {
    # submissions, writing
    "submissions.services.start_submission": use(_SUBMIT, "directory of a book", "producer_id"),
    "submissions.services.clone_submission": book(_SUBMIT, "submission_id"),
    "submissions.services.save_answers": book(_SUBMIT, "submission_id"),
    "submissions.services.add_item": book(_SUBMIT, "submission_id"),
    "submissions.services.remove_item": book(_SUBMIT, "submission_id"),
    "submissions.services.reveal_answer": book("sensitive:reveal", "submission_id"),
    "submissions.services.certify_and_submit": book(_SUBMIT, "submission_id"),
    "submissions.services.be_present": book(_SUBMIT, "submission_id"),
    "submissions.services.leave": book(_SUBMIT, "submission_id"),
    "submissions.queries.others_present": use(_READ),
    "submissions.services.keep_reading": book(_SUBMIT, "submission_id"),
    "submissions.services.settle_read": book(_SUBMIT, "submission_id"),
    "submissions.queries.application_reading": book(_READ, "submission_id"),
    "submissions.queries.application_page": book(_READ, "submission_id"),
    "submissions.queries.reading_row": PART,
    "submissions.services.attach_document": book("documents:add", "submission_id"),
    "submissions.services.detach_document": book("documents:add", "submission_id"),
    "submissions.services.request_information": book(_UNDERWRITE, "submission_id"),
    "submissions.services.send_information": book(_SUBMIT, "item_id"),
    "submissions.services.accept_information": book(_UNDERWRITE, "item_id"),
    "submissions.services.send_back_information": book(_UNDERWRITE, "item_id"),
    "submissions.services.return_to_review": book(_UNDERWRITE, "submission_id"),
    "submissions.services.assign_submission": book("submissions:assign", "submission_id"),
    "submissions.services.assign_to_me": book(_UNDERWRITE, "submission_id"),
    "submissions.services.start_review": book(_UNDERWRITE, "submission_id"),
    "submissions.services.decline_submission": book(_UNDERWRITE, "submission_id"),
    "submissions.services.withdraw_submission": book(_SUBMIT, "submission_id"),
    "submissions.services.reopen_submission": book(_UNDERWRITE, "submission_id"),
    "submissions.services.tell_overdue": book("submissions:assign", "submission_id"),
    "submissions.services.add_quote": book(_UNDERWRITE, "submission_id"),
    "submissions.services.revise_quote": book(_UNDERWRITE, "quote_id"),
    "submissions.services.accept_quote": book(_SUBMIT, "quote_id"),
    "submissions.services.make_proposal": book(_SUBMIT, "submission_id"),
    "submissions.services.tell_expiring": book("submissions:assign", "quote_id"),
    "submissions.queries.referral_queue": use("referrals:decide"),
    "submissions.queries.waiting_referrals": use("referrals:decide"),
    "submissions.queries.expiring_quotes": SYSTEM,
    "submissions.queries.proposal_print": PART,
    "submissions.services.mark_subjectivity": book(_UNDERWRITE, "quote_id"),
    "submissions.services.bind_quote": book("submissions:bind", "quote_id"),
    "submissions.services.refer_quote": book("submissions:bind", "quote_id"),
    "submissions.services.approve_referral": book(
        "referrals:decide submissions:bind", "referral_id"
    ),
    "submissions.services.decline_referral": book("referrals:decide", "referral_id"),
    "submissions.services.save_view": use(_READ),
    "submissions.services.remove_view": use(_READ, "own person", "saved_id"),
    "submissions.services.set_authority": use("users:manage", "managed person", "user_id"),
    "submissions.services.locked": PART,
    "submissions.services.note": PART,
    "submissions.services.keep_search_words": PART,
    "submissions.services.advance": PART,
    "submissions.services.finish": PART,
    "submissions.services.tell": PART,
    "submissions.services.tell_status": PART,
    "submissions.services.producer_side": PART,
    "submissions.services.agency_side": PART,
    "submissions.services.describe": PART,
    "submissions.services.store_answers": PART,
    "submissions.services.receive": PART,
    "submissions.services.open_item_for": PART,
    "submissions.services.quote_in_hand": PART,
    "submissions.services.submission_of_quote": PART,
    "submissions.services.underwriter": PART,
    "submissions.services.refresh_quote_move": PART,
    "submissions.services.pass_gate_to_send": PART,
    "submissions.services.pass_gate_to_bind": PART,
    "submissions.services.set_gate": use(_SETTINGS),
    "submissions.services.keep_appetite_rule": use(_SETTINGS),
    "submissions.services.route": PART,
    "submissions.services.note_who_has_it": PART,
    "submissions.services.keep_routing_rule": use(_SETTINGS),
    "submissions.services.set_target": PART,
    "submissions.services.resume_target": PART,
    "submissions.services.set_hours": use(_SETTINGS),
    "submissions.services.add_day_off": use(_SETTINGS),
    "submissions.services.work_on_day": use(_SETTINGS),
    "submissions.services.draft_in_hand": PART,
    "submissions.services.move_to_stage": book(_UNDERWRITE, "submission_id"),
    "submissions.services.add_stage": use(_SETTINGS),
    "submissions.services.rename_stage": use(_SETTINGS, "stage", "stage_id"),
    "submissions.services.move_stage": use(_SETTINGS, "stage", "stage_id"),
    "submissions.services.retire_stage": use(_SETTINGS, "stage", "stage_id"),
    "submissions.services.touch": PART,
    "submissions.services.touch_by_words": PART,
    "submissions.services.keep_spell": PART,
    "submissions.services.keep_first_response": PART,
    "submissions.services.keep_draft": PART,
    "submissions.services.put_rule": PART,
    "submissions.services.move_rule": use(_SETTINGS),
    "submissions.services.remove_rule": use(_SETTINGS),
    "submissions.services.publish_rules": use(_SETTINGS),
    "submissions.services.discard_rules": use(_SETTINGS),
    "submissions.services.copy_form": use(_SETTINGS),
    "submissions.services.keep_question": use(_SETTINGS),
    "submissions.services.move_question": use(_SETTINGS),
    "submissions.services.remove_question": use(_SETTINGS),
    "submissions.services.keep_section": use(_SETTINGS),
    "submissions.services.remove_section": use(_SETTINGS),
    "submissions.services.ask_for_document": use(_SETTINGS),
    "submissions.services.stop_asking_for_document": use(_SETTINGS),
    "submissions.services.publish_form": use(_SETTINGS),
    "submissions.services.discard_form": use(_SETTINGS),
    # submissions, reading
    "submissions.queries.appetite_board": use(_SETTINGS),
    "submissions.queries.operations": use("measures:read"),
    "submissions.queries.work_queue": use(f"{_READ} submissions:assign"),
    "submissions.queries.routing_board": use(_SETTINGS),
    "submissions.queries.try_routing": use(_SETTINGS),
    "submissions.queries.facts_of": PART,
    "submissions.queries.desks_for_sending": PART,
    "submissions.queries.candidates_of": PART,
    "submissions.queries.names_of_rules": PART,
    "submissions.queries.ask_gate_policy": PART,
    "submissions.queries.stage_board": use(_SETTINGS),
    "submissions.queries.stage_plan": PART,
    "submissions.queries.stage_times": PART,
    "submissions.queries.ranked": PART,
    "submissions.queries.stages_seen": PART,
    "submissions.queries.board_target": use(_READ),
    "submissions.queries.calendar_board": use(_SETTINGS),
    "submissions.queries.agency_calendar": PART,
    "submissions.queries.told_when_late": PART,
    "submissions.queries.gate_policy": PART,
    "submissions.queries.sending_findings": PART,
    "submissions.queries.binding_findings": PART,
    "submissions.queries.risk_of": PART,
    "submissions.queries.ask_published_rules": PART,
    "submissions.queries.published_rules": PART,
    "submissions.queries.rules_in_hand": PART,
    "submissions.queries.rule_versions": PART,
    "submissions.queries.opened": PART,
    "submissions.queries.form_in_use": PART,
    "submissions.queries.draft_or_in_use": PART,
    "submissions.queries.form_board": use(_SETTINGS),
    "submissions.queries.form_on_desk": use(_SETTINGS),
    "submissions.queries.questions_to_ask_about": use(_SETTINGS),
    "submissions.queries.row_to_fill": use(_SETTINGS),
    "submissions.queries.question_boxes": use(_SETTINGS),
    "submissions.queries.page_boxes": use(_SETTINGS),
    "submissions.queries.document_boxes": use(_SETTINGS),
    "submissions.queries.tried_form": use(_SETTINGS),
    "submissions.queries.try_answer": use(_SETTINGS),
    "submissions.queries.try_item": use(_SETTINGS),
    "submissions.queries.forms_in_use": PART,
    "submissions.queries.form_for": PART,
    "submissions.queries.submission_table": use(_READ),
    "submissions.queries.submission_board": use(_READ),
    "submissions.queries.status_of": book(_READ, "submission_id"),
    "submissions.queries.submission_detail": book(_READ, "submission_id"),
    "submissions.queries.timeline": book(_READ, "submission_id"),
    "submissions.queries.information_checklist": book(_READ, "submission_id"),
    "submissions.queries.receipt": book(_READ, "submission_id"),
    "submissions.queries.task_list": book(_READ, "submission_id"),
    "submissions.queries.document_needs": book(_READ, "submission_id"),
    "submissions.queries.accepted_kinds": book(_READ, "submission_id"),
    "submissions.queries.section_page": book(_READ, "submission_id"),
    "submissions.queries.check_answers": book(_READ, "submission_id"),
    "submissions.queries.quotes_view": book(_READ, "submission_id"),
    "submissions.queries.lines_of_business": use(_SUBMIT),
    "submissions.queries.known_insureds": use(_SUBMIT),
    "submissions.queries.known_answers": PART,
    "policies.queries.insured_on_policy": book("policies:read", "policy_id"),
    "submissions.queries.needs_me_count": use(_READ),
    "submissions.queries.assignees": PART,
    "submissions.queries.saved_tabs": PART,
    "submissions.queries.whose_move": PART,
    "submissions.queries.open_submission": book(_READ, "submission_id"),
    "submissions.queries.ask_attached_files": PART,
    "submissions.queries.attached_files": PART,
    "submissions.queries.item_view": PART,
    "submissions.queries.receipt_view": PART,
    "submissions.queries.documents_named": PART,
    "submissions.queries.agency_name": PART,
    "submissions.queries.overdue_submissions": SYSTEM,
    "submissions.queries.lock_words": PART,
    "submissions.queries.saved_words": PART,
    "submissions.queries.application_print": PART,
    "submissions.queries.quote_print": PART,
    "submissions.queries.quotes_of": PART,
    "submissions.queries.waiting_referral": PART,
    "submissions.queries.ask_authority": PART,
    "submissions.queries.authority_of": PART,
    "submissions.queries.quote_view": PART,
    "submissions.queries.referral_view": PART,
    "submissions.queries.is_mine": PART,
    # policies
    "policies.services.add_carrier": use("users:manage"),
    "policies.services.issue_policy": use("submissions:bind", "draft", "draft"),
    "policies.services.record_transaction": book("submissions:bind", "policy_id"),
    "policies.queries.policy_table": use("policies:read"),
    "policies.queries.policy_lines": use("records:export"),
    "policies.queries.policy_detail": book("policies:read", "policy_id"),
    "policies.queries.carriers": use(),
    "policies.queries.carrier_detail": use("", "group", "carrier_id"),
    "policies.queries.transaction_facts": use("", "book", "policy_transaction_id"),
    # commissions and ledger
    "commissions.services.accrue_policy_transaction": use(_RULES, "book", "policy_transaction_id"),
    "commissions.services.set_rule": use(_RULES, "group", "carrier_id"),
    "commissions.services.set_split": use(_RULES, "directory", "producer_id"),
    "commissions.services.set_override": use(_RULES, "directory", "producer_id"),
    "commissions.services.pay_line": book(_RULES, "line_id"),
    "commissions.queries.commission_table": use("commissions:read"),
    "commissions.queries.commission_lines": use("commissions:export"),
    "commissions.queries.commission_receipt": book("commissions:read", "line_id"),
    "commissions.queries.recompute": book("commissions:read", "line_id"),
    "commissions.queries.agreement_table": use(_RULES),
    "commissions.queries.accrual_exceptions": use(_RULES),
    "commissions.queries.pending_lines": use("ledger:read"),
    "commissions.queries.rules_on": PART,
    "commissions.queries.split_on": PART,
    "commissions.queries.overrides_on": PART,
    "commissions.queries.insured_in_sight": PART,
    "commissions.queries.transactions_to_accrue": SYSTEM,
    "ledger.services.open_books": PART,
    "ledger.services.post": PART,
    "ledger.services.reverse": use(f"ledger:read {_RULES}", "closed", "entry_id"),
    "ledger.queries.balance_of": use("ledger:read"),
    "ledger.queries.entry_detail": use("ledger:read", "closed", "entry_id"),
    "ledger.queries.legs_of": PART,
    "ledger.queries.number_of": PART,
    "ledger.queries.broken_chains": SYSTEM,
    # the chain
    "agencies.services.found_agency": SYSTEM,
    "agencies.services.refresh_tree": SYSTEM,
    "agencies.services.add_agency": use("users:manage", "agency", "parent_id"),
    "agencies.services.add_producer": use("users:manage", "agency", "agency_id"),
    "agencies.services.move_producer": use("users:manage", "directory", "producer_id"),
    "agencies.queries.producers": use("producers:read"),
    "agencies.queries.producer_detail": use("", "directory", "producer_id"),
    "agencies.services.set_tier": use("settings:manage", "agency", "agency_id"),
    "agencies.queries.all_producer_names": PART,
    "agencies.queries.producer_page": PART,
    "agencies.queries.producer_of_user": PART,
    "agencies.queries.producer_names": PART,
    "agencies.queries.ask_upline_chain": PART,
    "agencies.queries.upline_chain": PART,
    "agencies.queries.edges_since": PART,
    "agencies.queries.tenants": SYSTEM,
    # what producers hold
    "compliance.services.keep_license": use("compliance:manage", "directory", "producer_id"),
    "compliance.services.keep_appointment": use("compliance:manage", "directory", "producer_id"),
    "compliance.services.keep_cover": use("compliance:manage", "directory", "producer_id"),
    "compliance.services.remove_license": use("compliance:manage", "credentials", "license_id"),
    "compliance.services.remove_appointment": use(
        "compliance:manage", "credentials", "appointment_id"
    ),
    "compliance.services.remove_cover": use("compliance:manage", "credentials", "cover_id"),
    "compliance.services.tell_ending": use("compliance:manage"),
    "compliance.queries.standings": use("compliance:read"),
    "compliance.queries.held_by_producer": use("compliance:read", "credentials", "producer_id"),
    "compliance.queries.credentials_of": PART,
    # documents and notices
    "documents.services.add_document": PART,
    "documents.services.add_made_document": PART,
    "documents.services.remove_document": book("documents:add", "document_id"),
    "documents.services.hand_out": book("documents:download", "document_id"),
    "documents.queries.documents_of": use("", "list", "subject"),
    "documents.services.hand_out_all": use("documents:download", "list", "subject"),
    "documents.services.note_infected": use("documents:add"),
    "documents.services.settle_scan": SYSTEM,
    "documents.queries.found_in_text": use("documents:download", "list", "subject"),
    "documents.queries.room_words": use(),
    "documents.queries.unclaimed": use(),
    "documents.queries.waiting_files": SYSTEM,
    "documents.queries.waiting_count": SYSTEM,
    "documents.queries.ask_document_types": PART,
    "documents.queries.total_bytes": PART,
    "documents.queries.attached": PART,
    # conversations
    "messaging.services.post_message": book(f"messages:write {_READ}", "talked"),
    "messaging.services.escalate": book(f"messages:write {_READ}", "talked"),
    "messaging.services.take_thread": book(f"messages:write notes:write {_READ}", "talked"),
    "messaging.services.add_attachment": book(f"messages:write {_READ}", "talked"),
    "messaging.services.mark_thread_read": book(f"messages:read {_READ}", "talked"),
    "messaging.services.tell_of_line": SYSTEM,
    "messaging.queries.thread": book(f"messages:read {_READ}", "talked"),
    "messaging.queries.inbox": use("messages:read"),
    "messaging.queries.unread_messages": use(),
    "messaging.queries.find_subject": book(_READ, "talked"),
    "messaging.queries.people_of": PART,
    "messaging.queries.on_call": PART,
    "messaging.queries.tables_seen": PART,
    "messaging.queries.holding": PART,
    "notifications.services.announce": PART,
    "notifications.services.deliver": SYSTEM,
    "notifications.services.mark_read": use("notifications:read", "own person", "notification_id"),
    "notifications.services.mark_all_read": use("notifications:read"),
    "notifications.services.choose_channels": use("notifications:read"),
    "notifications.services.choose_timing": use("notifications:read"),
    "notifications.services.send_again": use("deliveries:manage", "reach", "message_id"),
    "notifications.services.give_up": use("deliveries:manage", "reach", "message_id"),
    "notifications.services.notice_mail": SYSTEM,
    "notifications.services.notice_text": SYSTEM,
    "notifications.services.digest_mail": SYSTEM,
    "notifications.queries.notice_choices": use("notifications:read"),
    "notifications.queries.choices_of": PART,
    "notifications.queries.deliveries": use("deliveries:manage"),
    "notifications.queries.dead_count": use(),
    "notifications.queries.unread_count": use(),
    "notifications.queries.notices": use("notifications:read"),
    # accounts and administration
    "accounts.services.find_person": DOOR,
    "accounts.services.person_of": DOOR,
    "accounts.services.reserve_attempt": DOOR,
    "accounts.services.note_failure": DOOR,
    "accounts.services.begin_first_step": DOOR,
    "accounts.services.pending_secret": DOOR,
    "accounts.services.complete_enrollment": DOOR,
    "accounts.services.complete_with_code": DOOR,
    "accounts.services.ask_reset": DOOR,
    "accounts.services.begin_text_enrollment": DOOR,
    "accounts.services.complete_text_enrollment": DOOR,
    "accounts.services.text_sign_in_code": DOOR,
    "accounts.services.begin_own_phone": use("account:own"),
    "accounts.services.prove_own_phone": use("account:own"),
    "accounts.services.remove_own_phone": use("account:own"),
    "accounts.services.begin_own_app": use("account:own"),
    "accounts.services.prove_own_app": use("account:own"),
    "accounts.services.remove_own_app": use("account:own"),
    "accounts.services.renew_own_recovery_codes": use("account:own"),
    "accounts.services.allow_text_codes": use("users:manage"),
    "accounts.services.spend_code": PART,
    "accounts.services.complete": PART,
    "accounts.services.note_attempt": PART,
    "accounts.services.replace_recovery_codes": PART,
    "accounts.services.door_of": PART,
    "accounts.services.credential_of": PART,
    "accounts.services.tell_of_security": PART,
    "accounts.queries.own_phone": use("account:own"),
    "accounts.queries.own_factors": use("account:own"),
    "accounts.queries.text_codes_allowed": use("users:manage"),
    "accounts.services.holder_of": DOOR,
    "accounts.services.set_password_by_link": DOOR,
    "accounts.services.change_password": use("account:own"),
    "accounts.services.invite": PART,
    "accounts.services.end_session": use("account:own", "person", "session_id"),
    "accounts.services.sign_out": DOOR,
    "accounts.queries.open_sessions": use("account:own"),
    "accounts.queries.sign_in_history": use("account:own"),
    "admin.services.add_person": use("users:manage", "agency", "agency_id"),
    "admin.services.invite_again": use("users:manage", "managed person", "user_id"),
    "admin.services.change_role": use("users:manage", "managed person", "user_id"),
    "admin.services.deactivate": use("users:manage", "managed person", "user_id"),
    "admin.services.reactivate": use("users:manage", "managed person", "user_id"),
    "admin.services.unlock": use("users:manage", "managed person", "user_id"),
    "admin.services.reset_second_factor": use("users:manage", "managed person", "user_id"),
    "admin.services.grant": use("users:manage", "managed person", "user_id"),
    "admin.services.revoke": use("users:manage", "managed person", "grant_id"),
    "admin.services.found_with_administrator": SYSTEM,
    "admin.queries.people": use("users:manage"),
    "admin.queries.person": use("users:manage", "managed person", "user_id"),
    "admin.queries.agencies_in_reach": use("users:manage"),
}

# Handler → the permission it carries.
HANDLERS: dict[str, str] = {}


def _handlers(state: str, **by_name: str) -> None:
    HANDLERS.update({f"{state}.{name}": permission for name, permission in by_name.items()})


_OWN_ACCOUNT, _NOTICES, _USERS = "account:own", "notifications:read", "users:manage"
_handlers("ShellState", load=_OWN_ACCOUNT, refresh=_OWN_ACCOUNT, dismiss_notice=_OWN_ACCOUNT)
_handlers("LandingState", load=_OWN_ACCOUNT)
_handlers("AccountState", load=_OWN_ACCOUNT, end_session=_OWN_ACCOUNT)
_handlers(
    "NoticesState",
    load=_NOTICES,
    refresh=_NOTICES,
    turn_to=_NOTICES,
    open_notice=_NOTICES,
    mark_all_read=_NOTICES,
)
_TALK, _WRITE = "messages:read", "messages:write"
_handlers(
    "ThreadState",
    load=_TALK,
    refresh=_TALK,
    send=_WRITE,
    seen=_TALK,
    find=_TALK,
    show_older=_TALK,
    ask_escalation=_WRITE,
    close_dialog=_TALK,
    escalate=_WRITE,
    take=_WRITE,
)
_handlers("InboxState", load=_TALK, refresh=_TALK, find=_TALK, turn=_TALK)
_handlers("ChoicesState", load=_NOTICES, refresh=_NOTICES, turn=_NOTICES, time=_NOTICES)
_SENDS = "deliveries:manage"
_handlers(
    "DeliveriesState",
    load=_SENDS,
    refresh=_SENDS,
    turn=_SENDS,
    send_again=_SENDS,
    ask_give_up=_SENDS,
    give_up=_SENDS,
)
_handlers(
    "SectionState",
    load=_READ,
    refresh=_READ,
    enter=_READ,
    gone=_READ,
    see_others=_READ,
    save=_SUBMIT,
    save_item=_SUBMIT,
    keep_mine=_SUBMIT,
    take_theirs=_SUBMIT,
    add_item=_SUBMIT,
    turn_page=_READ,
    seek=_READ,
    remove_item=_SUBMIT,
    go_on=_READ,
    reveal="sensitive:reveal",
    hide=_READ,
)
_handlers(
    "DocumentsState",
    load=_READ,
    refresh=_READ,
    added=_READ,
    version_added=_READ,
    replace="documents:add",
    remove="documents:add",
    find="documents:download",
)
_handlers(
    "ReadingState",
    load=_READ,
    refresh=_READ,
    added=_READ,
    look=_READ,
    turn=_READ,
    use=_SUBMIT,
    leave_out=_SUBMIT,
)
_handlers("CheckState", load=_READ, refresh=_READ, show_all=_READ, send=_SUBMIT)
_handlers("ReceiptState", load=_READ)
_handlers(
    "RecordState",
    load=_READ,
    refresh=_READ,
    open_dialog=_READ,
    clone=_SUBMIT,
    withdraw=_SUBMIT,
    decline=_UNDERWRITE,
    reopen=_READ,  # the service asks: a draft needs submit, what was sent needs underwrite
    assign="submissions:assign",
    take=_UNDERWRITE,
    start_review=_UNDERWRITE,
    remove_document="documents:add",
    compare=_READ,
    move_to_stage=_UNDERWRITE,
)
_handlers(
    "ReferralsState",
    load="referrals:decide",
    refresh="referrals:decide",
    turn="referrals:decide",
)
_handlers(
    "InformationState",
    load=_READ,
    begin=_UNDERWRITE,
    close=_UNDERWRITE,
    add_thing=_UNDERWRITE,
    drop_thing=_UNDERWRITE,
    request=_UNDERWRITE,
    reply=_SUBMIT,
    added=_READ,
    accept=_UNDERWRITE,
    ask_why=_UNDERWRITE,
    send_back=_UNDERWRITE,
    return_to_review=_UNDERWRITE,
)
_handlers(
    "OfferState",
    load=_READ,
    begin=_UNDERWRITE,
    close=_UNDERWRITE,
    add_line=_UNDERWRITE,
    save=_UNDERWRITE,
    ask=_READ,
    accept=_SUBMIT,
    choose_plan=_SUBMIT,
    propose=_SUBMIT,
    mark=_UNDERWRITE,
    bind="submissions:bind",
    refer="submissions:bind",
    approve="referrals:decide",
    refuse="referrals:decide",
)
_handlers(
    "SubmissionsState",
    load=_READ,
    refresh=_READ,
    find=_READ,
    sort_by=_READ,
    turn=_READ,
    choose=_READ,
    choose_all=_READ,
    take_chosen="submissions:assign",
    ask_name=_READ,
    save_view=_READ,
    show_more=_READ,
    move=_READ,
    choose_stage=_READ,
    clear=_READ,
)
_handlers(
    "StartState",
    load=_SUBMIT,
    choose_producer=_SUBMIT,
    find=_SUBMIT,
    begin_with=_SUBMIT,
    start=_SUBMIT,
)
_POLICIES, _COMMISSIONS = "policies:read", "commissions:read"
_handlers(
    "PoliciesState",
    load=_POLICIES,
    refresh=_POLICIES,
    find=_POLICIES,
    sort_by=_POLICIES,
    turn=_POLICIES,
)
_handlers("PolicyState", load=_POLICIES, refresh=_POLICIES)
_handlers(
    "CommissionsState",
    load=_COMMISSIONS,
    refresh=_COMMISSIONS,
    find=_COMMISSIONS,
    choose_status=_COMMISSIONS,
    sort_by=_COMMISSIONS,
    turn=_COMMISSIONS,
    open_receipt=_COMMISSIONS,
    step=_COMMISSIONS,
    close_receipt=_COMMISSIONS,
    recompute=_COMMISSIONS,
)
_handlers(
    "PeopleState",
    load=_USERS,
    refresh=_USERS,
    find=_USERS,
    turn=_USERS,
    open_form=_USERS,
    close_form=_USERS,
    type_in=_USERS,
    invite=_USERS,
    allow_texts=_USERS,
)
_handlers(
    "PersonState",
    load=_USERS,
    refresh=_USERS,
    ask=_USERS,
    do=_USERS,
    unlock=_USERS,
    reactivate=_USERS,
    invite_again=_USERS,
    revoke=_USERS,
)

_HELD, _KEEP_HELD = "compliance:read", "compliance:manage"
_handlers("StandingsState", load=_HELD, refresh=_HELD, find=_HELD, turn=_HELD)
_handlers(
    "HeldState",
    load=_HELD,
    refresh=_HELD,
    open_form=_KEEP_HELD,
    close_form=_KEEP_HELD,
    save=_KEEP_HELD,
    ask_remove=_KEEP_HELD,
    remove=_KEEP_HELD,
)

_handlers(
    "AppetiteState",
    load=_SETTINGS,
    refresh=_SETTINGS,
    save_asked=_SETTINGS,
    open_rule=_SETTINGS,
    close_rule=_SETTINGS,
    save_rule=_SETTINGS,
    move=_SETTINGS,
    ask=_SETTINGS,
    remove=_SETTINGS,
    publish=_SETTINGS,
    discard=_SETTINGS,
)

_handlers("FormsState", load=_SETTINGS, refresh=_SETTINGS, copy_form=_SETTINGS)
_handlers(
    "FormState",
    load=_SETTINGS,
    refresh=_SETTINGS,
    go=_SETTINGS,
    copy_form=_SETTINGS,
    open_boxes=_SETTINGS,
    close_boxes=_SETTINGS,
    choose_kind=_SETTINGS,
    choose_need=_SETTINGS,
    join_rows=_SETTINGS,
    add_row=_SETTINGS,
    remove_row=_SETTINGS,
    ask_about=_SETTINGS,
    compare=_SETTINGS,
    save_question=_SETTINGS,
    save_page=_SETTINGS,
    save_document=_SETTINGS,
    move=_SETTINGS,
    ask=_SETTINGS,
    remove=_SETTINGS,
    publish=_SETTINGS,
    discard=_SETTINGS,
)
_handlers(
    "FormPreviewState",
    load=_SETTINGS,
    refresh=_SETTINGS,
    go=_SETTINGS,
    answer=_SETTINGS,
    answer_item=_SETTINGS,
    add_item=_SETTINGS,
    remove_item=_SETTINGS,
    begin_again=_SETTINGS,
)

_ASSIGN = "submissions:assign"
_handlers(
    "QueueState",
    load=_ASSIGN,
    refresh=_ASSIGN,
    turn=_ASSIGN,
    take=_UNDERWRITE,
    ask=_ASSIGN,
    assign=_ASSIGN,
)
_handlers(
    "OperationsState", load="measures:read", refresh="measures:read", choose_line="measures:read"
)
_handlers(
    "StagesState",
    load=_SETTINGS,
    refresh=_SETTINGS,
    open_form=_SETTINGS,
    add=_SETTINGS,
    ask=_SETTINGS,
    rename=_SETTINGS,
    move=_SETTINGS,
    retire=_SETTINGS,
)
_handlers(
    "CalendarState",
    load=_SETTINGS,
    refresh=_SETTINGS,
    save=_SETTINGS,
    add_day=_SETTINGS,
    turn_day=_SETTINGS,
)
_handlers(
    "RoutingState",
    load=_SETTINGS,
    refresh=_SETTINGS,
    open_rule=_SETTINGS,
    close_rule=_SETTINGS,
    choose_outcome=_SETTINGS,
    save_rule=_SETTINGS,
    move=_SETTINGS,
    ask=_SETTINGS,
    remove=_SETTINGS,
    publish=_SETTINGS,
    discard=_SETTINGS,
    try_out=_SETTINGS,
    set_tier=_SETTINGS,
)

# Method and path → who is let in: "public", "signed in", or a permission.
ROUTES: dict[str, str] = {
    "GET /sign-in": "public",
    "POST /sign-in": "public",
    "GET /sign-in/code": "public",
    "POST /sign-in/code": "public",
    "GET /sign-in/enroll": "public",
    "POST /sign-in/enroll": "public",
    "GET /reset": "public",
    "POST /reset": "public",
    "GET /reset/{token}": "public",
    "POST /reset/{token}": "public",
    "GET /invitation/{token}": "public",
    "POST /invitation/{token}": "public",
    "GET /sign-in/enroll/text": "public",
    "POST /sign-in/enroll/text": "public",
    "POST /sign-in/enroll/text/code": "public",
    "POST /sign-in/text": "public",
    "GET /account/phone": "signed in",
    "POST /account/phone": "signed in",
    "POST /account/phone/code": "signed in",
    "POST /account/phone/remove": "signed in",
    "GET /account/factors": "signed in",
    "POST /account/app": "signed in",
    "POST /account/app/code": "signed in",
    "POST /account/app/remove": "signed in",
    "POST /account/recovery-codes": "signed in",
    "GET /account/password": "signed in",
    "POST /account/password": "signed in",
    "GET /session/state": "public",
    "POST /session/extend": "signed in",
    "POST /sign-out": "public",
    "GET /files/{document_id}": "documents:download",
    "GET /files/submissions/{submission_id}/all.zip": "documents:download",
    "POST /files/submissions/{submission_id}": "documents:add",
    "POST /files/messages/{kind}/{subject_id}": "messages:write submissions:read",
    "POST /files/submissions/{submission_id}/application": "submissions:submit",
    "GET /files/submissions/{submission_id}/readings/{reading_id}/{page}.png": "documents:download",
    "GET /exports/policies.csv": "records:export",
    "GET /exports/commissions.csv": "commissions:export",
    "GET /healthz": "public",
    "GET /readyz": "public",
    "GET /metrics": "public",
}
