"""Once a day, moves of producers that were dated ahead take hold."""

from datetime import datetime

from producer_portal.features.agencies import queries, services
from producer_portal.foundation.actor import system_actor
from producer_portal.foundation.jobs import Job
from producer_portal.foundation.unit_of_work import unit_of_work

DAY_SECONDS = 86_400


def refresh_trees(now: datetime) -> int:
    """Write each tenant's closure of chains anew, one unit of work each."""
    name = "refresh_producer_trees"
    with unit_of_work(system_actor(name), now=now, read_only=True) as work:
        tenants = queries.tenants(work)
    for tenant_id in tenants:
        with unit_of_work(system_actor(name, tenant_id=tenant_id), now=now) as work:
            services.refresh_tree(work)
    return len(tenants)


JOBS = (Job("refresh_producer_trees", DAY_SECONDS, refresh_trees),)
