"""Quotes and binding: one policy, within authority or by a principal's word."""

import threading
from datetime import date

import pytest
from sqlmodel import select

from producer_portal.features.policies.tables import Policy, PolicyCoverage, PolicyTransaction
from producer_portal.features.submissions import queries, services
from producer_portal.features.submissions.queries.starting import needs_me_count
from producer_portal.features.submissions.rules.quoting import Term
from producer_portal.features.submissions.rules.refusals import (
    AlreadyBound,
    DeedNotAllowedNow,
    EffectiveDatePast,
    QuoteExpired,
    QuoteNotAccepted,
    QuoteNotOpen,
    ReferralDecided,
    ReferralWaiting,
    SubjectivitiesOpen,
    SubmissionNotComplete,
)
from producer_portal.foundation.unit_of_work import unit_of_work
from producer_portal.values.errors import InvalidInput, NotFound, NotPermitted, PortalError


def quotes(story, submission_id, actor=None):
    return story.see(actor or story.bob, queries.quotes_view, submission_id=submission_id)


def policies_of(story):
    with story.work(story.alice, read_only=True) as work:
        return work.session.exec(select(Policy)).all()


def test_a_quote_reaches_the_producer_in_words(story):
    submission_id, quote_id = story.quoted(subjectivities=("Signed application", " "))
    (quote,) = quotes(story, submission_id).quotes
    assert (quote.id, quote.premium, quote.total, quote.expires) == (
        quote_id,
        "$4,812.50",
        "$5,007.50",
        "Dec 20, 2026",
    )
    assert [(one.label, one.amount) for one in quote.limits] == [
        ("Each occurrence", "$1,000,000"),
        ("General aggregate", "$2,000,000"),
    ]
    assert [one.words for one in quote.subjectivities] == ["Signed application"]
    assert (quote.can_accept, quote.bind_reason) == (True, "Accept the quote first.")
    assert story.detail(submission_id).move_words == (
        "Next action is yours, since Nov 20: accept or revise the quote."
    )


def test_two_quotes_are_compared_line_by_line(story):
    submission_id, _ = story.quoted()
    story.do(
        story.uma,
        services.add_quote,
        submission_id=submission_id,
        offer=story.offer(premium_minor=450_000, limits=(Term("Each occurrence", 100_000_000),)),
    )
    rows = {one.label: one for one in quotes(story, submission_id).comparison}
    assert rows["Premium"].values == ["$4,500.00", "$4,812.50"]
    assert rows["General aggregate"].values == ["Not offered", "$2,000,000"]
    assert not rows["Each occurrence"].is_different
    assert story.table().rows[0].next_action == "Compare 2 quotes"


def test_a_revision_replaces_the_offer_before(story):
    submission_id, first = story.accepted()
    second = story.do(
        story.uma, services.revise_quote, quote_id=first, offer=story.offer(premium_minor=470_000)
    )
    shown = quotes(story, submission_id)
    assert [(one.id, one.revision) for one in shown.quotes] == [(second, 2)]
    assert [one.status.words for one in shown.earlier] == ["Replaced"]
    for deed in (services.accept_quote,):
        with pytest.raises(QuoteNotOpen):
            story.do(story.bob, deed, quote_id=first)
    with pytest.raises(QuoteNotOpen):
        story.do(story.uma, services.revise_quote, quote_id=first, offer=story.offer())


def test_one_quote_is_accepted_at_a_time(story):
    submission_id, first = story.accepted()
    second = story.do(
        story.uma, services.add_quote, submission_id=submission_id, offer=story.offer()
    )
    story.do(story.bob, services.accept_quote, quote_id=second)
    story.do(story.bob, services.accept_quote, quote_id=second)
    assert {one.id: one.status.key for one in quotes(story, submission_id).quotes} == {
        first: "open",
        second: "accepted",
    }


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"premium_minor": 0}, "premium"),
        ({"taxes_minor": -1}, "taxes"),
        ({"fees_minor": -1}, "fees"),
        ({"expires_on": date(2026, 11, 19)}, "expires_on"),
        ({"notes": "n" * 4001}, "notes"),
        ({"limits": (Term(" ", 1),)}, "limits"),
        ({"deductibles": (Term("x", -1),)}, "deductibles"),
        ({"limits": (Term("x", 1),) * 41}, "limits"),
        ({"subjectivities": ("x",) * 21}, "subjectivities"),
    ],
)
def test_an_offer_makes_sense(story, more, field):
    submission_id = story.reviewed()
    with pytest.raises(InvalidInput) as refused:
        story.do(
            story.uma, services.add_quote, submission_id=submission_id, offer=story.offer(**more)
        )
    assert field in refused.value.problems


def test_quotes_are_made_by_underwriters_after_the_review_began(story):
    submission_id = story.sent()
    with pytest.raises(NotPermitted):
        story.do(story.bob, services.add_quote, submission_id=submission_id, offer=story.offer())
    with pytest.raises(DeedNotAllowedNow):
        story.do(story.uma, services.add_quote, submission_id=submission_id, offer=story.offer())
    story.do(story.uma, services.start_review, submission_id=submission_id)
    with pytest.raises(NotFound):
        story.do(
            story.uma,
            services.add_quote,
            submission_id=submission_id,
            offer=story.offer(carrier_id=10**9),
        )


def test_bob_binds_within_his_authority(story):
    story.authorize(story.bob, lines=["CGL"], states=["FL"], premium_ceiling_minor=500_000)
    submission_id, quote_id = story.accepted()
    other = story.do(
        story.uma, services.add_quote, submission_id=submission_id, offer=story.offer()
    )
    assert next(one for one in quotes(story, submission_id).quotes if one.id == quote_id).can_bind
    outcome = story.do(story.bob, services.bind_quote, quote_id=quote_id)
    assert outcome.is_bound
    (policy,) = policies_of(story)
    assert (policy.insured_name, policy.premium_minor, policy.fees_minor) == (
        "Kestrel Valley Landscaping LLC",
        481_250,
        19_500,
    )
    assert (policy.effective_on, policy.expires_on) == (date(2026, 12, 1), date(2027, 12, 1))
    assert policy.producer_id == story.bob.producer_id
    with story.work(story.alice, read_only=True) as work:
        assert [one.type for one in work.session.exec(select(PolicyTransaction)).all()] == ["new"]
        assert {one.name for one in work.session.exec(select(PolicyCoverage)).all()} == {
            "Each occurrence",
            "General aggregate",
            "Property damage",
        }
    detail = story.detail(submission_id)
    assert (detail.status.words, detail.policy_number) == ("Bound", outcome.policy_number)
    assert {one.id: one.status.key for one in quotes(story, submission_id).quotes} == {
        quote_id: "bound"
    }
    assert [one.id for one in quotes(story, submission_id).earlier] == [other]


def test_binding_twice_is_one_policy(story):
    story.authorize(story.bob)
    submission_id, quote_id = story.accepted()
    first = story.do(story.bob, services.bind_quote, quote_id=quote_id)
    assert story.do(story.alice, services.bind_quote, quote_id=quote_id) == first
    assert len(policies_of(story)) == 1
    with pytest.raises(AlreadyBound):
        story.do(story.bob, services.refer_quote, quote_id=quote_id, note_words="again")
    assert story.status(submission_id) == "bound"


def test_two_people_binding_at_once_make_one_policy(story):
    story.authorize(story.bob)
    _, quote_id = story.accepted()
    gate, found = threading.Barrier(2), []

    def press(actor):
        gate.wait()
        try:
            with unit_of_work(actor, now=story.now) as work:
                found.append(services.bind_quote(work, quote_id=quote_id))
        except PortalError as refused:
            found.append(refused)

    threads = [threading.Thread(target=press, args=(who,)) for who in (story.bob, story.alice)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert len(found) == 2
    assert len(policies_of(story)) == 1
    assert found[0] == found[1]


def test_two_presses_of_send_make_one_reference(story):
    submission_id = story.ready()
    gate, found = threading.Barrier(2), []

    def press():
        gate.wait()
        with unit_of_work(story.bob, now=story.now) as work:
            found.append(
                services.certify_and_submit(
                    work, submission_id=submission_id, is_certified=True
                ).reference
            )

    threads = [threading.Thread(target=press) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert len(found) == 2
    assert len(set(found)) == 1
    assert (
        story.timeline(submission_id).count(f"certified the answers and sent it as {found[0]}") == 1
    )


@pytest.mark.parametrize(
    ("more", "told_to_bob", "told_to_alice"),
    [
        (
            {"premium_ceiling_minor": 400_000},
            "Premium is above your authority ($4,000).",
            "Premium is above Bob Baxter's authority ($4,000).",
        ),
        (
            {"limit_ceiling_minor": 100_000_000},
            "A limit is above your authority ($1,000,000).",
            "A limit is above Bob Baxter's authority ($1,000,000).",
        ),
        (
            {"states": ["GA"]},
            "FL is outside your authority.",
            "FL is outside Bob Baxter's authority.",
        ),
        (
            {"lines": ["AUTOP"]},
            "General liability is outside your authority.",
            "General liability is outside Bob Baxter's authority.",
        ),
    ],
)
def test_beyond_authority_a_principal_is_asked(story, more, told_to_bob, told_to_alice):
    story.authorize(story.bob, **more)
    submission_id, quote_id = story.accepted()
    in_the_way = quotes(story, submission_id).quotes[0].bind_reason
    assert in_the_way == f"{told_to_bob} Refer it instead."
    outcome = story.do(story.bob, services.bind_quote, quote_id=quote_id, note_words="Please")
    assert (outcome.is_bound, outcome.reasons) == (False, [told_to_alice])
    assert story.detail(submission_id, story.alice).referral.reasons == [told_to_alice]
    assert f"asked a principal to bind. {told_to_alice}" in story.timeline(submission_id)
    assert policies_of(story) == []
    with pytest.raises(ReferralWaiting):
        story.do(story.bob, services.bind_quote, quote_id=quote_id)


def test_while_a_referral_waits_the_principal_is_next(story):
    submission_id, quote_id = story.accepted()
    story.do(story.bob, services.bind_quote, quote_id=quote_id)
    for person, named, asked_words in (
        (story.alice, "You", "Decide on the request to bind first."),
        (story.bob, "A principal", "A principal has been asked. Wait for the decision."),
        (story.uma, "A principal", "A principal has been asked. Wait for the decision."),
    ):
        row = story.table(person).rows[0]
        assert (row.next_action, row.next_action_by) == ("Decide the referral", named)
        assert row.is_yours is (named == "You")
        whose = "yours" if row.is_yours else "with a principal"
        assert f"Next action is {whose}, since" in story.detail(submission_id, person).move_words
        assert quotes(story, submission_id, person).quotes[0].bind_reason == asked_words


def test_a_waiting_referral_is_counted_for_the_principal_and_not_for_the_desk(story):
    """SUB-9: "Needs me" and the count beside the navigation say the same as the row."""
    _, quote_id = story.accepted()
    story.do(story.bob, services.bind_quote, quote_id=quote_id)
    for person, waiting in ((story.alice, 1), (story.uma, 0), (story.bob, 0)):
        assert story.table(person, view="mine").total == waiting
        with story.work(person, read_only=True) as work:
            assert needs_me_count(work) == waiting


def test_alice_decides_a_referral(story):
    submission_id, quote_id = story.accepted()
    story.do(story.bob, services.bind_quote, quote_id=quote_id)
    referral = story.detail(submission_id, story.alice).referral
    assert (referral.can_decide, referral.reasons) == (
        True,
        ["Bob Baxter has no binding authority."],
    )
    assert not story.detail(submission_id).referral.can_decide
    with pytest.raises(NotPermitted):
        story.do(story.bob, services.approve_referral, referral_id=referral.id)
    story.do(
        story.alice,
        services.decline_referral,
        referral_id=referral.id,
        note_words="Ask for a lower limit",
    )
    with pytest.raises(ReferralDecided):
        story.do(story.alice, services.approve_referral, referral_id=referral.id)
    assert story.table().rows[0].next_action == "Bind"
    story.do(story.bob, services.refer_quote, quote_id=quote_id, note_words="It is lower now")
    again = story.detail(submission_id, story.alice).referral
    with pytest.raises(ReferralWaiting):
        story.do(story.uma, services.revise_quote, quote_id=quote_id, offer=story.offer())
    assert story.do(story.alice, services.approve_referral, referral_id=again.id).is_bound
    assert len(policies_of(story)) == 1


def test_what_stands_in_the_way_of_binding_is_said(story):
    story.authorize(story.bob)
    submission_id, quote_id = story.quoted(subjectivities=("Signed application",))
    with pytest.raises(QuoteNotAccepted):
        story.do(story.bob, services.bind_quote, quote_id=quote_id)
    story.do(story.bob, services.accept_quote, quote_id=quote_id)
    with pytest.raises(SubjectivitiesOpen):
        story.do(story.bob, services.bind_quote, quote_id=quote_id)
    for place in (-1, 1):
        with pytest.raises(NotFound):
            story.do(
                story.uma, services.mark_subjectivity, quote_id=quote_id, place=place, is_met=True
            )
    story.do(story.uma, services.mark_subjectivity, quote_id=quote_id, place=0, is_met=True)
    assert (
        quotes(story, submission_id).quotes[0].subjectivities[0].met_words
        == "Met, says Uma Underhill"
    )
    story.later(days=12)
    with pytest.raises(EffectiveDatePast):
        story.do(story.bob, services.bind_quote, quote_id=quote_id)
    story.later(days=30)
    with pytest.raises(QuoteExpired):
        story.do(story.bob, services.bind_quote, quote_id=quote_id)
    with pytest.raises(QuoteExpired):
        story.do(story.bob, services.accept_quote, quote_id=quote_id)


def test_a_past_effective_date_goes_to_a_principal(story):
    story.authorize(story.bob)
    submission_id, quote_id = story.accepted()
    story.later(days=12)
    outcome = story.do(
        story.bob, services.refer_quote, quote_id=quote_id, note_words="The client was ill"
    )
    assert outcome.reasons == ["The effective date, Dec 1, 2026, has passed."]
    referral = story.detail(submission_id, story.alice).referral
    assert story.do(story.alice, services.approve_referral, referral_id=referral.id).is_bound


def test_documents_due_before_binding_are_asked_for(story):
    story.authorize(story.bob)
    changes = {"coverage": {"um_limit": "reject"}}
    submission_id, quote_id = story.accepted(code="AUTOP", changes=changes)
    with pytest.raises(SubmissionNotComplete) as refused:
        story.do(story.bob, services.bind_quote, quote_id=quote_id)
    assert refused.value.problems == {
        "attachments.um_rejection": "Add the document: Signed UM/UIM rejection or selection",
    }
    story.attach(submission_id, "um_rejection")
    assert story.do(story.bob, services.bind_quote, quote_id=quote_id).is_bound


def test_declining_settles_a_waiting_referral(story):
    submission_id, quote_id = story.accepted()
    story.do(story.bob, services.bind_quote, quote_id=quote_id)
    story.do(
        story.uma, services.decline_submission, submission_id=submission_id, reason_code="no_market"
    )
    assert story.detail(submission_id, story.alice).referral is None


def test_authority_is_given_by_whoever_manages_users(story):
    with pytest.raises(NotPermitted):
        story.do(
            story.bob,
            services.set_authority,
            user_id=story.bob.user_id,
            lines=["*"],
            states=["*"],
            premium_ceiling_minor=None,
            limit_ceiling_minor=None,
        )
    with pytest.raises(InvalidInput):
        story.authorize(
            story.bob,
            lines=["BOATS"],
            states=["XX"],
            premium_ceiling_minor=-1,
            limit_ceiling_minor=-1,
        )
    with pytest.raises(NotFound):
        story.authorize(story.mo)
    story.authorize(story.bob)
    story.authorize(story.bob, premium_ceiling_minor=1)
    _, quote_id = story.accepted()
    assert not story.do(story.bob, services.bind_quote, quote_id=quote_id).is_bound


def test_outsiders_meet_no_quote_and_no_referral(story):
    _, quote_id = story.accepted()
    for outsider, deed in (
        (story.mallory, services.bind_quote),
        (story.nina, services.accept_quote),
    ):
        with pytest.raises(NotFound):
            story.do(outsider, deed, quote_id=quote_id)
    with pytest.raises(NotFound):
        story.do(story.mallory, services.approve_referral, referral_id=1)
