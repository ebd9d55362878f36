"""What is past its date, or soon will be, and nobody has been told yet."""

from datetime import date, datetime

from sqlmodel import and_, col, or_, select

from producer_portal.features.submissions.rules.workflow import QuoteStatus, SubmissionStatus
from producer_portal.features.submissions.tables import Quote, Submission
from producer_portal.foundation.unit_of_work import UnitOfWork

_LATE = (SubmissionStatus.PENDING, SubmissionStatus.IN_REVIEW)


def overdue_submissions(
    work: UnitOfWork, *, before: date, at: datetime, most: int = 200
) -> list[tuple[int, int]]:
    """Ids with their tenants, oldest target first."""
    found = work.session.exec(
        select(Submission.id, Submission.tenant_id)
        .where(
            col(Submission.status).in_(_LATE),
            or_(
                col(Submission.target_response_at) < at,
                and_(
                    col(Submission.target_response_at).is_(None),
                    col(Submission.target_response_on) < before,
                ),
            ),
            or_(
                col(Submission.overdue_told_on).is_(None),
                col(Submission.overdue_told_on) != col(Submission.target_response_on),
            ),
        )
        .order_by(col(Submission.target_response_on), col(Submission.id))
        .limit(most)
    ).all()
    return [(submission_id or 0, tenant_id) for submission_id, tenant_id in found]


def expiring_quotes(
    work: UnitOfWork, *, from_on: date, until_on: date, most: int = 200
) -> list[tuple[int, int]]:
    """Ids of open quotes with their tenants, whose last day lies in these days and is not told yet."""
    found = work.session.exec(
        select(Quote.id, Quote.tenant_id)
        .join(Submission, col(Submission.id) == col(Quote.submission_id))
        .where(
            col(Quote.status).in_((QuoteStatus.OPEN, QuoteStatus.ACCEPTED)),
            col(Quote.expires_on).between(from_on, until_on),
            col(Submission.status) == SubmissionStatus.QUOTED,
            or_(
                col(Quote.expiry_told_on).is_(None),
                col(Quote.expiry_told_on) != col(Quote.expires_on),
            ),
        )
        .order_by(col(Quote.expires_on), col(Quote.id))
        .limit(most)
    ).all()
    return [(quote_id or 0, tenant_id) for quote_id, tenant_id in found]
