"""The whole matrix: everything callable × everybody × every relation, each cell tried (RBAC-1 to RBAC-5).

A new handler, route, service or query fails here until its verdict is written in `expected.py`.
"""

import ast
import importlib

import pytest
from reflex_base.event import Event
from reflex_base.registry import RegistrationContext

from producer_portal import features
from producer_portal.access.sessions import SessionFacts
from producer_portal.api import make_api
from producer_portal.edge import policy
from producer_portal.foundation.permissions import ROLE_BOOKS, ROLE_PERMISSIONS, Book, Role
from tests.architecture.sources import feature_rooms
from tests.integration.features.submissions.story import NOW
from tests.matrix import expected
from tests.matrix.expected import CALLERS, DOOR, HANDLERS, OWN, PART, ROUTES, SYSTEM, USE_CASES
from tests.matrix.trying import (
    CRASHED,
    MISSED,
    REACHED,
    Tally,
    _words_of,
    handler_payload,
    judge,
    permissions,
    record_words,
    relations_of,
    sight,
    try_one,
    use_cases,
    words_out_of_sight,
)
from tests.matrix.world import Matrix, make_matrix

features.rooms("pages")
NOT_TRIED = (PART, DOOR, SYSTEM)


@pytest.fixture(scope="module")
def made(portal_database) -> Matrix:
    assert portal_database is not None
    return make_matrix()


def registered_handlers() -> dict[str, str]:
    """ "State.handler" → the name a client would send."""
    entries = RegistrationContext.ensure_context().event_handlers
    return {
        f"{entries[name].states[0].__name__}.{name.rsplit('.', 1)[-1]}": name
        for name, handler in policy.portal_handlers().items()
        if handler.__module__.startswith("producer_portal.")
    }


def registered_routes() -> set[str]:
    found: set[str] = set()

    def walk(routes, prefix=""):
        for route in routes:
            if getattr(route, "methods", None):
                path = f"{prefix}{route.path}"
                found.update(f"{method} {path}" for method in route.methods - {"HEAD"})
            elif hasattr(route, "original_router"):
                walk(route.original_router.routes)

    walk(make_api().routes)
    return found


# --- RBAC-1: the table of roles ------------------------------------------------------------------


def test_the_first_five_roles_follow_the_source_table_line_by_line():
    for deed, (permission, roles) in expected.SOURCE_TABLE.items():
        for role in expected.ROLES[:5]:
            assert (permission in expected.MAY[role]) == (role in roles), f"{role}: {deed}"
            granted = {held.value for held in ROLE_PERMISSIONS[Role(role)]}
            assert (permission in granted) == (role in roles), f"{role}: {deed}"
    for role in expected.ROLES[:5]:
        is_all = ROLE_BOOKS[Role(role)] is Book.AGENCY
        assert is_all == (role in expected.SEES_ALL_ACCOUNTS), role


def test_every_role_has_exactly_the_permissions_typed_here():
    assert set(expected.ROLES) == {role.value for role in Role}
    for role in Role:
        assert {held.value for held in ROLE_PERMISSIONS[role]} == set(expected.MAY[role.value]), (
            role
        )


# --- nothing may join unseen ---------------------------------------------------------------------


def test_the_table_names_every_service_and_query_and_nothing_else():
    assert set(USE_CASES) == set(use_cases())


def test_the_table_names_every_handler_and_nothing_else():
    assert set(HANDLERS) == set(registered_handlers())


def test_the_table_names_every_route_and_nothing_else():
    assert set(ROUTES) == registered_routes()


EDGE_ROOMS = ("state", "api", "pages", "components")


def called_from_edges() -> dict[str, set[str]]:
    """Use case → the edge modules that name it, found by looking each name up where it stands."""
    by_function = {id(function): key for key, function in use_cases().items()}
    found: dict[str, set[str]] = {}
    for _, path, tree in feature_rooms(*EDGE_ROOMS):
        module = importlib.import_module(
            "producer_portal."
            + path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
        )
        for node in ast.walk(tree):
            named = None
            if isinstance(node, ast.Name):
                named = vars(module).get(node.id)
            elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
                named = getattr(vars(module).get(node.value.id), node.attr, None)
            key = by_function.get(id(named))
            if key is not None:
                found.setdefault(key, set()).add(path)
    return found


def test_parts_and_the_portals_own_deeds_are_called_from_no_page_and_no_route():
    """What asks for no permission of its own must be out of a browser's reach."""
    called = called_from_edges()
    assert len(called) > 30
    for key, where in called.items():
        if USE_CASES[key] == DOOR:
            assert all(one.startswith("features/accounts/api") for one in where), key
        else:
            assert USE_CASES[key] not in {PART, SYSTEM} or key in KNOWN_OWN_PARTS, f"{key}: {where}"


# Parts that a page may hold because they say nothing but the caller's own.
KNOWN_OWN_PARTS: set[str] = set()


# --- services and queries, for real --------------------------------------------------------------


def test_every_service_and_query_for_everybody_on_records_of_every_relation(made):
    """Each deed is really done by each person on each record, and undone."""
    tally = Tally()
    for key, spec in USE_CASES.items():
        if spec in NOT_TRIED:
            continue
        name, function = key.rsplit(".", 1)[1], use_cases()[key]
        for caller in CALLERS:
            actor, hidden = made.actors[caller], words_out_of_sight(made, caller)
            may = set(spec.needs) <= permissions(caller)
            seen = sight(spec.kind, caller) if spec.record else frozenset({OWN})
            for relation in relations_of(spec):
                words = _words_of(made, name, relation, actor)
                if spec.record:
                    words |= record_words(made, name, spec, relation, actor)
                verdict, said = try_one(actor, function, words)
                if spec.kind == "list" and verdict == REACHED and said == "[]":
                    verdict = MISSED
                if caller.role is None and verdict == CRASHED:
                    # Nobody has no agency: a deed that asks for it stops there.
                    verdict = REACHED if may and not spec.record else MISSED
                tally.tried[key.split(".")[1]] += 1
                judge(
                    tally,
                    f"{caller.name}, {key}, {relation}",
                    verdict=verdict,
                    may=may,
                    is_in_sight=relation in seen,
                    has_record=bool(spec.record),
                    said=said,
                    hidden=hidden,
                )
    print(f"\n{tally.words()}")
    assert not tally.faults(), "\n".join(tally.faults())
    assert sum(tally.tried.values()) > 5_000


# --- handlers: the gate in front of every event --------------------------------------------------


def facts_of(actor) -> SessionFacts:
    return SessionFacts(
        session_id=1,
        user_id=actor.user_id or 0,
        is_complete=True,
        started_at=NOW,
        last_seen_at=NOW,
        actor=actor,
    )


def test_every_handler_lets_in_whoever_may_and_nobody_else(made):
    tally = Tally()
    for key, sent_as in registered_handlers().items():
        handler = policy.portal_handlers()[sent_as]
        for caller in CALLERS:
            may = HANDLERS[key] in permissions(caller)
            facts = facts_of(made.actors[caller])
            event = Event(name=sent_as, payload=handler_payload(handler))
            verdict = policy._verdict(event, facts)
            tally.tried["handlers"] += 1
            if (verdict is None) != may:
                tally.leaked.append(f"{caller.name}, {key}: {verdict or 'let in'}")
            event = Event(name=sent_as, payload={**event.payload, "is_admin": True})
            tally.tried["handlers with an argument too many"] += 1
            if policy._verdict(event, facts) is None:
                tally.leaked.append(f"{caller.name}, {key}: an argument nobody asked for")
            for name in handler_payload(handler):
                event = Event(name=sent_as, payload={**event.payload, name: {"$ne": 1}})
                event.payload.pop("is_admin", None)
                tally.tried["handlers with a wrong type"] += 1
                if policy._verdict(event, facts) is None and not _takes_a_mapping(handler, name):
                    tally.leaked.append(f"{caller.name}, {key}: {name} of a wrong type")
    print(f"\n{tally.words()}")
    assert not tally.faults(), "\n".join(tally.faults())


def _takes_a_mapping(handler, name: str) -> bool:
    return isinstance(handler_payload(handler)[name], dict)
