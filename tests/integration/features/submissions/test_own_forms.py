"""Adam copies a form, edits and publishes it; open submissions keep theirs, new ones ask his questions (SUB-1)."""

from dataclasses import replace

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from producer_portal.features.submissions import queries, services
from producer_portal.features.submissions.catalog import FORMS, VERSIONS
from producer_portal.features.submissions.queries.answers import open_submission
from producer_portal.features.submissions.queries.form_boxes import (
    document_boxes,
    page_boxes,
    question_boxes,
    row_to_fill,
)
from producer_portal.features.submissions.queries.form_desk import form_board, form_on_desk
from producer_portal.features.submissions.queries.form_trying import (
    tried_form,
    try_answer,
    try_item,
)
from producer_portal.features.submissions.queries.forms import form_in_use
from producer_portal.features.submissions.queries.prints import application_print
from producer_portal.features.submissions.rules.form_conditions import ConditionRow, Rows
from producer_portal.features.submissions.rules.form_editing import (
    FormChanged,
    NothingChanged,
    NothingDrafted,
    StillNeeded,
)
from producer_portal.features.submissions.services import form_versions as forms
from producer_portal.values.errors import InvalidInput, NotFound, NotPermitted

WITH_SUBS = Rows("all", (ConditionRow("risk.uses_subs", "eq", "yes"),))
POOL = {"label": "Is there a pool?", "name": "there is a pool", "kind": "boolean", "need": "needed"}
FENCE = {"label": "Photo of the fence", "need": "needed", "stage": "submission", "max_megabytes": "5", "accepts-png": "on", "accepts-pdf": "on"}  # fmt: skip


def edited(story, deed, edit, *, actor=None, code="CGL", **words):
    return story.do(actor or story.adam, deed, line_code=code, edit=edit, **words)


def with_pool(story, actor=None):
    """A draft with one question more and a document that it asks for."""
    actor = actor or story.adam
    story.do(actor, forms.copy_form, line_code="CGL")
    key = edited(story, forms.keep_question, 1, actor=actor, section_key="risk", key="", typed=POOL, shown=WITH_SUBS)  # fmt: skip
    fence = Rows("all", (ConditionRow(f"risk.{key}", "eq", "yes"),))
    edited(
        story, forms.ask_for_document, 2, actor=actor, document_type="", typed=FENCE, shown=fence
    )
    return 3


def published(story, actor=None):
    edit = with_pool(story, actor)
    return edited(story, forms.publish_form, edit, actor=actor, reason="Our carriers ask for pools")


def keys_on(story, submission_id, actor=None):
    page = story.see(
        actor or story.bob, queries.section_page, submission_id=submission_id, section_key="risk"
    )
    return [one.key for one in page.questions]


def test_an_open_submission_keeps_its_form_and_a_new_one_asks_the_new_question(story):
    before = story.ready()
    assert published(story) == 1
    after = story.draft()
    story.fill(after)
    assert "is_there_a_pool" in keys_on(story, after)
    assert "is_there_a_pool" not in keys_on(story, before)
    check = story.see(story.bob, queries.check_answers, submission_id=after)
    assert "Say whether there is a pool" in [one.message for one in check.problems]
    story.do(
        story.bob,
        services.save_answers,
        submission_id=after,
        section_key="risk",
        values={"is_there_a_pool": "yes"},
        version=story.version(after),
    )
    needs = story.see(story.bob, queries.document_needs, submission_id=after)
    assert [one.label for one in needs if one.is_required][-1] == "Photo of the fence"
    for document_type in ("photo_of_the_fence", *[one.document_type for one in needs if one.is_required][:-1]):  # fmt: skip
        story.attach(after, document_type)
    story.do(story.bob, services.certify_and_submit, submission_id=after, is_certified=True)
    with story.work(story.bob, read_only=True) as work:
        printed = application_print(work, open_submission(work, after))
    assert ("Is there a pool?", "Yes") in [row for part in printed.parts for row in part.rows]
    assert printed.form_words.startswith("Version 1 of the agency's own form. Feeds ACORD 125")
    # The one that was open before is sent as it was begun.
    story.do(story.bob, services.certify_and_submit, submission_id=before, is_certified=True)
    assert story.status(before) == "pending"


def test_a_copy_and_a_prefilled_one_are_of_the_version_in_use(story):
    first = story.sent()
    published(story)
    copy = story.do(story.bob, services.clone_submission, submission_id=first)
    assert "is_there_a_pool" in keys_on(story, copy)
    begun = story.draft(source=f"submission:{first}")
    assert "is_there_a_pool" in keys_on(story, begun)
    assert "is_there_a_pool" not in keys_on(story, first)
    assert story.detail(begun).title == story.detail(first).title


def test_the_next_version_leaves_the_one_before_as_it_was(story):
    published(story)
    own = story.draft()
    story.fill(own)
    story.do(story.adam, forms.copy_form, line_code="CGL")
    edited(story, forms.stop_asking_for_document, 1, document_type="photo_of_the_fence")
    edited(story, forms.remove_question, 2, section_key="risk", key="is_there_a_pool")
    assert edited(story, forms.publish_form, 3, reason="No more pools") == 2
    newest = story.draft()
    story.fill(newest)
    assert "is_there_a_pool" in keys_on(story, own)
    assert "is_there_a_pool" not in keys_on(story, newest)
    with story.work(story.bob, read_only=True) as work:
        assert open_submission(work, newest).form.version == 2
        assert open_submission(work, own).form.version == 1


def test_another_agency_sees_and_uses_nothing_of_it(story):
    published(story)
    with story.work(story.mallory, read_only=True) as work:
        found = form_in_use(work, line_code="CGL")
        assert found.digest == ""
        assert found.form is FORMS["CGL"]
    theirs = story.draft(story.mike)
    story.fill(theirs, story.mike)
    assert "is_there_a_pool" not in keys_on(story, theirs, story.mike)
    with pytest.raises(NothingDrafted):
        edited(story, forms.discard_form, 1, actor=story.mallory)
    # They may have a version 1 of their own.
    assert published(story, story.mallory) == 1


def test_two_who_edit_one_draft_find_out(story):
    with_pool(story)
    edited(story, forms.move_question, 3, section_key="risk", key="is_there_a_pool", by=-1)
    for deed, words in (
        (forms.move_question, {"section_key": "risk", "key": "is_there_a_pool", "by": 1}),
        (forms.publish_form, {"reason": "Late"}),
        (forms.discard_form, {}),
    ):
        with pytest.raises(FormChanged):
            edited(story, deed, 3, **words)
    # Copying again goes on with the draft that is there.
    story.do(story.adam, forms.copy_form, line_code="CGL")
    edited(story, forms.discard_form, 4)
    with pytest.raises(NothingDrafted):
        edited(story, forms.discard_form, 4)
    assert "is_there_a_pool" not in keys_on(story, story.draft())


def test_publishing_asks_for_a_reason_and_for_a_change(story):
    story.do(story.adam, forms.copy_form, line_code="CGL")
    with pytest.raises(NothingChanged):
        edited(story, forms.publish_form, 1, reason="Nothing at all")
    for reason in (" ", "x" * 501):
        with pytest.raises(InvalidInput) as refused:
            edited(story, forms.publish_form, 1, reason=reason)
        assert set(refused.value.problems) == {"reason"}


def test_pages_are_changed_added_and_removed(story):
    story.do(story.adam, forms.copy_form, line_code="CGL")
    key = edited(story, forms.keep_question, 1, section_key="risk", key="", typed=POOL, page_title="Pools")  # fmt: skip
    edited(story, forms.keep_section, 2, section_key="pools", typed={"title": "Pools and ponds"}, shown=WITH_SUBS)  # fmt: skip
    edited(story, forms.keep_section, 3, section_key="exposure", typed={"title": "Operations", "least": "1", "most": "5", "item_label": "Class", "plural": "classes"})  # fmt: skip
    needed_if = {**POOL, "need": "needed_if"}
    edited(story, forms.keep_question, 4, section_key="pools", key=key, typed=needed_if, needed=WITH_SUBS)  # fmt: skip
    with pytest.raises(InvalidInput) as refused:
        edited(story, forms.keep_question, 5, section_key="pools", key=key, typed=needed_if)
    assert set(refused.value.problems) == {"needed"}
    with pytest.raises(StillNeeded):
        edited(story, forms.remove_section, 5, section_key="applicant")
    for deed, words in (
        (forms.keep_section, {"section_key": "gone", "typed": {"title": "A"}}),
        (forms.keep_question, {"section_key": "risk", "key": "gone", "typed": POOL}),
        (forms.ask_for_document, {"document_type": "gone", "typed": FENCE}),
    ):
        with pytest.raises(NotFound):
            edited(story, deed, 5, **words)
    edited(story, forms.publish_form, 5, reason="Ponds")
    with story.work(story.bob, read_only=True) as work:
        form = form_in_use(work, line_code="CGL").form
    assert form.section("pools").title == "Pools and ponds"
    assert form.section("exposure").repeat.maximum == 5
    assert form.question("pools", key).is_required is False
    story.do(story.adam, forms.copy_form, line_code="CGL")
    edited(story, forms.remove_section, 1, section_key="pools")
    story.do(story.adam, forms.discard_form, line_code="CGL", edit=2)
    story.do(story.adam, forms.copy_form, line_code="CGL", is_from_catalog=True)
    assert edited(story, forms.publish_form, 1, reason="Back to the portal's") == 2


def test_what_was_published_can_be_changed_by_nobody(story):
    published(story)
    for statement in (
        "UPDATE form_version SET note = 'x'",
        "DELETE FROM form_version",
    ):
        with pytest.raises(DBAPIError, match="append-only"), story.work(story.adam) as work:
            work.session.execute(text(statement))


def test_only_who_sets_rules_edits_forms_and_only_of_lines_that_are_offered(story):
    for actor in (story.bob, story.uma, story.dave):
        with pytest.raises(NotPermitted):
            story.do(actor, forms.copy_form, line_code="CGL")
    with pytest.raises(NotFound):
        story.do(story.adam, forms.copy_form, line_code="BOATS")
    with pytest.raises(NothingDrafted):
        edited(story, forms.move_question, 1, section_key="risk", key="uses_subs", by=1)


def on_desk(story, place="", code="CGL", actor=None):
    return story.see(actor or story.adam, form_on_desk, line_code=code, place=place)


def test_adam_reads_what_is_in_use_what_is_drafted_and_what_changes(story):
    board = {row.code: row for row in story.see(story.adam, form_board)}
    assert set(board) == set(FORMS)
    assert (board["CGL"].in_use, board["CGL"].draft) == ("The portal's version 1", "")
    with_pool(story)
    desk = on_desk(story, "risk")
    assert (desk.is_open, desk.edit) == (True, 3)
    assert desk.words.startswith("Draft of your agency's version 1. Changed by Adam Admin, ")
    assert desk.questions[-1].told == "Yes or no, needed"
    assert desk.questions[-1].shown == "Asked when “Are subcontractors used?” is Yes"
    assert [one.told for one in desk.places][-1] == "2 differences"
    assert [(one.deed, one.what) for one in on_desk(story, "changes").changes] == [
        ("Added", "Is there a pool?"),
        ("Added", "Photo of the fence"),
    ]
    fence = on_desk(story, "documents").documents[-1]
    assert fence.told == "Needed before sending, PDF, PNG, at most 5 MB"
    assert fence.shown == "Asked for when “Is there a pool?” is Yes"
    edited(story, forms.publish_form, 3, reason="Carriers ask")
    desk = on_desk(story, "gone")
    assert (desk.is_open, desk.edit, desk.changes, desk.place) == (False, 0, [], "applicant")
    assert [(one.number, one.note) for one in desk.versions] == [(1, "Carriers ask")]
    board = {row.code: row for row in story.see(story.adam, form_board)}
    assert board["CGL"].in_use.startswith("Your version 1, published by Adam Admin, ")
    assert on_desk(story, actor=story.mallory).versions == []


def test_an_upgrade_that_brings_a_newer_form_is_told_and_puts_nothing_out_of_use(
    story, monkeypatch
):
    published(story)
    newer = replace(FORMS["CGL"], version=2)
    monkeypatch.setitem(FORMS, "CGL", newer)
    monkeypatch.setitem(VERSIONS, ("CGL", 2), newer)
    desk = on_desk(story)
    assert desk.news.startswith("The portal has version 2 of this form since; yours was made when")
    with story.work(story.bob, read_only=True) as work:
        assert form_in_use(work, line_code="CGL").form.question("risk", "is_there_a_pool")
    # Mallory has none of her own: hers is the portal's newest.
    assert story.see(story.mallory, form_in_use, line_code="CGL").form is newer
    story.do(story.adam, forms.copy_form, line_code="CGL", is_from_catalog=True)
    edited(story, forms.publish_form, 1, reason="The portal's has pools now")
    assert on_desk(story).news == ""


def test_the_boxes_hold_what_the_form_says(story):
    story.do(story.adam, forms.copy_form, line_code="CGL")
    line = {"line_code": "CGL"}
    fein = story.see(story.adam, question_boxes, **line, section_key="applicant", key="fein")
    assert (fein.need, fein.is_sensitive, fein.kind_words) == (
        "needed_if",
        True,
        "Federal employer ID number",
    )
    row = fein.needed.rows[0]
    assert (row.asked, row.operator, row.picked) == ("applicant.entity_type", "ne", ["individual"])
    assert story.see(story.adam, question_boxes, **line, section_key="risk").key == ""
    page = story.see(story.adam, page_boxes, **line, section_key="exposure")
    assert (page.is_repeating, page.least, page.most) == (True, "1", "20")
    runs = story.see(story.adam, document_boxes, **line, document_type="loss_runs")
    assert (runs.need, runs.stage) == ("needed", "submission")
    empty = story.see(story.adam, row_to_fill, **line, number=7, row=ConditionRow("risk.gone"))
    assert (empty.number, empty.asked, empty.operators) == (7, "", [])
    cost = story.see(story.adam, row_to_fill, **line, number=7, row=ConditionRow("risk.subs_cost"))
    assert [one.label for one in cost.operators][1] == "is more than"
    for query, words in (
        (question_boxes, {"section_key": "risk", "key": "gone"}),
        (page_boxes, {"section_key": "gone"}),
        (document_boxes, {"document_type": "gone"}),
    ):
        with pytest.raises(NotFound):
            story.see(story.adam, query, **line, **words)
    with pytest.raises(NotFound):
        on_desk(story, code="BOATS")


def test_a_form_is_tried_out_and_nothing_is_kept(story):
    with_pool(story)
    line = {"line_code": "CGL"}
    answers = {}
    tried = story.see(story.adam, tried_form, **line, answers=answers, place="risk")
    assert "is_there_a_pool" not in [one.key for one in tried.questions]
    for key, words in (("uses_subs", "yes"), ("is_there_a_pool", "yes"), ("subs_cost", "lots")):
        answers = story.see(
            story.adam, try_answer, **line, answers=answers, section_key="risk", key=key, typed=words
        )  # fmt: skip
    tried = story.see(story.adam, tried_form, **line, answers=answers, place="risk")
    shown = {one.key: one for one in tried.questions}
    assert shown["is_there_a_pool"].value == "yes"
    assert "must be in dollars and cents" in shown["subs_cost"].problem
    assert shown["sells_products"].problem == ""
    assert "Photo of the fence (needed)" in tried.documents
    answers = story.see(story.adam, try_item, **line, answers=answers, section_key="exposure")
    tried = story.see(story.adam, tried_form, **line, answers=answers, place="exposure")
    assert len(tried.group.rows) == 1
    assert tried.is_draft
    assert story.table().total == 0
