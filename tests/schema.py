"""The schema for tests: made by the same migrations as everywhere else."""

from producer_portal import upgrade
from producer_portal.foundation import migrations
from producer_portal.foundation.permissions import Permission
from producer_portal.foundation.scope import (
    AgencyOwned,
    BookOwned,
    ClientOwned,
    PersonOwned,
    TenantOwned,
)

LOOKED_AFTER = {
    None: migrations.Ownership.BOOK,
    Permission.COMPLIANCE_MANAGE: migrations.Ownership.BOOK_COMPLIANCE,
    Permission.SETTINGS_MANAGE: migrations.Ownership.BOOK_SETTINGS,
}


def ownership_of(mapped: type) -> migrations.Ownership:
    if issubclass(mapped, PersonOwned):
        return (
            migrations.Ownership.PERSON_MANAGED
            if mapped.managed_by
            else migrations.Ownership.PERSON
        )
    if issubclass(mapped, TenantOwned):
        if mapped.closed_to_own_books:
            return migrations.Ownership.TENANT_CLOSED
        return migrations.Ownership.TENANT
    if issubclass(mapped, AgencyOwned):
        if mapped.closed_to_own_books:
            return migrations.Ownership.AGENCY_CLOSED
        return migrations.Ownership.AGENCY
    if issubclass(mapped, ClientOwned):
        return migrations.Ownership.CLIENT
    assert issubclass(mapped, BookOwned)
    return LOOKED_AFTER[mapped.managed_by]


def make_schema(url: str, *, role: str) -> None:
    upgrade.to_newest(url, role=role)
