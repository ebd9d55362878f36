"""The lists a person keeps for themselves (SUB-9)."""

from urllib.parse import urlencode

from sqlmodel import col, select

from producer_portal.features.submissions.queries.views import ViewTab
from producer_portal.features.submissions.tables import SavedView
from producer_portal.foundation.unit_of_work import UnitOfWork

MOST_SAVED_VIEWS = 12


def saved_tabs(work: UnitOfWork) -> list[ViewTab]:
    """One's own saved views by name; `query` is what stands in the address bar."""
    found = work.session.exec(
        select(SavedView).order_by(col(SavedView.name)).limit(MOST_SAVED_VIEWS)
    ).all()
    return [
        ViewTab(
            key=f"saved-{one.id}",
            words=one.name,
            count=0,
            is_own=True,
            saved_id=one.id or 0,
            query=urlencode(one.choices),
        )
        for one in found
    ]
