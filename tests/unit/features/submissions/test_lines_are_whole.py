"""Nothing asked for is lost: each line has every question, condition, rule and document of its list (SUB-1)."""

import json
from pathlib import Path

import pytest

from producer_portal.features.submissions.catalog import form_of
from producer_portal.values.forms import Kind, form_to_json

ASKED_FOR = json.loads(
    (Path(__file__).parents[3] / "golden" / "lines_asked_for.json").read_text(encoding="utf-8")
)
LINES = sorted(ASKED_FOR["lines"])
# American spelling; the list has the British one.
RENAMED = {"declined_or_cancelled": "declined_or_canceled"}
# A named check says in words what the pattern of the list only refuses.
CHECKED_INSTEAD = {("AUTOB", "garaging_zip"): "zip_us", ("*", "naics"): ""}
LIMITS = {
    "min": "minimum",
    "max": "maximum",
    "min_length": "min_length",
    "max_length": "max_length",
    "not_before": "not_before",
    "not_after": "not_after",
    "must_be": "must_be",
}
ALGORITHM_OF_KIND = {
    Kind.ADDRESS: "us_address",
    Kind.EIN: "ein",
    Kind.EMAIL: "email",
    Kind.NAICS: "naics",
    Kind.PHONE: "phone_us",
    Kind.URL: "url",
    Kind.VIN: "vin",
}


def renamed(value):
    """The condition with questions called as the forms call them."""
    if isinstance(value, dict):
        return {key: RENAMED.get(part, part) if key == "q" else renamed(part) for key, part in value.items()}  # fmt: skip
    return [renamed(part) for part in value] if isinstance(value, list) else value


@pytest.fixture(params=LINES)
def asked(request):
    return request.param, ASKED_FOR["lines"][request.param]


@pytest.fixture
def form(asked):
    return form_of(asked[0], 1)


def questions_asked(asked):
    for section in asked[1]["sections"]:
        for question in section["questions"]:
            yield section, question


def place_of(form, key):
    """The section and the question as they stand in the form, and the question as JSON."""
    key = RENAMED.get(key, key)
    for section, written in zip(form.sections, form_to_json(form)["sections"], strict=True):
        for question, as_json in zip(section.questions, written["questions"], strict=True):
            if question.key == key:
                return section, written, question, as_json
    raise AssertionError(f"{form.code}: nobody asks {key}")


def test_there_are_ten_lines():
    assert len(LINES) == 10


def test_a_line_is_sold_for_its_term_under_its_licenses_and_answered_in_its_time(asked, form):
    wanted = asked[1]
    assert form.segment == wanted["segment"]
    assert form.policy_term_months == wanted["policy_term_months"]
    assert [list(one) for one in form.lines_of_authority] == wanted["lines_of_authority"]
    target = form.response_target
    assert [
        target.first_response_business_hours,
        target.target_response_business_days,
    ] == wanted["response_target"]


def test_a_line_feeds_its_acord_forms(asked, form):
    wanted = asked[1]
    assert list(form.acord_codes) == wanted["acord_codes"]
    assert [[one.number, one.use] for one in form.acord_forms] == wanted["acord_forms"]


def test_every_question_is_there_in_its_order_and_only_a_waiver_is_added(asked, form):
    wanted = [RENAMED.get(one["key"], one["key"]) for _, one in questions_asked(asked)]
    own = [one.key for section in form.sections for one in section.questions]
    assert set(own) - set(wanted) <= {"vin_exception"}
    kept = [key for key in own if key in wanted]
    if form.code == "HOME":  # its longest page is two
        assert sorted(kept) == sorted(wanted)
    else:
        assert kept == wanted


def test_a_question_stands_in_a_page_of_its_stage_that_repeats_and_hides_as_asked(asked, form):
    for section_asked, question_asked in questions_asked(asked):
        section, written, _, _ = place_of(form, question_asked["key"])
        where = (form.code, section.key, question_asked["key"])
        assert section.stage == section_asked["stage"], where
        assert written.get("visible_if") == renamed(section_asked.get("visible_if")), where
        repeat, repeat_asked = section.repeat, section_asked.get("repeat")
        assert (repeat is None) == (repeat_asked is None), where
        if repeat is not None:
            assert [repeat.minimum, repeat.item_label] == repeat_asked[::2], where
            assert repeat.maximum >= repeat_asked[1], where
        feeds = section_asked.get("feeds_acord", "").replace(" / ", " or ")
        assert section.acord_form == feeds or not feeds, where


def test_a_question_is_of_its_kind_needed_when_asked_and_maps_to_the_same(asked, form):
    for _, wanted in questions_asked(asked):
        _, _, question, written = place_of(form, wanted["key"])
        where = (form.code, question.key)
        assert question.kind.value == wanted["type"], where
        assert question.is_required == wanted.get("required", False), where
        assert written.get("required_if") == renamed(wanted.get("required_if")), where
        assert written.get("visible_if") == renamed(wanted.get("visible_if")), where
        assert question.maps_to == wanted["maps_to"] if "maps_to" in wanted else True, where
        assert question.is_personal or not wanted.get("pii"), where


def test_the_choices_are_the_same_in_the_same_order(asked, form):
    for _, wanted in questions_asked(asked):
        _, _, question, _ = place_of(form, wanted["key"])
        listed = wanted.get("choices", [])
        listed = ASKED_FOR["choice_sets"][listed] if isinstance(listed, str) else listed
        if question.kind is not Kind.ADDRESS:
            assert [one.value for one in question.choices] == listed, (form.code, question.key)
        assert all(one.label.strip() for one in question.choices), (form.code, question.key)


def test_every_limit_pattern_and_check_is_kept(asked, form):
    for _, wanted in questions_asked(asked):
        _, _, question, _ = place_of(form, wanted["key"])
        where = (form.code, question.key)
        limits = dict(wanted.get("validation", {}))
        if limits.pop("min_items", 0):
            assert question.is_required, where
        algorithm = limits.pop("algorithm", "")
        if algorithm:
            assert algorithm in {question.check, ALGORITHM_OF_KIND.get(question.kind)}, where
        pattern = limits.pop("pattern", "").removeprefix("^").removesuffix("$")
        instead = CHECKED_INSTEAD.get((form.code, question.key), CHECKED_INSTEAD.get(("*", question.key)))  # fmt: skip
        if pattern and instead is not None:
            assert (question.pattern, question.check) == ("", instead), where
            limits.pop("max_length", None)
        elif pattern:
            assert question.pattern == pattern, where
            # The pattern is the shorter leash.
            limits.pop("max_length", None) if question.max_length is None else None
        for theirs, own in LIMITS.items():
            if theirs in limits:
                assert str(getattr(question, own)) == str(limits[theirs]), (*where, own)


def test_every_document_is_asked_for_when_it_should_be(asked, form):
    found = form_to_json(form)["attachments"]
    wanted = asked[1]["attachments"]
    assert [one["document_type"] for one in found] == [one["type"] for one in wanted]
    for request, written, one in zip(form.attachments, found, wanted, strict=True):
        where = (form.code, request.document_type)
        assert request.is_required == one.get("required", False), where
        assert written.get("applies_if") == renamed(one.get("applies_if")), where
        assert request.stage.value == one["when"], where
        assert list(request.accepts) == one["accept"], where
        assert request.max_megabytes == one["max_mb"], where


def test_every_rule_over_several_answers_is_there_with_its_severity(asked, form):
    assert [[one.code, one.severity.value] for one in form.rules] == asked[1]["rules"]
