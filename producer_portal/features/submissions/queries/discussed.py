"""A submission as something people talk about (MSG-1)."""

from producer_portal.features.messaging.queries.subjects import Subject, SubjectKind, register
from producer_portal.features.submissions.tables import Submission
from producer_portal.foundation.permissions import Permission
from producer_portal.foundation.scope import owner_of
from producer_portal.foundation.unit_of_work import UnitOfWork, get_or_not_found


def _find(work: UnitOfWork, submission_id: int) -> Subject:
    work.actor.require(Permission.SUBMISSIONS_READ)
    row = get_or_not_found(work, Submission, submission_id, what="submission")
    return Subject(
        kind="submission",
        id=submission_id,
        label=" ".join(part for part in (row.reference or "Draft", row.insured_name) if part),
        link=f"/submissions/{submission_id}",
        owner=owner_of(row),
        keeper_user_id=row.assigned_to_user_id,
        keeper_name=row.assigned_to_name,
    )


TALKED_ABOUT = SubjectKind(
    kind="submission",
    route_id="submission_id",
    reads=Permission.SUBMISSIONS_READ,
    on_call=Permission.SUBMISSIONS_UNDERWRITE,
    find=_find,
)
register(TALKED_ABOUT)
