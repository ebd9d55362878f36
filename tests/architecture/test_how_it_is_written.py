"""What every module must keep to: words, money, time, transactions, and whose rows it touches."""

import ast
import re
from importlib import import_module

import pytest

from producer_portal import features
from producer_portal.features.notifications.catalog import EVENTS
from producer_portal.foundation.database import PortalTable
from tests.architecture.sources import (
    FEATURES_FOLDER,
    at,
    dotted,
    feature_rooms,
    imports,
    modules,
    under,
)

BANNED_NAMES = {"utils", "util", "helpers", "helper", "common", "manager", "misc", "core", "base"}
# Broad catches stand at the outermost edges only: a page event, a thread, an HTTP request.
BROAD_CATCHES = {"ui/state.py", "scheduler.py"}
CLOCK_CALLS = {
    "datetime.now",
    "datetime.utcnow",
    "datetime.today",
    "date.today",
    "datetime.datetime.now",
    "datetime.date.today",
    "time.time",
    "time.time_ns",
}
MONEY_ROOMS = ("rules", "services")


def test_the_list_of_features_and_the_folders_are_the_same():
    folders = {
        path.name
        for path in FEATURES_FOLDER.iterdir()
        if path.is_dir() and any(path.glob("*.py")) and path.name != "__pycache__"
    }
    assert set(features.FEATURES) == folders
    assert len(features.FEATURES) == len(folders)


def test_every_module_says_what_it_is_for():
    silent = [
        path for path, tree in modules().items() if tree.body and ast.get_docstring(tree) is None
    ]
    assert silent == []
    assert len(modules()) > 100


def test_public_functions_of_services_queries_and_foundation_are_explained():
    judged = [
        *((path, tree) for _, path, tree in feature_rooms("services", "queries")),
        *under("foundation/"),
    ]
    silent, counted = [], 0
    for path, tree in judged:
        for node in tree.body:
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name[0] != "_":
                counted += 1
                if not ast.get_docstring(node):
                    silent.append(f"{at(path, node)} {node.name}")
    assert silent == []
    assert counted > 150


def test_module_names_are_words_of_the_business():
    named = [
        path
        for path in modules()
        for part in path.removesuffix(".py").split("/")
        if set(part.split("_")) & BANNED_NAMES
    ]
    assert named == []


def test_no_float_touches_money():
    """COM-4: amounts are integers in minor units and rates integers in millionths."""
    judged = [
        *under("values/"),
        *((path, tree) for _, path, tree in feature_rooms(*MONEY_ROOMS)),
    ]
    found = []
    for path, tree in judged:
        for node in ast.walk(tree):
            is_literal = isinstance(node, ast.Constant) and isinstance(node.value, float)
            is_type = isinstance(node, ast.Name) and node.id == "float"
            if is_literal or is_type:
                found.append(at(path, node))
    assert found == []
    assert len(judged) > 40


def test_nobody_but_the_clock_asks_the_time():
    judged = under("features/", "values/", "foundation/", "access/", "demonstration/")
    asked = [
        f"{at(path, node)} {dotted(node.func)}"
        for path, tree in judged
        if path != "foundation/clock.py"
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and dotted(node.func) in CLOCK_CALLS
    ]
    assert asked == []


def test_business_code_is_handed_its_moment():
    """The present moment is asked for at edges only, and handed down as `work.now`."""
    named = [
        at(path, node)
        for _, path, tree in feature_rooms("rules", "catalog", "services", "queries", "tables")
        for name, node in imports(tree)
        if name.startswith("producer_portal.foundation.clock")
    ]
    assert named == []


def test_nobody_in_a_feature_commits():
    committed = [
        at(path, node)
        for path, tree in under("features/")
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in {"commit", "rollback"}
    ]
    assert committed == []


def test_services_and_queries_open_no_transaction():
    opened = [
        at(path, node)
        for _, path, tree in feature_rooms("rules", "services", "queries", "tables")
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and dotted(node.func).rsplit(".", 1)[-1] == "unit_of_work"
    ]
    assert opened == []


def test_a_service_touches_its_own_tables_only():
    foreign = [
        f"{at(path, node)} {name}"
        for feature, path, tree in feature_rooms("services")
        for name, node in imports(tree)
        if re.match(r"producer_portal\.features\.\w+\.tables", name)
        and not name.startswith(f"producer_portal.features.{feature}.tables")
    ]
    assert foreign == []


def test_rows_are_handled_by_services_and_queries_only():
    rooms = ("pages", "components", "state", "api", "jobs", "pdf", "rules", "catalog")
    found = [
        f"{at(path, node)} {name}"
        for _, path, tree in feature_rooms(*rooms)
        for name, node in imports(tree)
        if ".tables." in name and is_row(name)
    ]
    assert found == []


def is_row(name: str) -> bool:
    """Enums of a tables room may be named anywhere; the rows themselves may not."""
    module, _, member = name.rpartition(".")
    found = getattr(import_module(module), member, None)
    return isinstance(found, type) and issubclass(found, PortalTable)


def test_raw_statements_stay_out_of_features():
    """RBAC-3: plain SQL would pass by the first lock, so features speak through the session only."""
    allowed = {"features/ledger/tables.py"}
    found = [
        f"{at(path, node)}"
        for _, path, tree in feature_rooms("services", "queries", "jobs", "api", "state")
        if path not in allowed
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and (
            (isinstance(node.func, ast.Name) and node.func.id == "text")
            or dotted(node.func).endswith(("exec_driver_sql", "raw_connection"))
        )
    ]
    assert found == []


@pytest.mark.parametrize("path", sorted(path for path in modules()))
def test_failures_are_caught_by_name(path):
    if path in BROAD_CATCHES:
        assert "except Exception" in (FEATURES_FOLDER.parent / path).read_text()
        return
    for node in ast.walk(modules()[path]):
        if isinstance(node, ast.ExceptHandler):
            kinds = node.type.elts if isinstance(node.type, ast.Tuple) else [node.type]
            for kind in kinds:
                assert kind is not None, f"{at(path, node)} catches everything"
                assert dotted(kind) not in {"Exception", "BaseException"}, at(path, node)


def test_nothing_is_left_to_do_later():
    marked = [
        path
        for path in modules()
        if re.search(r"\b(TODO|FIXME|XXX|HACK)\b", (FEATURES_FOLDER.parent / path).read_text())
    ]
    assert marked == []


def test_every_event_people_may_be_told_of_is_announced_by_a_service():
    """MSG-4: words in the catalog that nobody says would be a promise in the preferences."""
    said = {
        node.value
        for feature, _, tree in feature_rooms("services")
        if feature != "notifications"
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    assert set(EVENTS) - said == set()
