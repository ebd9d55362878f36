"""What an administrator may do with a form: form in, form out, always one that can be published (SUB-1).

What something else needs is not taken away: the refusal names what needs it.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from producer_portal.features.submissions.rules.form_conditions import names_question
from producer_portal.features.submissions.rules.form_reach import answers_in, unreachable
from producer_portal.features.submissions.rules.form_typed import key_of
from producer_portal.values.errors import Conflict, InvalidInput, NotFound, RuleViolation
from producer_portal.values.forms import (
    AttachmentRequest,
    Condition,
    Form,
    Question,
    Section,
    form_faults,
)

MOST_QUESTIONS = 13
MOST_PAGES = 30
MOST_DOCUMENTS = 30
# Lists, routing, the gate and policies are nothing without these.
_ALWAYS_NEEDED: Mapping[str, str] = {
    "insured.name": "lists and policies take the insured's name from it",
    "insured.first_name": "lists and policies take the insured's name from it",
    "insured.last_name": "lists and policies take the insured's name from it",
    "insured.mailing_address": "lists, routing and policies take the insured's state from it",
    "policy.effective_date": "lists and policies take the effective date from it",
}
# The answers that each rule over several of them looks at; a test holds this to form_rules.py.
RULE_ANSWERS: Mapping[str, tuple[str, ...]] = {
    "AGG_NOT_BELOW_CLAIM": ("aggregate", "limit"),
    "AGG_NOT_BELOW_OCC": ("aggregate_limit", "occurrence_limit"),
    "AT_LEAST_ONE_RATED_DRIVER": ("driver_status",),
    "BACKUP_STALE": ("restore_tested_days",),
    "BOP_ALCOHOL": ("alcohol_pct",),
    "BOP_ELIGIBLE_SALES": ("annual_revenue",),
    "COVERAGE_SOMEWHERE": ("bi_limit", "building_limit", "contents_limit"),
    "DWELLING_RATIO": ("dwelling_limit", "square_feet"),
    "FOR_HIRE_MIN_LIMIT": ("csl_limit", "hauls_for_others"),
    "LOSS_RUN_AGE": (),
    "MFA_MINIMUM": ("edr", "mfa"),
    "MONOPOLISTIC_STATE": ("states_covered",),
    "OWNERSHIP_TOTAL": ("ownership_pct",),
    "PHYSDAM_FOR_FINANCED": ("coll_deductible", "comp_deductible", "financed"),
    "RETRO_NOT_AFTER_EFFECTIVE": ("effective_date", "retro_date"),
    "ROOF_NOT_BEFORE_BUILDING": ("roof_year", "year_built"),
    "ROOF_NOT_BEFORE_HOUSE": ("roof_year", "year_built"),
    "SERVICE_SHARES": ("service_pct",),
    "UM_NOT_ABOVE_BI": ("bi_limit", "um_limit"),
    "UNDERLYING_DATES": ("effective_date", "u_effective", "u_expiration"),
    "UNDERLYING_GL_MIN": ("u_limit", "u_line"),
    "UNIQUE_VIN": ("vin",),
    "VACANT_REFERS": ("occupancy",),
}


class FormChanged(Conflict):
    """Somebody else changed the draft in the meantime."""

    def __init__(self) -> None:
        super().__init__(
            "Somebody else changed this draft a moment ago. It is shown as it is now: look and try again."
        )


class StillNeeded(RuleViolation):
    """Something else in the form, or in the portal, depends on it."""

    def __init__(self, what: str, reasons: Sequence[str]) -> None:
        told = "; ".join(reasons[:4])
        more = f"; and {len(reasons) - 4} more" if len(reasons) > 4 else ""
        super().__init__(f"“{what}” is needed: {told}{more}. Change that first.")


class NothingDrafted(RuleViolation):
    """There is no draft of this line."""

    def __init__(self) -> None:
        super().__init__("There is no draft of this form any more. Copy it first.")


class NothingChanged(RuleViolation):
    """The draft asks what the version in use asks."""

    def __init__(self) -> None:
        super().__init__("The draft is the same as the version in use. Change something first.")


class FormIsFull(RuleViolation):
    """More than a page, or a form, should have."""


def _section(form: Form, key: str) -> Section:
    section = form.section(key)
    if section is None:
        raise NotFound("page")
    return section


def _question(form: Form, section_key: str, key: str) -> Question:
    question = form.question(section_key, key)
    if question is None:
        raise NotFound("question")
    return question


def _with_section(form: Form, section: Section) -> Form:
    return replace(
        form, sections=tuple(section if one.key == section.key else one for one in form.sections)
    )


def put_question(form: Form, section_key: str, question: Question, *, field: str = "shown") -> Form:
    """Put a question in the place of the one with its key, or at the end of its page.

    Raises FormIsFull, StillNeeded when a choice goes that a condition asks about, and InvalidInput
    under `field` when nobody could be asked something any more.
    """
    section = _section(form, section_key)
    before = form.question(section_key, question.key)
    if before is None:
        if len(section.questions) >= MOST_QUESTIONS:
            words = f"A page has {MOST_QUESTIONS} questions at most. Add a page for more."
            raise FormIsFull(words)
        questions = (*section.questions, question)
    else:
        _refuse_lost_choices(form, before, question)
        questions = tuple(question if one.key == question.key else one for one in section.questions)
    return _fit(_with_section(form, replace(section, questions=questions)), field)


def _refuse_lost_choices(form: Form, before: Question, after: Question) -> None:
    """A choice that a condition compares with may be renamed, not removed."""
    kept = {choice.value for choice in after.choices}
    for choice in before.choices:
        if choice.value in kept:
            continue
        reasons = [
            words
            for _, words, condition in _conditions(form)
            if any(
                choice.value in _wanted(one.value)
                for one in answers_in(condition)
                if one.question == before.key
            )
        ]
        if reasons:
            raise StillNeeded(choice.label, reasons)


def _wanted(value: Any) -> tuple[Any, ...]:
    return value if isinstance(value, tuple) else (value,)


def move_question(form: Form, section_key: str, key: str, by: int) -> Form:
    """Ask a question one place earlier (-1) or later (1) on its page; at either end it stays."""
    section = _section(form, section_key)
    _question(form, section_key, key)
    questions = list(section.questions)
    place = next(at for at, one in enumerate(questions) if one.key == key)
    other = place + (1 if by > 0 else -1)
    if 0 <= other < len(questions):
        questions[place], questions[other] = questions[other], questions[place]
    return _with_section(form, replace(section, questions=tuple(questions)))


def remove_question(form: Form, section_key: str, key: str) -> Form:
    """Take a question off its page. Raises StillNeeded, naming what needs it."""
    section = _section(form, section_key)
    question = _question(form, section_key, key)
    reasons = needed_by(form, section, question)
    if len(section.questions) == 1:
        reasons = (*reasons, "a page keeps one question at least")
    if reasons:
        raise StillNeeded(question.label, reasons)
    return _fit(_with_section(form, _without(section, key)), "form")


def _without(section: Section, key: str) -> Section:
    repeat = section.repeat
    if repeat is not None:
        repeat = replace(repeat, named_by=tuple(one for one in repeat.named_by if one != key))
    return replace(
        section,
        questions=tuple(one for one in section.questions if one.key != key),
        summarized_by=tuple(one for one in section.summarized_by if one != key),
        repeat=repeat,
    )


def needed_by(form: Form, section: Section, question: Question) -> tuple[str, ...]:
    """Why a question cannot be removed, in words; empty when it can."""
    return tuple(_needs(form, section, question))


def _needs(form: Form, section: Section, question: Question) -> Iterator[str]:
    for owner, words, condition in _conditions(form):
        if owner != question.key and names_question(condition, question.key):
            yield words
    for rule in form.rules:
        is_about = (rule.section, rule.question) == (section.key, question.key)
        if is_about or question.key in RULE_ANSWERS.get(rule.code, ()):
            yield f"the rule “{rule.message}” looks at it"
    for other in section.questions:
        if other.waived_by == question.key:
            yield f"“{other.label}” is excused by it"
    if question.maps_to in _ALWAYS_NEEDED:
        yield _ALWAYS_NEEDED[question.maps_to]


def _conditions(form: Form) -> Iterator[tuple[str, str, Condition]]:
    """Every condition: the key of what it decides, words for that, and itself."""
    for section in form.sections:
        if section.visible_if is not None:
            yield section.key, f"the page “{section.title}” depends on it", section.visible_if
        for question in section.questions:
            for condition in (question.visible_if, question.required_if):
                if condition is not None:
                    yield question.key, f"“{question.label}” depends on it", condition
    for request in form.attachments:
        if request.applies_if is not None:
            words = f"the document “{request.label}” depends on it"
            yield request.document_type, words, request.applies_if


def lost_words(question: Question) -> str:
    """What else is lost with a question, for who removes it."""
    if question.maps_to.startswith("coverage."):
        return "Policies no longer get this coverage from the application."
    if question.maps_to:
        return (
            "It is no longer filled in from what is known, nor handed on to policies and routing."
        )
    return ""


def put_section(form: Form, section: Section) -> Form:
    """Change a page's title, when it is asked and how often. Raises NotFound, InvalidInput."""
    _section(form, section.key)
    return _fit(_with_section(form, section), "shown")


def add_section(form: Form, *, after: str, title: str, question: Question) -> Form:
    """Put a new page with its first question after another. Raises FormIsFull, NotFound, InvalidInput."""
    before = _section(form, after)
    if len(form.sections) >= MOST_PAGES:
        raise FormIsFull(f"A form has {MOST_PAGES} pages at most.")
    keys = [one.key for one in form.sections]
    new = Section(key_of(title, [*keys, "attachments", "documents", "check"]), title, before.stage, (question,), summarized_by=(question.key,))  # fmt: skip
    at = keys.index(after) + 1
    return _fit(replace(form, sections=(*form.sections[:at], new, *form.sections[at:])), "shown")


def remove_section(form: Form, section_key: str) -> Form:
    """Take a page off with its questions. Raises StillNeeded, naming what outside of it needs one."""
    section = _section(form, section_key)
    if len(form.sections) == 1:
        raise StillNeeded(section.title, ["a form keeps one page at least"])
    emptied = replace(form, sections=tuple(one for one in form.sections if one.key != section_key))
    for question in section.questions:
        reasons = needed_by(emptied, section, question)
        # Rules and the portal's own needs count as they do for a single question.
        outside = [one for one in reasons if not one.endswith("is excused by it")]
        if outside:
            raise StillNeeded(question.label, outside)
    return _fit(emptied, "form")


def put_document(form: Form, request: AttachmentRequest) -> Form:
    """Ask for a document, in the place of the one of its type or at the end."""
    types = [one.document_type for one in form.attachments]
    if request.document_type in types:
        asked = tuple(
            request if one.document_type == request.document_type else one
            for one in form.attachments
        )
    elif len(types) >= MOST_DOCUMENTS:
        raise FormIsFull(f"A form asks for {MOST_DOCUMENTS} documents at most.")
    else:
        asked = (*form.attachments, request)
    return _fit(replace(form, attachments=asked), "shown")


def remove_document(form: Form, document_type: str) -> Form:
    """Ask for a document no longer. Raises NotFound, StillNeeded."""
    found = next((one for one in form.attachments if one.document_type == document_type), None)
    if found is None:
        raise NotFound("document")
    reasons = [
        f"the rule “{rule.message}” looks at it"
        for rule in form.rules
        if rule.question == document_type
    ]
    if reasons:
        raise StillNeeded(found.label, reasons)
    kept = tuple(one for one in form.attachments if one.document_type != document_type)
    return replace(form, attachments=kept)


def taken_keys(form: Form) -> list[str]:
    """The keys that a new question may not have."""
    return [question.key for section in form.sections for question in section.questions]


def _fit(form: Form, field: str) -> Form:
    """The form, when everything in it can still be asked. Raises InvalidInput under `field`."""
    faults = form_faults(form)
    if faults:
        raise InvalidInput({field: _fault_words(form, faults[0])})
    lost = unreachable(form)
    if lost:
        words = (
            f"“{_label(form, lost[0])}” could never be asked: no answers meet all of this at once"
        )
        raise InvalidInput({field: words})
    return form


def _fault_words(form: Form, fault: str) -> str:
    """A fault of the form in the words of its editor."""
    owner, _, rest = fault.partition(": ")
    if "depends on its own answer" in rest:
        return f"“{_label(form, owner)}” would wait for itself. Ask about another question"
    if "outside that item" in rest:
        return f"“{_label(form, owner)}” cannot ask about one of several items"
    if "cannot be" in rest:
        return (
            f"The condition of “{_label(form, owner)}” no longer fits. Change that condition first"
        )
    return f"“{_label(form, owner)}”: {rest}"


def _label(form: Form, key: str) -> str:
    for section in form.sections:
        if section.key == key:
            return section.title
        for question in section.questions:
            if question.key == key:
                return question.label
    labels = {one.document_type: one.label for one in form.attachments}
    return labels.get(key, key)
