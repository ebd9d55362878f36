"""Who is insured by a policy and with whom until when: what a new application need not ask (SUB-2)."""

from dataclasses import dataclass
from datetime import date

from sqlmodel import col, select

from producer_portal.features.policies.rules import ClientKind
from producer_portal.features.policies.tables import Carrier, Client, Policy
from producer_portal.foundation.permissions import Permission
from producer_portal.foundation.unit_of_work import UnitOfWork
from producer_portal.values.errors import NotFound


@dataclass(frozen=True, slots=True)
class InsuredOnPolicy:
    """The client of a policy, and the policy as the insurance they have. Premium in cents."""

    producer_id: int | None
    name: str
    is_person: bool
    email: str
    phone: str
    street: str
    city: str
    state: str
    zip_code: str
    line_code: str
    carrier_name: str
    number: str
    expires_on: date
    premium_minor: int


def insured_on_policy(work: UnitOfWork, *, policy_id: int) -> InsuredOnPolicy:
    """The insured of a policy in sight. Needs POLICIES_READ; raises NotFound."""
    work.actor.require(Permission.POLICIES_READ)
    found = work.session.exec(
        select(Policy, Client, Carrier.name)
        .join(Client, col(Client.id) == col(Policy.client_id))
        .join(Carrier, col(Carrier.id) == col(Policy.carrier_id))
        .where(Policy.id == policy_id)
    ).one_or_none()
    if found is None:
        raise NotFound("policy")
    policy, client, carrier_name = found
    return InsuredOnPolicy(
        producer_id=policy.producer_id,
        name=client.name,
        is_person=client.kind == ClientKind.PERSON,
        email=client.email,
        phone=client.phone,
        street=client.street,
        city=client.city,
        state=client.state,
        zip_code=client.zip_code,
        line_code=policy.line_code,
        carrier_name=carrier_name,
        number=policy.carrier_policy_number or policy.number,
        expires_on=policy.expires_on,
        premium_minor=policy.premium_minor,
    )
