"""The business, one package per word it uses. FEATURES is the table of contents, in navigation order."""

from importlib import import_module
from importlib.util import find_spec
from pkgutil import iter_modules
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
    """The rooms of this name in every feature that has one: tables, jobs, api, pages.

    Every module of a room that is a package is loaded with it, so that a new page needs no mention.
    """
    paths = (f"{__name__}.{feature}.{name}" for feature in FEATURES)
    return tuple(_loaded(path) for path in paths if _exists(path))


def _loaded(path: str) -> ModuleType:
    room = import_module(path)
    for inner in iter_modules(getattr(room, "__path__", ())):
        import_module(f"{path}.{inner.name}")
    return room


def _exists(path: str) -> bool:
    try:
        return find_spec(path) is not None
    except ModuleNotFoundError:
        return False
