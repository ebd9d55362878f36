"""Once a day people are told which licenses, appointments and E&O policies end soon (MSG-4, VLT-1)."""

from datetime import datetime

from producer_portal.features.agencies import queries as agencies
from producer_portal.features.compliance import services
from producer_portal.foundation.actor import system_actor
from producer_portal.foundation.jobs import Job
from producer_portal.foundation.outbox import Effect
from producer_portal.foundation.unit_of_work import unit_of_work

_NAME = "warn_of_ending_credentials"
DAY_SECONDS = 86_400


def warn_of_ending(now: datetime) -> int:
    """Tell each tenant's people, one unit of work a tenant; safe to run twice."""
    with unit_of_work(system_actor(_NAME), now=now, read_only=True) as work:
        tenants = agencies.tenants(work)
    told = 0
    for tenant_id in tenants:
        with unit_of_work(system_actor(_NAME, tenant_id=tenant_id), now=now) as work:
            told += services.tell_ending(work)
    return told


EFFECTS: dict[str, Effect] = {}
JOBS = (Job(_NAME, DAY_SECONDS, warn_of_ending),)
