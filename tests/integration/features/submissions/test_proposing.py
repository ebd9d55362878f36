"""Quotes side by side, what a revision changed, a proposal for the client, plans to pay, warnings (SUB-13)."""

import io
import re
from datetime import timedelta

import pytest
from pypdf import PdfReader
from sqlmodel import select

from producer_portal.features.documents.tables import Document
from producer_portal.features.policies.tables import Policy
from producer_portal.features.submissions import queries, services
from producer_portal.features.submissions.jobs import warn_of_expiry
from producer_portal.features.submissions.queries.referrals import (
    referral_queue,
    waiting_referrals,
)
from producer_portal.features.submissions.rules.quoting import Term
from producer_portal.features.submissions.rules.refusals import DeedNotAllowedNow
from producer_portal.features.submissions.services.proposing import make_proposal
from producer_portal.foundation import storage
from producer_portal.foundation.actor import system_actor
from producer_portal.foundation.tables import OutboxMessage
from producer_portal.values.errors import InvalidInput, NotFound, NotPermitted


def add(story, submission_id, **facts):
    offer = story.offer(**facts)
    return story.do(story.uma, services.add_quote, submission_id=submission_id, offer=offer)


def seen(story, submission_id, **more):
    return story.see(story.bob, queries.quotes_view, submission_id=submission_id, **more)


def test_up_to_five_quotes_stand_side_by_side_and_bob_says_which(story):
    submission_id = story.reviewed()
    ids = [add(story, submission_id, premium_minor=100_000 + n) for n in range(6)]
    view = seen(story, submission_id)
    assert view.compared == ids[:0:-1]
    assert all(len(row.values) == 5 for row in view.comparison)
    chosen = seen(story, submission_id, compared=(ids[0], ids[3]))
    assert sorted(chosen.compared) == [ids[0], ids[3]]
    assert {row.label for row in chosen.comparison} >= {"Premium", "Payment", "Conditions"}


def test_a_revision_says_what_it_changed(story):
    submission_id = story.reviewed()
    quote_id = add(story, submission_id, limits=(Term("Each occurrence", 100_000_000),))
    offer = story.offer(premium_minor=777_700, limits=(Term("Each occurrence", 200_000_000),))
    story.do(story.uma, services.revise_quote, quote_id=quote_id, offer=offer)
    (quote,) = seen(story, submission_id).quotes
    changed = {one.label: (one.before, one.after) for one in quote.changes}
    assert changed["Each occurrence"] == ("$1,000,000", "$2,000,000")
    assert changed["Premium"][1] == "$7,777.00"
    assert "Carrier" not in changed


def words_of(story, document_id):
    with story.work(story.alice, read_only=True) as work:
        row = work.session.exec(select(Document).where(Document.id == document_id)).one()
        content = b"".join(storage.read(storage.find(work, row.sha256)))
    pages = PdfReader(io.BytesIO(content)).pages
    return row, " ".join(" ".join(page.extract_text() for page in pages).split())


def test_a_proposal_shows_the_client_prices_and_terms_and_never_what_anybody_earns(story):
    submission_id = story.reviewed()
    ids = [
        add(story, submission_id, premium_minor=480_000, payment_plans=("full", "quarterly")),
        add(story, submission_id, premium_minor=512_300, subjectivities=("Signed application",)),
    ]
    made = story.do(story.bob, make_proposal, submission_id=submission_id, quote_ids=ids)
    row, words = words_of(story, made)
    assert (row.document_type, row.title) == ("proposal", "Proposal")
    for expected in ("$4,800.00", "$5,123.00", "Quarterly", "Signed application", "proposal"):
        assert expected in words
    assert not re.search(r"commission|override|split", words, re.IGNORECASE)


def test_a_proposal_is_made_of_quotes_that_stand_of_this_submission_alone(story):
    submission_id = story.reviewed()
    quote_id = add(story, submission_id)
    other = add(story, story.reviewed())
    for wrong in ((), (other,), (quote_id, 9_999_999)):
        with pytest.raises(NotFound):
            story.do(story.bob, make_proposal, submission_id=submission_id, quote_ids=wrong)
    with pytest.raises(NotPermitted):
        story.do(story.uma, make_proposal, submission_id=submission_id, quote_ids=(quote_id,))
    with pytest.raises(NotFound):
        story.do(story.mallory, make_proposal, submission_id=submission_id, quote_ids=(quote_id,))
    with pytest.raises(DeedNotAllowedNow):
        story.do(story.bob, make_proposal, submission_id=story.reviewed(), quote_ids=(quote_id,))


def test_bob_binds_with_the_plan_he_chose(story):
    story.authorize(story.bob)
    submission_id = story.reviewed()
    quote_id = add(story, submission_id, payment_plans=("full", "monthly"))
    with pytest.raises(InvalidInput):
        story.do(story.bob, services.accept_quote, quote_id=quote_id, payment_plan="quarterly")
    story.do(story.bob, services.accept_quote, quote_id=quote_id)
    story.do(story.bob, services.accept_quote, quote_id=quote_id, payment_plan="monthly")
    assert story.do(story.bob, services.bind_quote, quote_id=quote_id).is_bound
    with story.work(story.alice, read_only=True) as work:
        policy = work.session.exec(select(Policy)).one()
    assert policy.payment_plan == "Monthly, 20% down"


def told(story, event):
    with story.work(system_actor("stories"), read_only=True) as work:
        found = work.session.exec(select(OutboxMessage)).all()
    return [one for one in found if one.payload.get("event") == event]


def test_a_quote_near_its_end_is_told_of_once(story):
    submission_id = story.reviewed()
    add(story, submission_id, expires_on=story.now.date() + timedelta(days=3))
    add(story, submission_id, expires_on=story.now.date() + timedelta(days=4))
    before = len(told(story, "submission.quote_expiring"))
    assert warn_of_expiry(story.now) == 1
    assert warn_of_expiry(story.now) == 0
    assert len(told(story, "submission.quote_expiring")) == before + 1


def test_what_waits_for_alice_stands_in_her_list_and_leaves_it_when_decided(story):
    story.authorize(story.bob, premium_ceiling_minor=1)
    before = story.see(story.alice, waiting_referrals)
    submission_id, quote_id = story.accepted()
    story.do(story.bob, services.refer_quote, quote_id=quote_id, note_words="A good account")
    page = story.see(story.alice, referral_queue)
    assert page.total == before + 1
    row = next(one for one in page.rows if one.href == f"/submissions/{submission_id}")
    assert "authority" in row.reason
    assert row.asked.startswith("Bob")
    with pytest.raises(NotPermitted):
        story.see(story.bob, referral_queue)
    story.do(story.alice, services.approve_referral, referral_id=row.id)
    assert story.see(story.alice, waiting_referrals) == before
