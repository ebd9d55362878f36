"""Uma reviews: assigning, asking for information, declining; the response date rests meanwhile."""

from datetime import date, timedelta

import pytest

from producer_portal.features.submissions import jobs, queries, services
from producer_portal.features.submissions.rules.asking import RequestedItem
from producer_portal.features.submissions.rules.refusals import (
    DeedNotAllowedNow,
    InformationStillOpen,
    ItemNotOpen,
    ItemNotReceived,
)
from producer_portal.values.errors import InvalidInput, NotFound, NotPermitted

LOSS_RUNS = RequestedItem("Three years of loss runs", "missing", date(2026, 11, 25), "loss_runs")
WATERCRAFT = RequestedItem("Is there a watercraft?", "unclear", date(2026, 11, 24))
PHOTO = RequestedItem(
    "A photo, if there is one", "other", date(2026, 11, 30), "other", is_blocking=False
)


def test_whoever_starts_the_review_takes_it(story):
    submission_id = story.reviewed()
    detail = story.detail(submission_id)
    assert (detail.status.words, detail.assigned_to) == ("In review", "Uma Underhill")
    assert "started the review" in story.timeline(submission_id)
    with pytest.raises(DeedNotAllowedNow):
        story.do(story.ulf, services.start_review, submission_id=submission_id)


def test_assigning_names_a_person_who_underwrites(story):
    submission_id = story.sent()
    story.do(
        story.alice,
        services.assign_submission,
        submission_id=submission_id,
        user_id=story.ulf.user_id,
        reason="Uma is away",
    )
    assert story.detail(submission_id).assigned_to == "Ulf Ulrich"
    assert "assigned it to Ulf Ulrich: Uma is away" in story.timeline(submission_id)
    story.do(story.uma, services.assign_to_me, submission_id=submission_id)
    row = story.table(story.uma, view="mine").rows[0]
    assert (row.next_action, row.next_action_by, row.is_yours) == ("Start the review", "You", True)
    for nobody in (story.bob.user_id, story.mo.user_id, 10**9):
        with pytest.raises(NotFound):
            story.do(
                story.alice, services.assign_submission, submission_id=submission_id, user_id=nobody
            )
    with pytest.raises(NotPermitted):
        story.do(
            story.bob,
            services.assign_submission,
            submission_id=submission_id,
            user_id=story.uma.user_id,
        )
    with pytest.raises(DeedNotAllowedNow):
        story.do(
            story.alice,
            services.assign_submission,
            submission_id=story.draft(),
            user_id=story.uma.user_id,
        )


def test_the_response_date_rests_while_information_is_needed(story):
    submission_id = story.reviewed()
    story.ask(submission_id, LOSS_RUNS, WATERCRAFT)
    row = story.table().rows[0]
    assert (row.status, row.target, row.lateness, row.next_action) == (
        "information_needed",
        "Paused",
        "Item due Nov 24",
        "Send 2 items",
    )
    story.later(days=5)
    assert story.table().rows[0].lateness == "Item 1 d late"
    story.attach(submission_id, "loss_runs", content=b"%PDF-1.4 new")
    item = next(one for one in story.checklist(submission_id).rows if one.label == WATERCRAFT.label)
    story.do(story.bob, services.send_information, item_id=item.id, reply="No watercraft.")
    assert story.table().rows[0].next_action == "Check what was sent"
    for one in story.checklist(submission_id).rows:
        story.do(story.uma, services.accept_information, item_id=one.id)
    row = story.table().rows[0]
    assert (row.status, row.target) == ("in_review", "Dec 1")
    assert "went on with the review" in story.timeline(submission_id)


def test_an_upload_answers_the_item_that_waits_for_it(story):
    submission_id = story.reviewed()
    story.ask(submission_id)
    document_id = story.attach(submission_id, "loss_runs", content=b"%PDF-1.4 fresh")
    item = story.checklist(submission_id).rows[0]
    assert (item.status.words, item.document_id, item.can_send) == ("Received", document_id, False)
    assert story.checklist(submission_id, story.uma).rows[0].can_decide


def test_an_item_goes_back_with_words_and_comes_again(story):
    submission_id = story.reviewed()
    (item_id,) = story.ask(submission_id)
    with pytest.raises(ItemNotReceived):
        story.do(story.uma, services.accept_information, item_id=item_id)
    story.attach(submission_id, "loss_runs", content=b"%PDF-1.4 page 1")
    with pytest.raises(InvalidInput):
        story.do(story.uma, services.send_back_information, item_id=item_id, note_words=" ")
    story.do(
        story.uma, services.send_back_information, item_id=item_id, note_words="Page 2 is missing"
    )
    item = story.checklist(submission_id).rows[0]
    assert (item.status.words, item.decision_note, item.can_send) == (
        "Sent back",
        "Page 2 is missing",
        True,
    )
    assert story.table().rows[0].next_action_by == "You"
    story.attach(submission_id, "loss_runs", content=b"%PDF-1.4 page 2")
    story.do(story.uma, services.accept_information, item_id=item_id)
    assert story.status(submission_id) == "in_review"
    with pytest.raises(ItemNotOpen):
        story.do(story.uma, services.accept_information, item_id=item_id)
    with pytest.raises(ItemNotOpen):
        story.do(
            story.bob,
            services.send_information,
            item_id=item_id,
            reply="",
            document_id=item.document_id or story.checklist(submission_id).rows[0].document_id,
        )


def test_the_review_goes_on_by_hand_once_blocking_items_are_in(story):
    submission_id = story.reviewed()
    story.ask(submission_id, WATERCRAFT, PHOTO)
    blocking = next(one for one in story.checklist(submission_id).rows if one.is_blocking)
    with pytest.raises(InformationStillOpen) as refused:
        story.do(story.uma, services.return_to_review, submission_id=submission_id)
    assert WATERCRAFT.label in refused.value.message
    assert not story.checklist(submission_id, story.uma).can_return
    story.do(story.bob, services.send_information, item_id=blocking.id, reply="No")
    assert story.checklist(submission_id, story.uma).can_return
    story.do(story.uma, services.return_to_review, submission_id=submission_id)
    assert story.status(submission_id) == "in_review"
    with pytest.raises(DeedNotAllowedNow):
        story.do(story.uma, services.return_to_review, submission_id=submission_id)


@pytest.mark.parametrize(
    ("item", "field"),
    [
        (RequestedItem(" ", "missing", date(2026, 11, 25)), "items.0.label"),
        (RequestedItem("x", "because", date(2026, 11, 25)), "items.0.reason_code"),
        (RequestedItem("x", "missing", date(2026, 11, 19)), "items.0.due_on"),
        (RequestedItem("x", "missing", date(2028, 1, 1)), "items.0.due_on"),
        (
            RequestedItem("x", "missing", date(2026, 11, 25), "treasure_map"),
            "items.0.document_type",
        ),
        (RequestedItem("x", "missing", date(2026, 11, 25), note="n" * 2001), "items.0.note"),
    ],
)
def test_what_is_asked_for_is_clear(story, item, field):
    submission_id = story.reviewed()
    with pytest.raises(InvalidInput) as refused:
        story.ask(submission_id, item)
    assert field in refused.value.problems


def test_asking_is_for_underwriters_and_needs_something_to_ask(story):
    submission_id = story.reviewed()
    with pytest.raises(NotPermitted):
        story.do(
            story.bob,
            services.request_information,
            submission_id=submission_id,
            items=(WATERCRAFT,),
        )
    for items in ((), (WATERCRAFT,) * 21):
        with pytest.raises(InvalidInput):
            story.do(
                story.uma, services.request_information, submission_id=submission_id, items=items
            )
    story.ask(submission_id, WATERCRAFT)
    item = story.checklist(submission_id).rows[0]
    for nothing in ({"reply": " "}, {"reply": "x" * 4001}):
        with pytest.raises(InvalidInput):
            story.do(story.bob, services.send_information, item_id=item.id, **nothing)
    with pytest.raises(NotFound):
        story.do(story.bob, services.send_information, item_id=item.id, document_id=10**9)
    with pytest.raises(NotFound):
        story.do(story.mallory, services.send_information, item_id=item.id, reply="hello")


def test_declining_says_why(story):
    submission_id = story.reviewed()
    with pytest.raises(InvalidInput):
        story.do(
            story.uma, services.decline_submission, submission_id=submission_id, reason_code="mood"
        )
    with pytest.raises(InvalidInput):
        story.do(
            story.uma, services.decline_submission, submission_id=submission_id, reason_code="other"
        )
    with pytest.raises(NotPermitted):
        story.do(
            story.bob,
            services.decline_submission,
            submission_id=submission_id,
            reason_code="losses",
        )
    story.do(
        story.uma,
        services.decline_submission,
        submission_id=submission_id,
        reason_code="losses",
        note_words="Three large claims",
    )
    detail = story.detail(submission_id)
    assert (detail.status.words, detail.closed_words) == (
        "Declined",
        "Loss history. Three large claims",
    )
    with pytest.raises(DeedNotAllowedNow):
        story.do(
            story.uma,
            services.decline_submission,
            submission_id=submission_id,
            reason_code="losses",
        )
    story.do(
        story.uma,
        services.reopen_submission,
        submission_id=submission_id,
        note_words="New loss runs",
    )
    assert story.status(submission_id) == "in_review"


def test_withdrawing_and_reopening(story):
    sent, draft = story.sent(), story.draft()
    for submission_id in (sent, draft):
        story.do(
            story.bob,
            services.withdraw_submission,
            submission_id=submission_id,
            reason_code="client_silent",
        )
        assert story.status(submission_id) == "withdrawn"
        assert story.detail(submission_id).closed_words == "The client does not answer"
    story.do(story.bob, services.reopen_submission, submission_id=draft)
    assert story.status(draft) == "draft"
    with pytest.raises(NotPermitted):
        story.do(story.bob, services.reopen_submission, submission_id=sent)
    story.do(story.uma, services.reopen_submission, submission_id=sent)
    assert story.status(sent) == "pending"


def test_documents_go_on_and_off_while_answers_are_open(story):
    submission_id = story.draft()
    document_id = story.attach(submission_id, "brochure")
    story.do(
        story.bob, services.detach_document, submission_id=submission_id, document_id=document_id
    )
    assert not any(
        one.is_in
        for one in story.see(story.bob, queries.document_needs, submission_id=submission_id)
    )
    with pytest.raises(InvalidInput):
        story.attach(submission_id, "treasure_map")
    sent = story.sent()
    with pytest.raises(DeedNotAllowedNow):
        story.do(story.bob, services.detach_document, submission_id=sent, document_id=1)
    story.do(story.bob, services.withdraw_submission, submission_id=sent, reason_code="duplicate")
    with pytest.raises(DeedNotAllowedNow):
        story.attach(sent, "brochure")


def test_a_late_answer_is_escalated_once(story):
    submission_id = story.sent()
    story.sent(code="AUTOP")
    assert jobs.escalate_late(story.now) == 0
    late = story.now + timedelta(days=7)
    story.now = late
    assert jobs.escalate_late(late) >= 2
    assert jobs.escalate_late(late) == 0
    assert story.timeline(submission_id)[0] == "No answer by the target date, Nov 25, 2026"
    assert story.table(view="late").total == 2


def test_the_agency_sees_actions_with_reasons(story):
    submission_id = story.sent()
    actions = {one.key: one for one in story.detail(submission_id, story.uma).actions}
    assert actions["start_review"].is_available
    assert actions["add_quote"].reason == "Start the review first."
    assert "withdraw" not in actions
    producers = {one.key: one for one in story.detail(submission_id).actions}
    assert producers["bind"].reason == "There is no quote to choose yet."
    assert producers["edit"].reason.startswith("Answers are locked")
    assert "decline" not in producers


def test_what_comes_late_does_not_disturb_a_review_that_goes_on(story):
    submission_id = story.reviewed()
    story.ask(submission_id, WATERCRAFT, PHOTO)
    blocking, optional = story.checklist(submission_id).rows
    for item in (blocking, optional):
        if not item.document_type:
            story.do(story.bob, services.send_information, item_id=item.id, reply="No")
    story.attach(submission_id, "other")
    story.do(story.uma, services.accept_information, item_id=blocking.id)
    assert story.status(submission_id) == "in_review"
    with pytest.raises(DeedNotAllowedNow):
        story.do(
            story.uma, services.send_back_information, item_id=optional.id, note_words="Too dark"
        )
    story.do(story.uma, services.accept_information, item_id=optional.id)
    assert story.table(story.uma).rows[0].next_action == "Review and quote"


def test_assigning_leaves_the_next_move_of_a_quoted_submission(story):
    submission_id, _ = story.quoted()
    story.do(
        story.alice,
        services.assign_submission,
        submission_id=submission_id,
        user_id=story.ulf.user_id,
    )
    row = story.table().rows[0]
    assert (row.assigned_to, row.next_action) == ("Ulf Ulrich", "Accept or revise the quote")
