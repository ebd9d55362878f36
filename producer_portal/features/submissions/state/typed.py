"""What was typed into the forms of a submission's page, read into offers and requests."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import TypeVar

from producer_portal.features.submissions.rules.asking import RequestedItem
from producer_portal.features.submissions.rules.payment_plans import PLANS
from producer_portal.features.submissions.rules.quoting import QuoteOffer, Term
from producer_portal.ui.typed import Typed, amount_typed, day_typed
from producer_portal.values.errors import InvalidInput

R = TypeVar("R")
DEFAULT_REASON = "missing"


def offer_typed(typed: Typed, *, limits: Sequence[int], deductibles: Sequence[int]) -> QuoteOffer:
    """A carrier's offer as typed; `limits` and `deductibles` are the keys of the lines on the page.

    Raises InvalidInput with every field that cannot be read.
    """
    found: dict[str, str] = {}
    carrier = typed.get("carrier", "")
    if not (carrier.isascii() and carrier.isdigit() and len(carrier) < 19):
        found["carrier"] = "Select the carrier"

    def read(call: Callable[[], R], otherwise: R) -> R:
        try:
            return call()
        except InvalidInput as wrong:
            found.update(wrong.problems)
            return otherwise

    offer = QuoteOffer(
        carrier_id=0 if "carrier" in found else int(carrier),
        premium_minor=read(
            lambda: amount_typed(typed, "premium", missing="Enter the annual premium"), 0
        ),
        taxes_minor=read(lambda: amount_typed(typed, "taxes"), 0),
        fees_minor=read(lambda: amount_typed(typed, "fees"), 0),
        limits=read(lambda: _terms(typed, "limit", limits), ()),
        deductibles=read(lambda: _terms(typed, "deductible", deductibles), ()),
        expires_on=read(
            lambda: day_typed(typed, "expires_on", missing="Enter how long the quote is open"),
            date.min,
        ),
        subjectivities=tuple(
            line.strip() for line in typed.get("subjectivities", "").splitlines() if line.strip()
        ),
        notes=typed.get("notes", "").strip(),
        payment_plans=tuple(key for key in PLANS if typed.get(f"plan-{key}") == "on"),
    )
    if found:
        raise InvalidInput(found)
    return offer


def _terms(typed: Typed, kind: str, keys: Sequence[int]) -> tuple[Term, ...]:
    """The filled lines of limits or deductibles. Raises InvalidInput for each half-filled one."""
    found: dict[str, str] = {}
    terms: list[Term] = []
    for key in keys:
        label = typed.get(f"{kind}-label-{key}", "").strip()
        amount = typed.get(f"{kind}-amount-{key}", "").strip()
        if not label and not amount:
            continue
        if not label:
            found[f"{kind}-label-{key}"] = "Say what the amount is for"
            continue
        try:
            missing = f"Enter the amount of {label}"
            terms.append(Term(label, amount_typed(typed, f"{kind}-amount-{key}", missing=missing)))
        except InvalidInput as wrong:
            found.update(wrong.problems)
    if found:
        raise InvalidInput(found)
    return tuple(terms)


def items_typed(typed: Typed, keys: Sequence[int]) -> tuple[RequestedItem, ...]:
    """What an underwriter asks for, as typed; `keys` are those of the things on the page.

    Raises InvalidInput for each date that cannot be read.
    """
    found: dict[str, str] = {}
    items: list[RequestedItem] = []
    for key in keys:
        try:
            due_on = day_typed(typed, f"due-{key}", missing="Enter when it is needed")
        except InvalidInput as wrong:
            found.update(wrong.problems)
            continue
        items.append(
            RequestedItem(
                label=typed.get(f"label-{key}", "").strip(),
                reason_code=typed.get(f"reason-{key}", DEFAULT_REASON),
                due_on=due_on,
                document_type=typed.get(f"type-{key}", ""),
                note=typed.get(f"note-{key}", ""),
                is_blocking=typed.get(f"blocking-{key}", "yes") == "yes",
            )
        )
    if found:
        raise InvalidInput(found)
    return tuple(items)


_ASKED_FIELDS: Mapping[str, str] = {
    "label": "label",
    "reason_code": "reason",
    "due_on": "due",
    "document_type": "type",
    "note": "note",
}


def beside_fields(problems: Mapping[str, str], keys: Sequence[int]) -> dict[str, str]:
    """Problems of requested items, which name a place ("items.1.label"), under the page's own keys."""
    shown: dict[str, str] = {}
    for path, words in problems.items():
        parts = path.split(".")
        if len(parts) == 3 and parts[1].isdigit() and int(parts[1]) < len(keys):
            shown[f"{_ASKED_FIELDS.get(parts[2], 'label')}-{keys[int(parts[1])]}"] = words
        else:
            shown[path] = words
    return shown
