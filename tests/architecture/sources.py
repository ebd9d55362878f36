"""The portal's own source files, read once, for tests that judge how they are written."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PORTAL = ROOT / "producer_portal"
FEATURES_FOLDER = PORTAL / "features"


@cache
def modules() -> dict[str, ast.Module]:
    """Every module of the portal by its path under `producer_portal`, parsed."""
    return {
        path.relative_to(PORTAL).as_posix(): ast.parse(path.read_text(), str(path))
        for path in sorted(PORTAL.rglob("*.py"))
        if "__pycache__" not in path.parts
    }


def feature_rooms(*rooms: str) -> Iterator[tuple[str, str, ast.Module]]:
    """(feature, path, tree) of every module in a room of that name, packages included."""
    for path, tree in modules().items():
        parts = path.split("/")
        if parts[0] != "features" or len(parts) < 3:
            continue
        if parts[2].removesuffix(".py") in rooms:
            yield parts[1], path, tree


def under(*prefixes: str) -> Iterator[tuple[str, ast.Module]]:
    """Modules whose path begins with one of the prefixes."""
    for path, tree in modules().items():
        if path.startswith(prefixes):
            yield path, tree


def at(path: str, node: ast.AST) -> str:
    """Where something is, as a person would look it up."""
    return f"{path}:{getattr(node, 'lineno', 0)}"


def imports(tree: ast.Module) -> Iterator[tuple[str, ast.AST]]:
    """Every module that is imported, and every name imported from one as `module.name`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module, node
            yield from ((f"{node.module}.{alias.name}", node) for alias in node.names)


def dotted(node: ast.AST) -> str:
    """`datetime.now` of an attribute chain, or nothing for anything else."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        inner = dotted(node.value)
        return f"{inner}.{node.attr}" if inner else ""
    return ""
