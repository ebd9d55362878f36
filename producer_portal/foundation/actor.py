"""Who is acting, and how far they can see."""

from dataclasses import dataclass

from producer_portal.foundation.permissions import Book, Permission, Role
from producer_portal.values.errors import NotPermitted


@dataclass(frozen=True, slots=True)
class Actor:
    """A person or a job of the portal itself. Made once per event, never kept."""

    user_id: int | None
    name: str
    role: Role | None
    permissions: frozenset[Permission]
    tenant_id: int | None
    agency_id: int | None
    producer_id: int | None
    client_id: int | None
    book: Book
    session_id: int | None = None
    address: str = ""
    time_zone: str = "America/New_York"

    def may(self, permission: Permission) -> bool:
        """Whether the role or a grant includes this deed."""
        return permission in self.permissions

    def require(self, permission: Permission) -> None:
        """Raise NotPermitted unless the role or a grant includes this deed."""
        if permission not in self.permissions:
            raise NotPermitted(permission)

    @property
    def is_system(self) -> bool:
        return self.book is Book.SYSTEM


def system_actor(name: str, *, tenant_id: int | None = None) -> Actor:
    """The portal acting for itself: jobs, deliveries, sign-in. Its name lands in the audit trail.

    With a tenant it sees that tenant only; without one it sees all, which only jobs that look for
    work across tenants need.
    """
    return Actor(
        user_id=None,
        name=name,
        role=None,
        permissions=frozenset(Permission),
        tenant_id=tenant_id,
        agency_id=tenant_id,
        producer_id=None,
        client_id=None,
        book=Book.SYSTEM,
    )
