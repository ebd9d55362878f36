"""Adam copies a form, edits and publishes it; open submissions keep theirs, new ones ask his questions (SUB-1)."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from producer_portal.features.submissions import queries, services
from producer_portal.features.submissions.catalog import FORMS
from producer_portal.features.submissions.queries.answers import open_submission
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
