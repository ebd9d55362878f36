"""A file of the catalog is read strictly: what is wrong in it is named with the file and the place (SUB-1)."""

import json
import shutil
from importlib.resources import files
from pathlib import Path

import pytest

from producer_portal.features.submissions import catalog
from producer_portal.features.submissions.catalog import FORMS, STATES, VERSIONS
from producer_portal.features.submissions.catalog.reading import (
    CatalogUnreadable,
    read_catalog,
    shared_choices,
)

SOURCE = Path(str(files(catalog)))


@pytest.fixture
def folder(tmp_path):
    """A catalog of one line, to be spoiled."""
    shutil.copytree(SOURCE / "shared", tmp_path / "shared")
    (tmp_path / "forms").mkdir()
    shutil.copy(SOURCE / "forms" / "EO-1.json", tmp_path / "forms")
    return tmp_path


@pytest.fixture
def spoil(folder):
    """`spoil(change)` – change the file as JSON and read the catalog again; the words of the refusal."""

    def spoiled(change, file="forms/EO-1.json"):
        path = folder / file
        written = json.loads(path.read_text())
        change(written)
        path.write_text(json.dumps(written))
        with pytest.raises(CatalogUnreadable) as refused:
            read_catalog(folder)
        return str(refused.value)

    return spoiled


def section(written, key):
    return next(one for one in written["sections"] if one["key"] == key)


def question(written, section_key, key):
    asked = section(written, section_key)["questions"]
    return next(one for one in asked if isinstance(one, dict) and one["key"] == key)


def test_a_catalog_that_is_sound_is_read_whole(folder):
    assert dict(read_catalog(folder)) == {("EO", 1): FORMS["EO"]}
    assert set(VERSIONS) >= {(code, 1) for code in FORMS}


def test_states_are_kept_once():
    assert shared_choices(files(catalog), "us_states") == STATES
    assert len(STATES) == 54


def test_everything_shared_is_used_by_several_places():
    texts = [path.read_text() for path in sorted(SOURCE.rglob("*.json"))]
    for file in ("choices.json", "questions.json"):
        for name in json.loads((SOURCE / "shared" / file).read_text()):
            assert sum(text.count(f'"{name}"') for text in texts) > 1, name


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda it: it.update(surprise=1), "EO-1.json: The form: has something that is not part of it: surprise"),
        (lambda it: it.pop("name"), "EO-1.json: The form: lacks name"),
        (lambda it: it.update(version="1"), "EO-1.json: version: has the wrong kind of value"),
        (lambda it: it.update(version=2), "EO-1.json: must be named EO-2.json, for its line and version"),
        (lambda it: it.update(code="PL"), "EO-1.json: must be named PL-1.json, for its line and version"),
        (lambda it: it.update(sections={}), "EO-1.json: sections: has the wrong kind of value"),
        (lambda it: it.update(sections=["risk"]), "EO-1.json: sections[0]: must be an object"),
        (lambda it: section(it, "risk").update(pages=2), "sections[2]: has something that is not part of it: pages"),
        (lambda it: section(it, "risk")["questions"].append("ghost"), "EO-1.json: risk: there is no shared question ghost"),
        (lambda it: section(it, "risk")["questions"].append(5), "sections[2].questions[10]: must be an object"),
        (lambda it: section(it, "risk").update(questions="all"), "sections[2].questions: has the wrong kind of value"),
        (lambda it: section(it, "risk").update(summarized_by=["ghost"]), "risk: there is no question ghost to sum it up"),
        (lambda it: question(it, "risk", "discipline").update(wording="x"), "has something that is not part of it: wording"),
        (lambda it: question(it, "risk", "discipline").update(kind="yes/no"), "is not one of the known words"),
        (lambda it: question(it, "coverage", "limit").update(choices="limits"), "EO-1.json: coverage: there is no shared set of choices limits"),
        (lambda it: question(it, "coverage", "limit").update(choices=["1"]), "EO-1.json: coverage: the choices of limit must be an object"),
        (lambda it: question(it, "coverage", "limit").update(choices={}), "limit: there is nothing to choose from"),
        (lambda it: question(it, "coverage", "limit").update(check="luhn"), "EO-1.json: limit: there is no check luhn"),
        (lambda it: question(it, "coverage", "retro_date")["visible_if"].update(q="ghost"), "retro_date: its condition asks about ghost, which does not exist"),
        (lambda it: question(it, "coverage", "retro_date")["visible_if"].update(value="retor"), "retro_date: its condition compares prior_acts with what it cannot be"),
        (lambda it: question(it, "risk", "ics_insured")["visible_if"].update(value="yes"), "ics_insured: its condition compares uses_ics with what it cannot be"),
        (lambda it: question(it, "coverage", "retro_date").update(waived_by="ghost"), "retro_date: there is no question ghost to waive its check"),
        (lambda it: it["rules"][0].update(code="SHARES"), "SHARES: rules/form_rules.py has no function for it"),
        (lambda it: it["rules"][0].update(question="ghost"), "SERVICE_SHARES: there is no question services.ghost"),
        (lambda it: it["attachments"].append(it["attachments"][0]), "carrier_supplement: two documents have this type"),
        (lambda it: section(it, "services")["questions"].append("website"), "website: two questions have this key"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named_with_its_file_and_place(spoil, change, words):
    assert words in spoil(change)


def test_a_rule_about_items_belongs_to_a_section_that_repeats(spoil):
    def misplace(written):
        rule = {"code": "UNIQUE_VIN", "message": "x", "section": "coverage", "question": "limit"}
        written["rules"].append(rule)

    assert "UNIQUE_VIN: it looks at items, and coverage does not repeat" in spoil(misplace)


def test_a_shared_question_with_unknown_choices_names_itself(spoil):
    words = spoil(lambda it: it["fein"].update(choices="ghosts"), file="shared/questions.json")
    assert words == "questions.json: fein: there is no shared set of choices ghosts"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('{"code": "EO",}', "EO-1.json: line 1, column 15: "),
        ("[]", "EO-1.json: must be an object"),
        ('{"code": "EO", "name": "a", "name": "b"}', "EO-1.json: name stands twice in one place"),
        ('{"sections": [{"key": 1, "key": 2}]}', "EO-1.json: key stands twice in one place"),
    ],
)
def test_what_is_no_form_at_all_is_refused(folder, text, words):
    (folder / "forms" / "EO-1.json").write_text(text)
    with pytest.raises(CatalogUnreadable) as refused:
        read_catalog(folder)
    assert str(refused.value).startswith(words)
