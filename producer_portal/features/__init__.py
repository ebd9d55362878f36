"""The business, one package per word it uses. FEATURES is the table of contents, in navigation order."""

from importlib import import_module
from importlib.util import find_spec
from types import ModuleType

FEATURES = (
    "submissions",
    "policies",
    "commissions",
    "compliance",
    "agencies",
    "ledger",
    "messaging",
    "documents",
    "notifications",
    "accounts",
    "admin",
)


def rooms(name: str) -> tuple[ModuleType, ...]:
    """The rooms of this name in every feature that has one: tables, jobs, api, pages."""
    paths = (f"{__name__}.{feature}.{name}" for feature in FEATURES)
    return tuple(import_module(path) for path in paths if _exists(path))


def _exists(path: str) -> bool:
    try:
        return find_spec(path) is not None
    except ModuleNotFoundError:
        return False
