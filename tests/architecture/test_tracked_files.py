"""What is kept in the repository: no machine's paths, no registries' hosts, and a specification that is proved."""

import ast
import re
import subprocess

from tests.architecture.sources import ROOT

# Put together here, so that this file does not name what it looks for.
FORBIDDEN = tuple(
    "".join(parts)
    for parts in (
        ("pypi", ".org"),
        ("files.python", "hosted"),
        ("registry.", "npmjs"),
        ("registry.", "yarnpkg"),
        ("/ro", "ot/"),
        ("/wo", "rk/main"),
        ("/wo", "rk/shared"),
    )
)
SPECIFICATION = ROOT / "docs" / "feature-specification.md"
_ROW = re.compile(r"^\|\s*(?P<id>[A-Z]{3,4}-\d+)\s*\|")
_TEST = re.compile(r"(?P<path>tests/[\w/.-]+\.py)(?:::(?P<name>\w+))?")


def tracked() -> list[str]:
    answer = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True, text=True
    )
    return [name for name in answer.stdout.split("\0") if name and (ROOT / name).is_file()]


def test_no_file_names_a_machine_or_a_registry():
    found = []
    for name in tracked():
        words = (ROOT / name).read_bytes().decode("utf-8", "replace")
        found += [f"{name}: {mark}" for mark in FORBIDDEN if mark in words]
    assert found == []
    assert len(tracked()) > 200


def test_no_secret_file_and_no_database_is_tracked():
    suffixes = (".sqlite3", ".pem", ".key", ".token", ".env", ".log")
    assert [name for name in tracked() if name.endswith(suffixes)] == []


def defined_in(path: str) -> set[str]:
    tree = ast.parse((ROOT / path).read_text())
    return {
        node.name
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
    }


def test_every_line_of_the_specification_names_a_test_that_exists():
    """OPS-5: the row of `SUB-6` names the test that proves it."""
    assert SPECIFICATION.exists(), "docs/feature-specification.md is to be written"
    rows, broken = 0, []
    for number, line in enumerate(SPECIFICATION.read_text().splitlines(), start=1):
        found = _ROW.match(line)
        if found is None:
            continue
        rows += 1
        tests = list(_TEST.finditer(line))
        if not tests:
            broken.append(f"line {number}: {found['id']} names no test")
        for test in tests:
            if not (ROOT / test["path"]).is_file():
                broken.append(f"line {number}: {test['path']} does not exist")
            elif test["name"] and test["name"] not in defined_in(test["path"]):
                broken.append(f"line {number}: {test['path']} has no {test['name']}")
    assert broken == []
    assert rows > 30


def test_there_is_one_history_of_migrations():
    """OPS-3: each migration names the one before it; there is one history with one end."""
    steps = {}
    for path in sorted((ROOT / "alembic/versions").glob("*.py")):
        words = path.read_text()
        revision = re.search(r'^revision(?:: str)? = "(\w+)"', words, re.MULTILINE)
        before = re.search(r'^down_revision[^=]*= (?:"(\w+)"|None)', words, re.MULTILINE)
        assert revision is not None, path.name
        assert before is not None, path.name
        steps[revision[1]] = before[1]
    assert len([key for key, before in steps.items() if before is None]) == 1
    assert len(set(steps.values())) == len(steps)
