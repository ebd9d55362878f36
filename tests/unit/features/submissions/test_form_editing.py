"""What an administrator may do with a form, and what is said when something else needs it (SUB-1)."""

import ast
import inspect
from dataclasses import replace

import pytest

from producer_portal.features.submissions.catalog import FORMS, STATES
from producer_portal.features.submissions.rules import form_editing, form_rules
from producer_portal.features.submissions.rules.form_changes import form_changes
from producer_portal.features.submissions.rules.form_conditions import (
    ANY,
    ConditionRow,
    Rows,
    condition_typed,
    condition_words,
    rows_of,
)
from producer_portal.features.submissions.rules.form_editing import (
    RULE_ANSWERS,
    FormIsFull,
    StillNeeded,
    lost_words,
)
from producer_portal.features.submissions.rules.form_reach import every_condition, unreachable
from producer_portal.features.submissions.rules.form_typed import (
    day_bound_words,
    document_typed,
    number_bound_words,
    question_typed,
    repeat_typed,
)
from producer_portal.values.errors import InvalidInput, NotFound
from producer_portal.values.forms import (
    AllOf,
    AnyItem,
    AnyOf,
    AttachmentStage,
    Kind,
    Not,
    above,
    equals,
    is_answered,
)

CGL, AUTOB, AUTOP = FORMS["CGL"], FORMS["AUTOB"], FORMS["AUTOP"]


def typed(before=None, form=CGL, **boxes):
    return question_typed(
        {"label": "Is there a pool?", "kind": "boolean", "need": "needed", **boxes},
        before,
        taken=form_editing.taken_keys(form),
        states=STATES,
    )


def wrong(**boxes):
    with pytest.raises(InvalidInput) as refused:
        typed(**boxes)
    return refused.value.problems


def rows(*asked, joined="all"):
    return Rows(joined, tuple(ConditionRow(*one) for one in asked))


def condition(*asked, form=CGL, home=None, joined="all"):
    return condition_typed(form, rows(*asked, joined=joined), home, None, field="shown")


@pytest.mark.parametrize("form", FORMS.values(), ids=list(FORMS))
def test_every_condition_of_the_catalog_can_be_edited_and_stays_what_it_is(form):
    homes = [(section, question) for section in form.sections for question in section.questions]
    for section, question in homes:
        for one in (question.visible_if, question.required_if):
            shown = rows_of(form, one)
            assert not shown.kept
            assert condition_typed(form, shown, section, None, field="shown") == one
    for request in form.attachments:
        shown = rows_of(form, request.applies_if)
        assert condition_typed(form, shown, None, None, field="shown") == request.applies_if
    assert unreachable(form) == ()
    assert form_changes(form, form) == ()


def test_a_new_question_gets_a_key_of_its_own_and_no_other_answers():
    assert typed().key == "is_there_a_pool"
    assert typed(label="Uses subs").key == "uses_subs_2"
    assert typed(label="404 rooms?").key == "q_404_rooms"
    assert typed(label="¿?").key == "q"


def test_kind_limits_are_read_as_people_type_them():
    years = typed(label="Built in", kind="year", minimum="1600", maximum="this year + 1")
    assert (years.minimum, years.maximum) == (1600, "this_year+1")
    assert number_bound_words("this_year+1") == "this year +1"
    born = typed(label="Born on", kind="date", not_before="3/7/1950", not_after="today - 16 years")
    assert (born.not_before, born.not_after) == ("1950-03-07", "today-16y")
    assert [day_bound_words(one) for one in ("today-16y", "today", "today+1d", "1950-03-07", "")] == [
        "today - 16 years", "today", "today + 1 day", "03/07/1950", "",
    ]  # fmt: skip
    share = typed(label="Share", kind="percent", minimum="0.5", maximum="90")
    assert (share.minimum, share.maximum) == ("0.5", 90)
    text = typed(label="Why", kind="text", min_length="2", max_length="1,000", check="zip_us")
    assert (text.min_length, text.max_length, text.check) == (2, 1000, "zip_us")
    yes = typed(must_be="yes", refused_message="A pool needs a fence")
    assert (yes.must_be, yes.refused_message) == (True, "A pool needs a fence")
    assert typed(refused_message="Told to nobody").refused_message == ""


def test_what_is_wrong_is_told_at_its_box():
    assert wrong(label=" ") == {"label": "Enter what is asked"}
    assert wrong(kind="magic") == {"kind": "Choose how it is answered"}
    assert set(wrong(label="x" * 91)) == {"label"}
    assert "in US dollars" in wrong(label="Cost of it", kind="money")["label"]
    assert set(wrong(label="A", kind="integer", minimum="9", maximum="8")) == {"maximum"}
    assert set(wrong(label="A", kind="integer", minimum="many")) == {"minimum"}
    assert set(wrong(label="A", kind="year", maximum="this year + x")) == {"maximum"}
    assert set(wrong(label="A", kind="date", not_after="soon")) == {"not_after"}
    assert set(wrong(label="A", kind="date", not_before="today + 99999 years")) == {"not_before"}
    assert set(wrong(label="A", kind="date", not_before="today", not_after="today - 1 day")) == {"not_after"}  # fmt: skip
    assert set(wrong(label="A", kind="text", min_length="5", max_length="4")) == {"max_length"}
    assert set(wrong(label="A", kind="text", max_length="0")) == {"max_length"}
    assert set(wrong(label="A", kind="text", max_length="some")) == {"max_length"}
    assert set(wrong(label="A", kind="text", check="dns")) == {"check"}
    assert set(wrong(label="A", kind="select", more_choices="One")) == {"more_choices"}
    assert set(wrong(label="A", kind="select", more_choices="One\none")) == {"more_choices"}
    many = "\n".join(f"Choice {number}" for number in range(61))
    assert set(wrong(label="A", kind="select", more_choices=many)) == {"more_choices"}


def test_choices_are_renamed_removed_and_added_and_keep_what_is_stored():
    before = typed(label="Size", kind="select", more_choices="Small\nLarge\n 12+ ")
    assert [one.value for one in before.choices] == ["small", "large", "12"]
    after = typed(before, label="Size", **{"choice-small": "Tiny", "choice-large": ""}, more_choices="Huge")  # fmt: skip
    assert [(one.value, one.label) for one in after.choices] == [
        ("small", "Tiny"), ("12", "12+"), ("huge", "Huge"),
    ]  # fmt: skip
    assert after.key == before.key


def test_numbers_of_persons_are_always_sealed_and_the_kind_of_a_question_stays():
    assert typed(label="SSN", kind="ssn").is_sensitive
    assert typed(is_sensitive="on").is_sensitive
    assert not typed().is_sensitive
    assert typed(typed(), kind="text").kind is Kind.BOOLEAN
    assert typed(label="Where", kind="address").choices == STATES


def test_rows_say_all_or_any_and_read_back():
    pool = ("risk.uses_subs", "eq", "yes")
    cost = ("risk.subs_cost", "gt", "$5,000")
    both = condition(pool, cost)
    assert both == AllOf((equals("uses_subs", True), above("subs_cost", 5000)))
    assert condition_words(CGL, both) == (
        "“Are subcontractors used?” is Yes and "
        "“Annual cost of subcontractors, in US dollars” is more than $5,000"
    )
    assert isinstance(condition(pool, cost, joined=ANY), AnyOf)
    assert rows_of(CGL, both).rows[1] == ConditionRow("risk.subs_cost", "gt", "5000")
    assert condition() is None
    assert condition(("risk.uses_subs", "answered", "")) == is_answered("uses_subs")


def test_a_question_of_several_items_is_asked_of_any_of_them():
    found = condition(("drivers.driver_status", "eq", "rated"), form=AUTOP)
    assert found == AnyItem("drivers", equals("driver_status", "rated"))
    assert condition_words(AUTOP, found).startswith("for any driver, ")
    drivers = AUTOP.section("drivers")
    own = condition(("drivers.driver_status", "eq", "rated"), form=AUTOP, home=drivers)
    assert own == equals("driver_status", "rated")


def test_a_row_that_says_nothing_is_told_by_its_number():
    cases = (
        (("risk.gone", "eq", "x"), "Row 1: choose a question"),
        (("risk.uses_subs", "gt", "yes"), "Row 1: choose how"),
        (("risk.uses_subs", "eq", ""), "Row 1: choose what"),
        (("risk.subs_cost", "gt", ""), "Row 1: enter what"),
        (("risk.subs_cost", "gt", "much"), "Row 1: the value must be a number"),
        (("coverage.effective_date", "gt", "soon"), "Row 1: the date must be"),
    )
    for row, words in cases:
        with pytest.raises(InvalidInput) as refused:
            condition(row)
        assert refused.value.problems["shown"].startswith(words)
    with pytest.raises(InvalidInput):
        condition(*[("risk.uses_subs", "eq", "yes")] * 7)


def test_a_condition_that_rows_cannot_show_stays_as_it_is():
    deep = AllOf((Not(equals("uses_subs", True)), AnyOf((is_answered("subs_cost"), is_answered("dba")))))  # fmt: skip
    shown = rows_of(CGL, deep)
    assert shown.kept.startswith("not (“Are subcontractors used?” is Yes) and (")
    assert condition_typed(CGL, shown, None, deep, field="shown") is deep
    form = form_editing.put_question(CGL, "risk", replace(typed(), visible_if=deep))
    assert unreachable(form) == ()


def test_nobody_is_asked_what_no_answers_lead_to():
    pool = typed()
    for impossible in (
        condition(("risk.uses_subs", "eq", "yes"), ("risk.uses_subs", "eq", "no")),
        # Whoever has no subcontractors is not asked what they cost.
        condition(("risk.uses_subs", "eq", "no"), ("risk.subs_cost", "gt", "5")),
        condition(("risk.subs_cost", "gt", "5"), ("risk.subs_cost", "lt", "5")),
    ):
        with pytest.raises(InvalidInput) as refused:
            form_editing.put_question(CGL, "risk", replace(pool, visible_if=impossible))
        assert "could never be asked" in refused.value.problems["shown"]
    with pytest.raises(InvalidInput, match="would wait for itself"):
        form_editing.put_question(CGL, "risk", replace(pool, visible_if=equals(pool.key, True)))


def test_what_a_condition_a_rule_or_a_policy_needs_is_not_removed():
    for section, key, words in (
        ("risk", "uses_subs", "“Annual cost of subcontractors, in US dollars” depends on it"),
        ("coverage", "aggregate_limit", "the rule “"),
        ("applicant", "legal_name", "lists and policies take the insured's name from it"),
    ):
        with pytest.raises(StillNeeded) as refused:
            form_editing.remove_question(CGL, section, key)
        assert words in refused.value.message
    with pytest.raises(NotFound):
        form_editing.remove_question(CGL, "risk", "gone")
    with pytest.raises(StillNeeded, match="is excused by it"):
        form_editing.remove_question(AUTOB, "vehicles", "vin_exception")
    with pytest.raises(StillNeeded, match="depends on it"):
        form_editing.remove_section(CGL, "risk")


def test_a_choice_that_a_condition_asks_about_is_not_removed():
    entity = CGL.question("applicant", "entity_type")
    kept = tuple(one for one in entity.choices if one.value != "individual")
    with pytest.raises(StillNeeded, match="“Individual or sole proprietor” is needed"):
        form_editing.put_question(CGL, "applicant", replace(entity, choices=kept))
    renamed = tuple(replace(one, label=f"{one.label}.") for one in entity.choices)
    form_editing.put_question(CGL, "applicant", replace(entity, choices=renamed))


def test_a_page_has_thirteen_questions_and_one_at_least():
    with pytest.raises(FormIsFull, match="13 questions at most"):
        form_editing.put_question(CGL, "applicant", typed())
    form = form_editing.add_section(CGL, after="risk", title="Pools", question=typed())
    assert [one.key for one in form.sections][2:4] == ["risk", "pools"]
    with pytest.raises(StillNeeded, match="one question at least"):
        form_editing.remove_question(form, "pools", "is_there_a_pool")
    assert form_editing.remove_section(form, "pools") == CGL
    with pytest.raises(NotFound):
        form_editing.add_section(CGL, after="gone", title="Pools", question=typed())


def test_moving_and_removing_keeps_what_sums_a_page_up_true():
    form = form_editing.move_question(CGL, "risk", "uses_subs", 1)
    assert [one.key for one in form.section("risk").questions][1] == "uses_subs"
    assert form_editing.move_question(form, "risk", "uses_subs", -1) == CGL
    assert form_editing.move_question(CGL, "risk", "uses_subs", -1) == CGL
    form = form_editing.remove_question(CGL, "applicant", "annual_revenue")
    assert form.section("applicant").summarized_by == ("legal_name", "fein")
    assert lost_words(CGL.question("applicant", "annual_revenue")).startswith("It is no longer")
    assert lost_words(CGL.question("coverage", "occurrence_limit")).startswith("Policies no")
    assert lost_words(CGL.question("risk", "uses_subs")) == ""


def test_how_often_a_page_is_answered_and_what_a_document_is():
    repeat = AUTOB.section("drivers").repeat
    boxes = {"least": "2", "most": "9", "item_label": "Chauffeur", "plural": "chauffeurs"}
    assert repeat_typed(boxes, repeat).maximum == 9
    for bad in ({"most": "0"}, {"least": "10"}, {"item_label": ""}, {"plural": ""}):
        with pytest.raises(InvalidInput):
            repeat_typed({**boxes, **bad}, repeat)
    boxes = {"label": "Pool fence photo", "stage": "before_bind", "max_megabytes": "5", "accepts-png": "on"}  # fmt: skip
    asked = document_typed(boxes, None, taken=["other"])
    assert (asked.document_type, asked.stage) == ("pool_fence_photo", AttachmentStage.BEFORE_BIND)
    for bad in ({"label": ""}, {"stage": "later"}, {"max_megabytes": "26"}, {"accepts-png": ""}):
        with pytest.raises(InvalidInput):
            document_typed({**boxes, **bad}, None, taken=[])
    form = form_editing.put_document(CGL, asked)
    assert form_editing.remove_document(form, "pool_fence_photo") == CGL
    with pytest.raises(NotFound):
        form_editing.remove_document(CGL, "pool_fence_photo")
    with pytest.raises(StillNeeded, match="the rule"):
        form_editing.remove_document(CGL, "loss_runs")


def test_differences_are_told_in_words():
    pool = replace(typed(need="optional"), visible_if=equals("uses_subs", True))
    form = form_editing.put_question(CGL, "risk", pool)
    form = form_editing.remove_question(form, "applicant", "dba")
    cost = replace(
        form.question("risk", "subs_cost"), hint="Last year", maximum=9, is_required=False
    )
    form = form_editing.put_question(form, "risk", cost)
    form = form_editing.move_question(form, "coverage", "effective_date", 1)
    told = [(one.deed, one.what, one.words) for one in form_changes(CGL, form)]
    assert told[0] == ("Removed", CGL.question("applicant", "dba").label, "")
    assert ("Added", "Is there a pool?", "Optional; asked when “Are subcontractors used?” is Yes") in told  # fmt: skip
    assert ("Changed", cost.label, "Its hint is “Last year”; optional; at most: 9") in told
    assert [one for one in told if one[1] == "The order"]
    page = form_editing.add_section(CGL, after="risk", title="Pools", question=typed())
    assert [one.what for one in form_changes(CGL, page)] == ["The page", "Is there a pool?"]
    assert form_changes(page, CGL)[0].words == "With Is there a pool?"


def test_what_rules_look_at_is_written_down():
    """A rule whose question is removed would never speak again: the editor knows what each looks at."""
    functions = {**form_rules.FORM_RULES, **form_rules.ITEM_RULES}
    assert set(RULE_ANSWERS) == set(functions)
    keys = {key for form in FORMS.values() for key in form_editing.taken_keys(form)}
    sections = {section.key for form in FORMS.values() for section in form.sections}
    for code, function in functions.items():
        tree = ast.parse(inspect.getsource(function))
        found = {
            node.value
            for node in ast.walk(tree)
            if isinstance(node, ast.Constant) and node.value in keys - (sections - {"vin"})
        }
        if "_years_turned" in inspect.getsource(function):
            found |= {"year_built", "roof_year"}
        assert set(RULE_ANSWERS[code]) == found, code


def test_every_condition_is_found():
    assert len(list(every_condition(CGL))) == 16
