"""How one cell is tried: a real deed on a real record, undone afterwards, and what came of it."""

import importlib
import inspect
import pkgutil
import typing
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cache
from types import ModuleType

from producer_portal import features
from producer_portal.access.tables import AgencyTier, TicketPurpose
from producer_portal.features.commissions.queries import CommissionFilters
from producer_portal.features.commissions.rules import OverrideBasis
from producer_portal.features.compliance.rules import (
    AppointmentFacts,
    CoverFacts,
    LicenseFacts,
    Requirement,
)
from producer_portal.features.documents.queries import documents_of
from producer_portal.features.documents.services import MadeFile
from producer_portal.features.ledger.rules import LedgerAccount
from producer_portal.features.notifications.rules import Timing
from producer_portal.features.policies.queries import PolicyFilters
from producer_portal.features.policies.rules import TransactionType
from producer_portal.features.submissions.rules.appetite import AppetiteOutcome, AppetiteRule
from producer_portal.features.submissions.rules.asking import RequestedItem
from producer_portal.features.submissions.rules.calendar import NINE_TO_FIVE
from producer_portal.features.submissions.rules.choosing import RuleKind
from producer_portal.features.submissions.rules.form_conditions import ConditionRow
from producer_portal.features.submissions.rules.gate import Strictness
from producer_portal.features.submissions.rules.routing import RoutingRule
from producer_portal.features.submissions.rules.workflow import SubmissionStatus
from producer_portal.foundation.actor import Actor
from producer_portal.foundation.permissions import Permission, Role
from producer_portal.foundation.unit_of_work import unit_of_work
from producer_portal.values.errors import NotFound, NotPermitted, PortalError
from producer_portal.values.money import Rate
from producer_portal.values.pages import FoundPages
from tests.integration.features.submissions.story import NOW
from tests.matrix.expected import MAY, OWN, RELATIONS, Caller, Use, in_sight
from tests.matrix.world import DRAFTED_EDITS, OWNER_OF, Matrix, marker

assert documents_of
assert TicketPurpose
# Later than anything that was told, so that no occasion is taken for one that was announced before.
LATER = NOW + timedelta(hours=1)
REACHED, FORBIDDEN, MISSED, CRASHED = "reached", "forbidden", "missing", "crashed"
ROOMS = ("services", "queries")


class Undo(Exception):
    """Raised after the deed, so that nothing stays."""


_FORM = {"line_code": "CGL", "section_key": "risk", "edit": DRAFTED_EDITS}


@dataclass
class Tally:
    """What was tried, what got through, and what was refused though it should not have been."""

    tried: Counter = field(default_factory=Counter)
    leaked: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    crashed: list[str] = field(default_factory=list)

    def faults(self) -> list[str]:
        """Everything that was not as the table says, the leaks first."""
        kinds = {"LEAKED": self.leaked, "CRASHED": self.crashed, "REFUSED": self.refused}
        return [f"{kind} {cell}" for kind, cells in kinds.items() for cell in cells]

    def words(self) -> str:
        cells = sum(self.tried.values())
        return f"{cells} cells tried, {len(self.leaked)} leaked {dict(self.tried)}"


@cache
def use_cases() -> dict[str, Callable]:
    """Every public function of a services or queries room that takes `work`, by feature.room.name."""
    found: dict[str, Callable] = {}
    for feature in features.FEATURES:
        for room in ROOMS:
            for module in _modules(f"producer_portal.features.{feature}.{room}"):
                for name, member in vars(module).items():
                    if _is_use_case(member, module, name):
                        key = f"{feature}.{room}.{name}"
                        assert key not in found, f"two functions are called {key}"
                        found[key] = member
    return found


def _is_use_case(member: object, module: ModuleType, name: str) -> bool:
    return (
        inspect.isfunction(member)
        and not name.startswith("_")
        and member.__module__ == module.__name__
        and "work" in inspect.signature(member).parameters
    )


def _modules(path: str) -> Iterator[ModuleType]:
    try:
        room = importlib.import_module(path)
    except ModuleNotFoundError as missing:
        assert missing.name == path, missing
        return
    yield room
    for inner in pkgutil.iter_modules(getattr(room, "__path__", ())):
        yield importlib.import_module(f"{path}.{inner.name}")


def _offer(made: Matrix, relation: str):
    carrier_id = made.records_of(relation if relation != "missing" else OWN).carrier_id
    return made.story.offer(
        carrier_id=carrier_id, expires_on=made.story.now.date() + timedelta(days=30)
    )


def _words_of(made: Matrix, name: str, relation: str, actor: Actor) -> dict[str, object]:
    """What else a use case is told, beside the record it is about."""
    day = NOW.date()
    fixed: dict[str, dict[str, object]] = {
        "start_submission": {"line_code": "CGL"},
        "save_answers": {"section_key": "applicant", "values": {"dba": "Kestrel"}, "version": 1},
        "add_item": {"section_key": "exposure", "version": 1},
        "remove_item": {
            "section_key": "exposure",
            "item_id": made.records_of(relation).exposure_item,
            "version": 1,
        },
        "reveal_answer": {"section_key": "applicant", "question_key": "fein"},
        "certify_and_submit": {"is_certified": True},
        "attach_document": {"document_type": "loss_runs", "filename": "runs.pdf"},
        "accepted_kinds": {"document_type": "loss_runs"},
        "found_in_text": {"words": "loss runs"},
        "room_words": {"subject": ("submission", made.records_of(relation).draft_id)},
        "unclaimed": {"places": ["00/nowhere"]},
        "choose_channels": {"topic": "quote_ready", "channels": ()},
        "choose_timing": {"timing": Timing()},
        "begin_own_phone": {"typed": "(813) 555-0142", "is_factor": False},
        "prove_own_phone": {"code": "123456"},
        "prove_own_app": {"code": "123456", "browser": "Chrome/1"},
        "allow_text_codes": {"is_allowed": False},
        "give_up": {"reason": "Nobody wants it"},
        "post_message": {"words": "Is it on its way?"},
        "escalate": {"reason": "Nobody answers"},
        "mark_thread_read": {"number": 1},
        "add_attachment": {"filename": "runs.pdf"},
        "note_infected": {
            "subject": ("submission", 1),
            "filename": "runs.pdf",
            "sha256": "0" * 64,
            "found": "Eicar",
        },
        "others_present": {"submission_id": made.records_of(relation).draft_id},
        "known_insureds": {"search": "quill"},
        "make_proposal": {"quote_ids": (made.records_of(relation).quote_id,)},
        "keep_reading": {"document_id": 1, "filename": "app.pdf", "pages": FoundPages(1)},
        "settle_read": {
            "reading_id": made.records_of(relation).reading_id,
            "number": 0,
            "is_used": True,
        },
        "application_page": {"reading_id": made.records_of(relation).reading_id, "page": 0},
        "detach_document": {"document_id": made.records_of(relation).document_id},
        "request_information": {
            "items": (RequestedItem("Loss runs", "missing", day + timedelta(days=5), "loss_runs"),)
        },
        "send_information": {"reply": "Here they are"},
        "send_back_information": {"note_words": "Page two is missing"},
        "assign_submission": {"user_id": made.world.uma.user_id, "reason": "Her line"},
        "decline_submission": {"reason_code": "appetite", "note_words": "Outside our appetite"},
        "withdraw_submission": {"reason_code": "price", "note_words": "Found it cheaper"},
        "refer_quote": {"note_words": "Please look at this"},
        "decline_referral": {"note_words": "Too large for us"},
        "mark_subjectivity": {"place": 0, "is_met": True},
        "save_view": {"name": "Mine", "choices": {"view": "open"}},
        "set_authority": {
            "lines": ["*"],
            "states": ["*"],
            "premium_ceiling_minor": None,
            "limit_ceiling_minor": None,
        },
        "section_page": {"section_key": "applicant"},
        "add_carrier": {"name": "Copper Creek", "code": f"CC{id(relation) % 1000}"},
        "record_transaction": {
            "transaction_type": TransactionType.ENDORSEMENT,
            "effective_on": day,
            "premium_minor": 100,
            "source_key": f"tried:{relation}",
        },
        "policy_table": {"filters": PolicyFilters()},
        "commission_table": {"filters": CommissionFilters()},
        "set_rule": {"rate": Rate.parse("11%"), "from_on": date(2027, 1, 1)},
        "set_split": {
            "rate": Rate.parse("40%"),
            "from_on": date(2027, 1, 1),
            "ends_previous": True,
        },
        "set_override": {
            "basis": OverrideBasis.PERCENT_OF_COMMISSION,
            "rate": Rate.parse("5%"),
            "from_on": date(2027, 1, 1),
        },
        "pay_line": {"paid_on": day},
        "policy_lines": {"after_id": 0},
        "commission_lines": {"after_id": 0},
        "pending_lines": {"effective_before": date(2027, 1, 1)},
        "reverse": {"reason": "Posted twice", "idempotency_key": f"tried:{relation}"},
        "balance_of": {"account": LedgerAccount.PRODUCER_PAYABLE},
        "set_gate": {
            "sending": dict.fromkeys(Requirement, Strictness.SOFT),
            "binding": dict.fromkeys(Requirement, Strictness.SOFT),
            "least_claim_minor": 0,
            "edit": 1,
        },
        "keep_appetite_rule": {
            "rule": AppetiteRule("", AppetiteOutcome.REFER, "Ask first"),
            "edit": 1,
        },
        "keep_routing_rule": {"rule": RoutingRule("", "To the queue"), "edit": 0},
        "set_tier": {"tier": AgencyTier.GOLD},
        "set_hours": {
            "time_zone": "America/Chicago",
            "hours": NINE_TO_FIVE,
            "targets": {},
            "escalate_to": (),
            "edit": 1,
        },
        "add_stage": {"status": SubmissionStatus.QUOTED, "name": "Negotiating"},
        "rename_stage": {"name": "Sorting"},
        "move_stage": {"by": 1},
        "move_to_stage": {"stage_id": made.records_of(relation).stage_id},
        "board_target": {"column": "pending"},
        "add_day_off": {"day": day + timedelta(days=30), "name": "Away day", "edit": 1},
        "work_on_day": {"day": date(2026, 12, 25), "edit": 1},
        "move_rule": {"kind": RuleKind.APPETITE, "key": "r1", "by": 1, "edit": 1},
        "remove_rule": {"kind": RuleKind.APPETITE, "key": "r1", "edit": 1},
        "publish_rules": {"kind": RuleKind.APPETITE, "edit": 1},
        "discard_rules": {"kind": RuleKind.APPETITE, "edit": 1},
        "copy_form": {"line_code": "CYBER"},
        "keep_question": {
            **_FORM,
            "key": "",
            "typed": {"label": "Is there a pool?", "kind": "boolean"},
        },
        "move_question": {**_FORM, "key": "uses_subs", "by": 1},
        "remove_question": {**_FORM, "key": "subs_cost"},
        "keep_section": {**_FORM, "typed": {"title": "How work is done"}},
        "remove_section": {**_FORM, "section_key": "pools"},
        "ask_for_document": {
            "line_code": "CGL",
            "edit": DRAFTED_EDITS,
            "document_type": "",
            "typed": {
                "label": "Photo",
                "stage": "submission",
                "max_megabytes": "5",
                "accepts-pdf": "on",
            },
        },
        "stop_asking_for_document": {
            "line_code": "CGL",
            "edit": DRAFTED_EDITS,
            "document_type": "subcontract_agreement",
        },
        "publish_form": {
            "line_code": "CGL",
            "edit": DRAFTED_EDITS,
            "reason": "Carriers ask for it",
        },
        "form_on_desk": {"line_code": "CGL"},
        "questions_to_ask_about": {"line_code": "CGL"},
        "row_to_fill": {
            "line_code": "CGL",
            "number": 1,
            "row": ConditionRow("risk.uses_subs", "eq", "yes"),
        },
        "question_boxes": {"line_code": "CGL", "section_key": "risk", "key": "uses_subs"},
        "page_boxes": {"line_code": "CGL", "section_key": "risk"},
        "document_boxes": {"line_code": "CGL"},
        "tried_form": {"line_code": "CGL", "answers": {}},
        "try_answer": {
            "line_code": "CGL",
            "answers": {},
            "section_key": "risk",
            "key": "uses_subs",
            "typed": "yes",
        },
        "try_item": {"line_code": "CGL", "answers": {}, "section_key": "exposure"},
        "discard_form": {"line_code": "CGL", "edit": DRAFTED_EDITS},
        "keep_license": {
            "facts": LicenseFacts("GA", "G1", "", "nonresident", day, day + timedelta(days=365), ())
        },
        "keep_appointment": {
            "facts": AppointmentFacts(made.world.harborline.carrier_id, "", "GA", day)
        },
        "keep_cover": {
            "facts": CoverFacts("Tidewater", "EO 9", 100, 200, day, day + timedelta(days=365))
        },
        "add_agency": {"name": "Harborline Ocala", "short_name": "ocala"},
        "add_producer": {"name": "Quentin Quick", "code": "QQ"},
        "move_producer": {"upline_producer_id": None, "on": day},
        "remove_document": {"subject": ("submission", made.records_of(relation).draft_id)},
        "change_password": {"password_hash": "argon2"},
        "add_person": {
            "email": "new@example.test",
            "name": "Newell New",
            "role": Role.CSR,
        },
        "change_role": {"role": Role.CSR, "reason": "Moves to service"},
        "deactivate": {"reason": "Has left us"},
        "reset_second_factor": {"reason": "Lost the phone"},
        "grant": {"permission": Permission.RECORDS_EXPORT, "reason": "Year-end report"},
    }
    if name in {"add_quote", "revise_quote"}:
        return {"offer": _offer(made, relation)}
    if name in {"attach_document", "add_attachment"}:
        return {**fixed[name], "file": MadeFile(b"%PDF-1.4 loss runs")}
    return fixed.get(name, {})


# A draft is answered and sent; what was sent is reviewed; what was asked for is answered.
_DRAFT_DEEDS = {
    "save_answers",
    "add_item",
    "remove_item",
    "reveal_answer",
    "certify_and_submit",
    "attach_document",
    "detach_document",
    "keep_reading",
    "settle_read",
    "application_reading",
    "application_page",
    "task_list",
    "document_needs",
    "accepted_kinds",
    "section_page",
    "check_answers",
}
_ASKED_DEEDS = {"information_checklist", "return_to_review"}


def record_words(
    made: Matrix, name: str, spec: Use, relation: str, actor: Actor
) -> dict[str, object]:
    """The argument that names the record of this relation."""
    records, person = made.records_of(relation), made.person_of(relation, actor)
    if spec.record == "draft":
        return {"draft": replace(records.draft, source_key=f"tried:{relation}")}
    if spec.record == "talked":
        return {"kind": "submission", "subject_id": records.submission_id}
    if spec.record == "subject":
        return {"subject": ("submission", records.draft_id)}
    if spec.kind == "agency":
        return {spec.record: made.agency_of(relation)}
    if spec.record == "submission_id":
        chosen = (
            records.draft_id
            if name in _DRAFT_DEEDS
            else records.asked_id
            if name in _ASKED_DEEDS
            else records.submission_id
        )
        return {"submission_id": chosen}
    if hasattr(person, spec.record):
        return {spec.record: getattr(person, spec.record)}
    return {spec.record: getattr(records, spec.record)}


def try_one(actor: Actor, function: Callable, words: dict[str, object]) -> tuple[str, str]:
    """What came of a deed, and every word it answered; nothing of it stays."""
    said = ""
    try:
        with unit_of_work(actor, now=LATER) as work:
            answer = function(work, **words)
            said = repr(list(answer) if isinstance(answer, Iterator) else answer)
            work.session.flush()
            for finish in list(work.before_commit):
                finish(work)
            work.session.send()
            raise Undo
    except Undo:
        return REACHED, said
    except NotPermitted as refused:
        return FORBIDDEN, refused.message
    except NotFound as refused:
        return MISSED, refused.message
    except PortalError as refused:
        return REACHED, refused.message
    except Exception as failure:
        return CRASHED, f"{type(failure).__name__}: {failure}"


def sight(kind: str, caller: Caller) -> frozenset[str]:
    """Kinds that are made of two: a producer starts business for nobody else."""
    if kind in {"agency", "list", "draft", "directory of a book"}:
        inner = {"agency": "directory", "list": "book", "draft": "book"}.get(kind, "book")
        return in_sight(inner, caller)
    return in_sight(kind, caller)


def words_out_of_sight(made: Matrix, caller: Caller) -> set[str]:
    """The markers of everybody whose records this caller must never read."""
    seen = in_sight("book", caller) | in_sight("person", caller)
    mine = made.actors[caller].user_id
    hidden = {marker(owner) for relation, owner in OWNER_OF.items() if relation not in seen}
    for key, actor in made.world.harborline.people.items():
        if actor.user_id == mine:
            hidden.discard(marker(key))
    if caller.role not in {None, "producer"} and OWN in seen and not in_sight("book", caller):
        # "Own" of staff without a book is their own person, not Pat's business.
        hidden.add(marker("pat"))
        if "users:manage" in MAY[caller.role]:
            hidden.discard(marker("pat"))
    return hidden


def judge(
    tally: Tally,
    cell: str,
    *,
    verdict: str,
    may: bool,
    is_in_sight: bool,
    has_record: bool,
    said: str,
    hidden: set[str],
) -> None:
    """Hold one cell against what was expected of it."""
    for word in hidden:
        if word in said:
            tally.leaked.append(f"{cell}: reads {word}")
    if verdict == CRASHED:
        tally.crashed.append(f"{cell}: {said[:200]}")
    elif verdict == REACHED and not (may and is_in_sight):
        tally.leaked.append(f"{cell}: reached")
    elif may and is_in_sight and verdict != REACHED:
        tally.refused.append(f"{cell}: {verdict}")
    elif may and not is_in_sight and verdict != MISSED:
        tally.leaked.append(f"{cell}: said {verdict} instead of not found")
    elif not may and is_in_sight and verdict != FORBIDDEN and has_record:
        tally.refused.append(f"{cell}: {verdict} instead of forbidden")


def relations_of(spec: Use) -> tuple[str, ...]:
    return RELATIONS if spec.record else (OWN,)


def permissions(caller: Caller) -> frozenset[str]:
    return frozenset(MAY[caller.role]) if caller.role else frozenset()


def handler_payload(handler: Callable) -> dict[str, object]:
    """Arguments of the right types, so that only the permission can refuse the event."""
    hints = typing.get_type_hints(handler)
    samples = {int: 1, str: "x", bool: True}
    found: dict[str, object] = {}
    for name in list(inspect.signature(handler).parameters)[1:]:
        hint = hints[name]
        found[name] = samples.get(hint) if hint in samples else (typing.get_origin(hint) or hint)()
    return found
