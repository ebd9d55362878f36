"""How often strangers may knock: per address and per account, in memory or shared through Redis."""

from functools import cache

from limits import RateLimitItem, parse
from limits.storage import MemoryStorage, RedisStorage, Storage
from limits.strategies import FixedWindowRateLimiter

from producer_portal.foundation.settings import settings
from producer_portal.values.errors import Unavailable

# Kept apart from the state store by prefix, so that neither can name the other's keys.
PREFIX = "portal-limits"


@cache
def _limiter() -> FixedWindowRateLimiter:
    address = settings().redis_url
    storage: Storage = RedisStorage(address, key_prefix=PREFIX) if address else MemoryStorage()
    return FixedWindowRateLimiter(storage)


@cache
def _item(rule: str) -> RateLimitItem:
    return parse(rule)


def spend(rule: str, *who: str) -> None:
    """Count one knock against a rule such as "10/minute". Raises Unavailable when it is used up."""
    if not _limiter().hit(_item(rule), *who):
        raise Unavailable(
            "Too many attempts from here. Wait a minute and try again.", retry_after_seconds=60
        )
