"""What can be started, for whom, and how many things wait for a person."""

from sqlalchemy import func
from sqlmodel import select

from producer_portal.features.agencies import queries as agencies
from producer_portal.features.submissions.queries.forms import forms_in_use
from producer_portal.features.submissions.queries.table import is_mine
from producer_portal.features.submissions.queries.views import LineView, OptionView, StartView
from producer_portal.features.submissions.tables import Submission
from producer_portal.foundation.permissions import Book, Permission
from producer_portal.foundation.unit_of_work import UnitOfWork


def lines_of_business(work: UnitOfWork) -> StartView:
    """The lines that can be started, and for staff the producers they may start one for."""
    work.actor.require(Permission.SUBMISSIONS_SUBMIT)
    lines = [
        LineView(form.code, form.name, form.segment, _effort_words(len(form.sections)))
        for form in sorted(
            (found.form for found in forms_in_use(work).values()), key=lambda form: form.name
        )
    ]
    may_choose = work.actor.book is Book.AGENCY and work.actor.may(Permission.PRODUCERS_READ)
    producers = (
        [
            OptionView(str(one.producer_id), one.name)
            for one in agencies.producers(work)
            if one.is_active
        ]
        if may_choose
        else []
    )
    return StartView(lines, producers)


def _effort_words(sections: int) -> str:
    return f"{sections} short pages, saved as you type"


def needs_me_count(work: UnitOfWork) -> int:
    """How many submissions wait for this person: the count in the navigation."""
    work.actor.require(Permission.SUBMISSIONS_READ)
    counted = select(func.count()).select_from(Submission).where(is_mine(work))
    return int(work.session.exec(counted).one())
