"""docs/how-to/add-a-line-of-business.md, followed to the letter in a copy of the tree."""

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[4]
GUIDE = ROOT / "docs" / "how-to" / "add-a-line-of-business.md"
FORMS = Path("producer_portal/features/submissions/catalog/forms")
LINES = Path("tests/golden/lines")
DIGESTS = Path("tests/golden/released_forms.json")


def blocks():
    """The form and the sample answers as the guide prints them."""
    text = GUIDE.read_text(encoding="utf-8")
    found = re.findall(r"```json\n(.*?)```", text, re.DOTALL)
    assert len(found) == 2
    return found


@pytest.fixture(scope="module")
def tree(tmp_path_factory):
    """A copy of what the portal and its tests are made of."""
    copy = tmp_path_factory.mktemp("eleventh") / "portal"
    copy.mkdir()
    left_out = shutil.ignore_patterns("__pycache__", "node_modules", "*.pyc")
    for folder in ("producer_portal", "tests", "alembic"):
        shutil.copytree(ROOT / folder, copy / folder, ignore=left_out)
    for file in ("pyproject.toml", "alembic.ini"):
        if (ROOT / file).exists():
            shutil.copy(ROOT / file, copy)
    return copy


def run_tests(tree, *chosen):
    done = subprocess.run(
        [sys.executable, "-m", "pytest", *chosen], cwd=tree, capture_output=True, text=True
    )
    return done.returncode, done.stdout + done.stderr


def test_the_guide_is_all_it_takes(tree):
    form, sample = blocks()
    code = json.loads(form)["code"]
    catalog_tests = "tests/unit/features/submissions/test_catalog.py"
    assert f".venv/bin/pytest {catalog_tests}" in GUIDE.read_text(encoding="utf-8")

    (tree / FORMS / f"{code}-1.json").write_text(form)
    returned, told = run_tests(tree, catalog_tests)
    assert returned != 0
    assert "test_every_line_has_its_sample" in told

    (tree / LINES / f"{code}.json").write_text(sample)
    returned, told = run_tests(tree, catalog_tests)
    assert returned != 0
    failed = re.findall(r"^FAILED .*::(\w+)", told, re.MULTILINE)
    assert failed == ["test_a_released_version_is_never_changed_again"], told
    digest = re.search(rf"'{code}-1': '([0-9a-f]{{64}})'", told)
    assert digest is not None, told
    kept = json.loads((tree / DIGESTS).read_text())
    (tree / DIGESTS).write_text(json.dumps({**kept, f"{code}-1": digest[1]}))

    returned, told = run_tests(
        tree, "tests/unit/features/submissions", "tests/property/test_forms.py"
    )
    assert returned == 0, told
    # It is offered, sent with its application on paper, quoted and bound, like every other line.
    every_line = "tests/integration/features/submissions/test_every_line.py"
    start_page = "tests/integration/features/submissions/test_answering.py"
    chosen = f"sqlite and ({code} or start_page)"
    returned, told = run_tests(tree, every_line, start_page, "-k", chosen)
    assert returned == 0, told
    assert re.search(r"^3 passed", told, re.MULTILINE), told


def test_a_slip_in_the_new_file_is_named_before_the_portal_starts(tree):
    form, _ = blocks()
    code = json.loads(form)["code"]
    path = tree / FORMS / f"{code}-1.json"
    path.write_text(form.replace('"q": "species"', '"q": "specis"'))
    done = subprocess.run(
        [sys.executable, "-c", "import producer_portal.features.submissions.catalog"],
        cwd=tree,
        capture_output=True,
        text=True,
    )
    path.write_text(form)
    assert done.returncode != 0
    words = f"{code}-1.json: breed: its condition asks about specis, which does not exist"
    assert words in done.stderr
    assert words in " ".join(GUIDE.read_text(encoding="utf-8").split())
