"""Insureds that are known already, for a new application to begin with (SUB-2)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from producer_portal.features.policies import queries as policies
from producer_portal.features.policies.queries.insured import InsuredOnPolicy, insured_on_policy
from producer_portal.features.submissions.queries.answers import Opened, open_submission
from producer_portal.features.submissions.queries.looks import submission_status
from producer_portal.features.submissions.queries.table import submission_table
from producer_portal.features.submissions.rules.form_rules import CHECKS
from producer_portal.features.submissions.rules.prefilling import (
    answers_for,
    answers_from_facts,
)
from producer_portal.foundation.permissions import Permission
from producer_portal.foundation.unit_of_work import UnitOfWork
from producer_portal.values.errors import NotFound
from producer_portal.values.forms import (
    CheckedOn,
    Form,
    Kind,
    is_empty,
    is_typed,
    parse_answer,
)
from producer_portal.values.ids import LARGEST_ID

MOST_FOUND = 8
_SHORTEST_SEARCH = 2
# Elsewhere these are kept as they were given, and may be no answer to a form.
_CHECKED_KINDS = frozenset({Kind.PHONE, Kind.EMAIL, Kind.URL, Kind.POLICY_NUMBER})


@dataclass(frozen=True, slots=True)
class KnownInsured:
    """Something to begin with: "submission:12" or "policy:5", and how it reads."""

    source: str
    name: str
    words: str


def known_insureds(work: UnitOfWork, *, search: str) -> list[KnownInsured]:
    """Submissions and policies in sight whose insured begins so; few, the newest first."""
    work.actor.require(Permission.SUBMISSIONS_SUBMIT)
    if len(search.strip()) < _SHORTEST_SEARCH:
        return []
    sent = submission_table(
        work, search=search, sort="sent", descending=True, page_size=MOST_FOUND, has_tabs=False
    )
    filters = policies.PolicyFilters(search=search, is_descending=True)
    written = policies.policy_table(work, filters=filters).rows
    found = [
        KnownInsured(
            f"submission:{row.id}",
            row.insured or "No name yet",
            f"{row.reference or 'Draft'}, {row.line}, {submission_status(row.status).words.lower()}",
        )
        for row in sent.rows
    ]
    found += [
        KnownInsured(
            f"policy:{row.policy_id}",
            row.insured,
            f"Policy {row.number}, {row.line}, expires {row.expires}",
        )
        for row in written[:MOST_FOUND]
    ]
    return found


def known_answers(work: UnitOfWork, *, form: Form, source: str) -> tuple[dict[str, Any], str]:
    """The answers a form begins with from "submission:12" or "policy:5", and where they are from.

    Raises NotFound for a source out of sight or none at all.
    """
    kind, _, text = source.partition(":")
    number = int(text) if text.isascii() and text.isdigit() and len(text) <= 19 else 0
    if not 0 < number <= LARGEST_ID:
        raise NotFound(kind or "source")
    if kind == "submission":
        opened = open_submission(work, number)
        return _checked(work, form, answers_for(form, opened.form, opened.answers)), _named(opened)
    if kind != "policy":
        raise NotFound("source")
    insured = insured_on_policy(work, policy_id=number)
    facts = answers_from_facts(form, _facts(insured, form))
    return _checked(work, form, facts), f"policy {insured.number}"


def _named(opened: Opened) -> str:
    return opened.row.reference or "a draft"


def _facts(insured: InsuredOnPolicy, form: Form) -> Mapping[str, Any]:
    first, _, last = insured.name.rpartition(" ")
    address = {
        "street": insured.street,
        "unit": "",
        "city": insured.city,
        "state": insured.state,
        "zip": insured.zip_code,
    }
    facts: dict[str, Any] = {
        "insured.name": "" if insured.is_person else insured.name,
        "insured.first_name": first if insured.is_person else "",
        "insured.last_name": last if insured.is_person else "",
        "insured.email": insured.email,
        "insured.phone": insured.phone,
        "insured.contact.email": insured.email,
        "insured.contact.phone": insured.phone,
        "insured.mailing_address": address if insured.street else None,
    }
    if insured.line_code == form.code:
        # The policy they have is the prior insurance of the one that follows it.
        facts |= {
            "prior.carrier": insured.carrier_name,
            "prior.policy_number": insured.number,
            "prior.expiration_date": insured.expires_on.isoformat(),
            "prior.premium": insured.premium_minor,
            "policy.effective_date": insured.expires_on.isoformat(),
        }
    return facts


def _checked(work: UnitOfWork, form: Form, answers: dict[str, Any]) -> dict[str, Any]:
    """Without what the form would not take as it stands: it is asked instead."""
    on = CheckedOn(work.today, CHECKS.values)
    kept: dict[str, Any] = {}
    for section in form.sections:
        stored = answers.get(section.key)
        if stored is None:
            continue
        if section.repeat is not None:
            kept[section.key] = stored
            continue
        values = {}
        for question in section.questions:
            value = stored.get(question.key)
            if is_empty(value) or is_typed(value):
                continue
            if question.kind in _CHECKED_KINDS:
                parsed = parse_answer(question, value, on)
                if parsed.issue is not None:
                    continue
                value = parsed.value
            values[question.key] = value
        if values:
            kept[section.key] = values
    return kept
