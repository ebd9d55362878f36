"""Accrue commissions after policies: by message at once, and by a sweep for whatever was missed."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from producer_portal.features.commissions import queries, services
from producer_portal.foundation.actor import system_actor
from producer_portal.foundation.jobs import Job
from producer_portal.foundation.unit_of_work import UnitOfWork, unit_of_work

SWEEP_SECONDS = 60
MOST_AT_ONCE = 500
_NAME = "accrue_commissions"


def on_transaction_recorded(work: UnitOfWork, payload: Mapping[str, Any]) -> None:
    """Accrue the policy transaction that the message names. Safe to perform twice."""
    services.accrue_policy_transaction(
        work, policy_transaction_id=int(payload["policy_transaction_id"])
    )


def sweep(now: datetime) -> int:
    """Accrue what no message brought, and what waited for an agreement; one unit of work each."""
    with unit_of_work(system_actor(_NAME), now=now, read_only=True) as work:
        waiting = queries.transactions_to_accrue(work, limit=MOST_AT_ONCE)
    for tenant_id, transaction_id in waiting:
        with unit_of_work(system_actor(_NAME, tenant_id=tenant_id), now=now) as work:
            services.accrue_policy_transaction(work, policy_transaction_id=transaction_id)
    return len(waiting)


EFFECTS = {"policy.transaction_recorded": on_transaction_recorded}
JOBS = (Job(_NAME, SWEEP_SECONDS, sweep),)
