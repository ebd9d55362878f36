"""Routes of the front door and of a person's own account; plain forms, no script needed."""

from fastapi import APIRouter

from producer_portal.features.accounts.api import door, texts

router = APIRouter(include_in_schema=False)
router.include_router(door.router)
router.include_router(texts.router)
