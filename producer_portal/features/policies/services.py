"""Issuing policies and recording what happens to them (POL-2, SUB-14)."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import BigInteger, bindparam
from sqlalchemy import select as core_select
from sqlmodel import col, select

from producer_portal.features.agencies import queries as agencies
from producer_portal.features.policies import queries
from producer_portal.features.policies.rules import (
    TRANSACTION_LOOKS,
    WRITING_TYPES,
    PolicyAlreadyCanceled,
    PolicyDraft,
    PolicyNotCanceled,
    PolicyNotInTerm,
    TransactionType,
    check_draft,
    normalized_name,
    normalized_number,
)
from producer_portal.features.policies.tables import (
    Carrier,
    Client,
    Policy,
    PolicyCoverage,
    PolicyLine,
    PolicyTerm,
    PolicyTransaction,
)
from producer_portal.foundation import audit, outbox
from producer_portal.foundation.exchange import Answer
from producer_portal.foundation.permissions import Permission
from producer_portal.foundation.scope import ask, draw_ids, insert_rows, owner_of
from producer_portal.foundation.sequences import ask_reference
from producer_portal.foundation.unit_of_work import UnitOfWork, get_or_not_found
from producer_portal.values.errors import Conflict, InvalidInput, NotFound
from producer_portal.values.money import Money
from producer_portal.values.period import day_words


@dataclass(frozen=True, slots=True)
class PolicyView:
    """A policy as the service that issued it shows it."""

    policy_id: int
    number: str
    insured: str
    line: str
    effective_on: date
    expires_on: date
    premium: str
    policy_transaction_id: int


def add_carrier(work: UnitOfWork, *, name: str, code: str) -> queries.CarrierRow:
    """Add a carrier that business may be placed with. Needs USERS_MANAGE.

    Raises InvalidInput on empty words and Conflict when the code is taken.
    """
    work.actor.require(Permission.USERS_MANAGE)
    name, code = name.strip(), code.strip().upper()
    if not 0 < len(name) <= 200 or not 0 < len(code) <= 40:
        raise InvalidInput({"name": "Enter the carrier's name and a short code"})
    if work.session.exec(select(Carrier.id).where(Carrier.code == code)).first() is not None:
        raise Conflict(f"Code {code} belongs to another carrier. Choose a new one.")
    carrier = Carrier(tenant_id=work.tenant_id, name=name, code=code)
    work.session.add(carrier)
    # The trail names the carrier by id.
    work.session.flush()
    audit.record(
        work,
        "carrier.added",
        subject=("carrier", carrier.id or 0),
        after={"name": name, "code": code},
    )
    return queries.CarrierRow(carrier.id or 0, name, code)


def issue_policy(work: UnitOfWork, *, draft: PolicyDraft) -> PolicyView:
    """Issue the policy of a bind, once per source key; again with the same key returns the first.

    Writes the policy with its term, line and coverages, and the transaction that commissions accrue
    from, with the chain of producers as it stands today (SUB-14, COM-3). Needs SUBMISSIONS_BIND.
    Raises InvalidInput, and NotFound when carrier, client or producer are out of sight.
    """
    work.actor.require(Permission.SUBMISSIONS_BIND)
    check_draft(draft)
    # Asked in one turn, answered in this order. The number is taken first: its row stays locked until
    # commit, so of two binds with one key the second finds what the first wrote.
    numbered = ask_reference(work, "POL")
    asked = _ask_known(work, draft)
    chained = _ask_chain(work, draft.producer_id)
    drawn = draw_ids(work.session, Client, Policy, PolicyTerm, PolicyLine, PolicyTransaction)
    carrier_name, client_id, issued_id = asked()
    if issued_id is not None:
        issued = get_or_not_found(work, Policy, issued_id, what="policy")
        return _view(issued.model_dump(), _first_transaction_id(work, issued))
    number, ids = numbered(), _Ids(*drawn())
    policy = _add_policy(work, draft, number, client_id, ids)
    _add_cover(work, draft, policy, ids, chained())
    _tell(work, ids.policy, ids.transaction)
    audit.record(
        work,
        "policy.issued",
        subject=("policy", ids.policy),
        after={
            "number": number,
            "carrier": carrier_name,
            "line_code": draft.line_code,
            "premium_minor": draft.premium_minor,
            "source_key": draft.source_key,
        },
        agency_id=draft.agency_id,
    )
    return _view(policy, ids.transaction)


class _Ids(NamedTuple):
    """The ids of the rows that an issued policy is made of."""

    client: int
    policy: int
    term: int
    line: int
    transaction: int


def _ask_known(work: UnitOfWork, draft: PolicyDraft) -> Answer[tuple[str, int | None, int | None]]:
    """The carrier's name, and the ids of the known client and of a policy issued before, if any.

    The client is the one of this name in the same book, the policy the one of the same source key.
    Looking raises NotFound for a carrier out of sight.
    """
    values = {
        "carrier_id": draft.carrier_id,
        "source_key": draft.source_key,
        "tenant_id": work.tenant_id,
        "agency_id": draft.agency_id,
        "producer_id": draft.producer_id,
        "name_key": normalized_name(_client_name(draft)),
        "state": draft.client.state,
    }
    asked = ask(work.session, _KNOWN, values)

    def known() -> tuple[str, int | None, int | None]:
        found = asked().one_or_none()
        if found is None:
            raise NotFound("carrier")
        name, client_id, policy_id = found
        return name, client_id, policy_id

    return Answer(known)


_KNOWN = core_select(
    col(Carrier.name),
    core_select(col(Client.id))
    .where(
        col(Client.tenant_id) == bindparam("tenant_id"),
        col(Client.name_key) == bindparam("name_key"),
        col(Client.agency_id) == bindparam("agency_id"),
        col(Client.producer_id).is_not_distinct_from(bindparam("producer_id", type_=BigInteger)),
        col(Client.state) == bindparam("state"),
    )
    .order_by(col(Client.id))
    .limit(1)
    .scalar_subquery(),
    core_select(col(Policy.id))
    .where(
        col(Policy.tenant_id) == bindparam("tenant_id"),
        col(Policy.source_key) == bindparam("source_key"),
    )
    .scalar_subquery(),
).where(col(Carrier.id) == bindparam("carrier_id"))


def _client_name(draft: PolicyDraft) -> str:
    return " ".join(draft.client.name.split())


def _add_policy(
    work: UnitOfWork, draft: PolicyDraft, number: str, client_id: int | None, ids: _Ids
) -> dict[str, Any]:
    """Write the policy, and its client when that is new; returns its values."""
    owner: dict[str, Any] = {
        "tenant_id": work.tenant_id,
        "agency_id": draft.agency_id,
        "producer_id": draft.producer_id,
    }
    client_id, name, name_key = _client_of(work, draft, owner, draft.client_id or client_id, ids)
    values = {
        **owner,
        "id": ids.policy,
        "number": number,
        "number_key": normalized_number(number),
        "carrier_policy_number": draft.carrier_policy_number,
        "client_id": client_id,
        "insured_name": name,
        "insured_key": name_key,
        "carrier_id": draft.carrier_id,
        "line_code": draft.line_code,
        "line_name": draft.line_name,
        "effective_on": draft.term.starts_on,
        "expires_on": draft.term.ends_on,
        "premium_minor": draft.premium_minor,
        "fees_minor": draft.fees_minor,
        "currency": draft.currency,
        "payment_plan": draft.payment_plan,
        "source_key": draft.source_key,
        "created_at": work.now,
    }
    insert_rows(work.session, Policy, (values,))
    return values


def _client_of(
    work: UnitOfWork, draft: PolicyDraft, owner: dict[str, Any], client_id: int | None, ids: _Ids
) -> tuple[int, str, str]:
    """Id, name and name key of the known client, or of a new one."""
    if client_id is not None:
        known = get_or_not_found(work, Client, client_id, what="client")
        return client_id, known.name, known.name_key
    name = _client_name(draft)
    name_key = normalized_name(name)
    facts = asdict(draft.client) | {"name": name, "kind": draft.client.kind.value}
    values = owner | facts | {"id": ids.client, "name_key": name_key}
    insert_rows(work.session, Client, (values,))
    return ids.client, name, name_key


def _add_cover(
    work: UnitOfWork,
    draft: PolicyDraft,
    policy: Mapping[str, Any],
    ids: _Ids,
    chain: list[dict[str, object]],
) -> None:
    """Write what hangs on the policy: its term, line, coverages and first transaction."""
    owner = {name: policy[name] for name in ("tenant_id", "agency_id", "producer_id")}
    owner["policy_id"] = ids.policy
    period = {"effective_on": policy["effective_on"], "expires_on": policy["expires_on"]}
    term = {"id": ids.term, "premium_minor": draft.premium_minor}
    insert_rows(work.session, PolicyTerm, (owner | period | term,))
    line = {"term_id": ids.term, "line_code": draft.line_code, "line_name": draft.line_name}
    insert_rows(work.session, PolicyLine, (owner | line | {"id": ids.line},))
    coverages = [
        owner | asdict(coverage) | {"line_id": ids.line, "place": place}
        for place, coverage in enumerate(draft.coverages, start=1)
    ]
    insert_rows(work.session, PolicyCoverage, coverages)
    transaction = {
        "id": ids.transaction,
        "term_id": ids.term,
        "type": draft.transaction_type.value,
        "premium_minor": draft.premium_minor,
        "fees_minor": draft.fees_minor,
        "currency": draft.currency,
        "effective_on": policy["effective_on"],
        "recorded_at": work.now,
        "recorded_by": work.actor.name,
        "source_key": draft.source_key,
        "producer_chain": chain,
    }
    insert_rows(work.session, PolicyTransaction, (owner | transaction,))


def _owner(policy: Policy) -> dict[str, Any]:
    """What a row that hangs on the policy copies from it."""
    owner = {name: value for name, value in owner_of(policy).items() if name != "client_id"}
    return owner | {"policy_id": policy.id}


def _ask_chain(work: UnitOfWork, producer_id: int | None) -> Answer[list[dict[str, object]]]:
    """Who writes and who stands above today, as it is kept with the transaction (COM-3)."""
    if producer_id is None:
        return Answer(list)
    asked = agencies.ask_upline_chain(work, producer_id=producer_id, on=work.today)

    def chain() -> list[dict[str, object]]:
        found = asked()
        if not found:
            raise InvalidInput({"producer_id": "Choose a producer of this agency"})
        return [asdict(link) for link in found]

    return Answer(chain)


def _tell(work: UnitOfWork, policy_id: int | None, transaction_id: int) -> None:
    """Leave word for commissions, and for open pages."""
    outbox.enqueue(
        work,
        kind="policy.transaction_recorded",
        key=f"policy-transaction:{transaction_id}",
        payload={"policy_transaction_id": transaction_id},
    )
    work.changed("policies", f"policy:{policy_id}")


def _view(policy: Mapping[str, Any], policy_transaction_id: int) -> PolicyView:
    return PolicyView(
        policy_id=policy["id"],
        number=policy["number"],
        insured=policy["insured_name"],
        line=policy["line_name"],
        effective_on=policy["effective_on"],
        expires_on=policy["expires_on"],
        premium=Money(policy["premium_minor"], policy["currency"]).words(),
        policy_transaction_id=policy_transaction_id,
    )


def _first_transaction_id(work: UnitOfWork, policy: Policy) -> int:
    first = select(PolicyTransaction.id).where(PolicyTransaction.source_key == policy.source_key)
    return work.session.exec(first).one() or 0


def record_transaction(
    work: UnitOfWork,
    *,
    policy_id: int,
    transaction_type: TransactionType,
    effective_on: date,
    premium_minor: int,
    fees_minor: int = 0,
    source_key: str,
    note: str = "",
) -> int:
    """Record an endorsement, cancellation, reinstatement or audit and return its id (POL-2).

    `premium_minor` and `fees_minor` are what changes: negative is returned. Once per source key.
    Needs SUBMISSIONS_BIND. Raises NotFound, InvalidInput, PolicyNotInTerm, PolicyAlreadyCanceled
    and PolicyNotCanceled.
    """
    work.actor.require(Permission.SUBMISSIONS_BIND)
    if transaction_type in WRITING_TYPES:
        raise InvalidInput({"transaction_type": "A new term is issued as a policy of its own"})
    policy = get_or_not_found(work, Policy, policy_id, what="policy", lock=True)
    known = work.session.exec(
        select(PolicyTransaction.id).where(PolicyTransaction.source_key == source_key)
    ).one_or_none()
    if known is not None:
        return known
    _turn(policy, transaction_type, effective_on)
    first = work.session.exec(
        select(PolicyTransaction)
        .where(PolicyTransaction.policy_id == policy_id)
        .order_by(col(PolicyTransaction.id))
        .limit(1)
    ).one()
    before = {"premium_minor": policy.premium_minor, "cancels_on": _iso(policy.cancels_on)}
    policy.premium_minor += premium_minor
    policy.fees_minor += fees_minor
    policy.version += 1
    transaction = PolicyTransaction(
        **_owner(policy),
        term_id=first.term_id,
        type=transaction_type.value,
        premium_minor=premium_minor,
        fees_minor=fees_minor,
        currency=policy.currency,
        effective_on=effective_on,
        recorded_at=work.now,
        recorded_by=work.actor.name,
        source_key=source_key,
        # Frozen at writing: what adjusts a term goes to whoever wrote it (COM-3).
        producer_chain=list(first.producer_chain),
    )
    work.session.add(transaction)
    # The message names the transaction by id.
    work.session.flush()
    _tell(work, policy_id, transaction.id or 0)
    audit.record(
        work,
        f"policy.{transaction_type.value}_recorded",
        subject=("policy", policy_id),
        before=before,
        after={"premium_minor": policy.premium_minor, "effective_on": effective_on.isoformat()},
        note=note,
        agency_id=policy.agency_id,
    )
    return transaction.id or 0


def _turn(policy: Policy, transaction_type: TransactionType, effective_on: date) -> None:
    """What the transaction does to how the policy stands."""
    if not policy.effective_on <= effective_on <= policy.expires_on:
        words = TRANSACTION_LOOKS[transaction_type].words
        term = f"{day_words(policy.effective_on)} to {day_words(policy.expires_on)}"
        raise PolicyNotInTerm(f"{words} must take effect within the term, {term}.")
    if transaction_type is TransactionType.CANCELLATION:
        if policy.cancels_on is not None:
            raise PolicyAlreadyCanceled(
                f"This policy is canceled from {day_words(policy.cancels_on)}. Reinstate it first."
            )
        policy.cancels_on, policy.is_reinstated = effective_on, False
    if transaction_type is TransactionType.REINSTATEMENT:
        if policy.cancels_on is None:
            raise PolicyNotCanceled("This policy is not canceled. Nothing needs reinstating.")
        policy.cancels_on, policy.is_reinstated = None, True


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
