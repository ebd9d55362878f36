"""Routes of the front door and of a person's own account; plain forms, no script needed."""

from fastapi import APIRouter

from producer_portal.features.accounts.api import door, factors, links, texts

router = APIRouter(include_in_schema=False)
for part in (door, links, texts, factors):
    router.include_router(part.router)
