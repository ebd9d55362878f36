"""A proposal for the client: up to five quotes side by side on paper, and warnings before they expire (SUB-13)."""

from collections.abc import Sequence

from producer_portal.features.documents import services as documents
from producer_portal.features.submissions.pdf import proposal_pdf
from producer_portal.features.submissions.queries.prints import proposal_print
from producer_portal.features.submissions.queries.quotes import LIVE, MOST_COMPARED, quotes_of
from producer_portal.features.submissions.rules.refusals import DeedNotAllowedNow
from producer_portal.features.submissions.rules.workflow import QuoteStatus, SubmissionStatus
from producer_portal.features.submissions.services.deeds import (
    belonging_to,
    finish,
    locked,
    note,
    producer_side,
    tell,
)
from producer_portal.features.submissions.services.quoting import quote_in_hand
from producer_portal.foundation import audit
from producer_portal.foundation.permissions import Permission
from producer_portal.foundation.unit_of_work import UnitOfWork
from producer_portal.values.errors import NotFound
from producer_portal.values.period import day_words


def make_proposal(work: UnitOfWork, *, submission_id: int, quote_ids: Sequence[int]) -> int:
    """Print the named quotes side by side for the client; returns the document's id.

    It says premiums, taxes and fees, never what anybody earns (DOC-5). Needs SUBMISSIONS_SUBMIT.
    Raises NotFound for a quote of another submission, DeedNotAllowedNow before there is a quote.
    """
    work.actor.require(Permission.SUBMISSIONS_SUBMIT)
    opened = locked(work, submission_id)
    if opened.row.status != SubmissionStatus.QUOTED:
        raise DeedNotAllowedNow("There is no quote to propose yet.")
    live = {one.id: one for one in quotes_of(work, submission_id) if one.status in LIVE}
    wanted = list(dict.fromkeys(quote_ids))[:MOST_COMPARED]
    if not wanted or any(key not in live for key in wanted):
        raise NotFound("quote")
    printed = proposal_print(work, opened, [live[key] for key in wanted])
    made = documents.add_made_document(
        work,
        subject=("submission", opened.id),
        owner=belonging_to(opened.row),
        document_type="proposal",
        title="Proposal",
        filename=f"{opened.row.reference} proposal {work.today.isoformat()}.pdf",
        content=proposal_pdf(printed),
    )
    note(work, opened.row, "proposal.made", f"made a proposal of {len(wanted)} quotes")
    finish(work, opened.row)
    audit.record(
        work,
        "proposal.made",
        subject=("submission", opened.id),
        after={"quotes": wanted, "document": made.id},
        agency_id=opened.row.agency_id,
    )
    return made.id


def tell_expiring(work: UnitOfWork, *, quote_id: int) -> None:
    """Tell the producer once that a quote is about to expire. Needs SUBMISSIONS_ASSIGN, as the job has."""
    work.actor.require(Permission.SUBMISSIONS_ASSIGN)
    quote, opened = quote_in_hand(work, quote_id)
    is_open = quote.status in {QuoteStatus.OPEN, QuoteStatus.ACCEPTED}
    if not is_open or quote.expiry_told_on == quote.expires_on:
        return
    words = {"carrier": quote.carrier_name, "expires": day_words(quote.expires_on)}
    quote.expiry_told_on = quote.expires_on
    audit.record(
        work,
        "quote.expiry_told",
        subject=("submission", opened.id),
        after={"quote": quote_id, "expires_on": quote.expires_on.isoformat()},
        agency_id=opened.row.agency_id,
    )
    tell(
        work,
        opened.row,
        "submission.quote_expiring",
        producer_side(work, opened.row),
        words=words,
        key=f"submission.quote_expiring:{quote_id}:{quote.expires_on.isoformat()}",
    )
