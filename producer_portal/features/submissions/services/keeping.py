"""What people keep for themselves (saved views), and what they may bind alone (RBAC-5)."""

from collections.abc import Collection, Mapping

from sqlmodel import func, select

from producer_portal.access.reach import refuse_out_of_reach
from producer_portal.access.tables import User
from producer_portal.features.submissions.catalog import FORMS, STATES
from producer_portal.features.submissions.queries.saved import MOST_SAVED_VIEWS
from producer_portal.features.submissions.rules.authority import EVERYTHING
from producer_portal.features.submissions.tables import BindingAuthority, SavedView
from producer_portal.foundation import audit
from producer_portal.foundation.permissions import Permission
from producer_portal.foundation.unit_of_work import UnitOfWork, get_or_not_found
from producer_portal.values.errors import InvalidInput, RuleViolation

_NAME_LENGTH = 60
_CHOICE_LENGTH = 200
KEPT_CHOICES = frozenset({"view", "search", "statuses", "sort", "descending", "stage"})


class TooManySavedViews(RuleViolation):
    """More would not fit beside each other."""


class AuthorityOfOneself(RuleViolation):
    """Authority is given by somebody else, as every right is (RBAC-2)."""

    def __init__(self) -> None:
        super().__init__("You cannot set your own authority. Ask another administrator.")


def save_view(work: UnitOfWork, *, name: str, choices: Mapping[str, str]) -> int:
    """Keep the list's choices under a name, replacing one of the same name; returns its id (SUB-9).

    Needs SUBMISSIONS_READ. Raises InvalidInput, and TooManySavedViews.
    """
    work.actor.require(Permission.SUBMISSIONS_READ)
    assert work.actor.user_id is not None, "people keep views, jobs do not"
    named = " ".join(name.split())
    if not 0 < len(named) <= _NAME_LENGTH:
        raise InvalidInput({"name": f"Enter a name of at most {_NAME_LENGTH} characters"})
    kept = {
        key: value[:_CHOICE_LENGTH]
        for key, value in choices.items()
        if key in KEPT_CHOICES and value
    }
    row = work.session.exec(
        select(SavedView).where(SavedView.user_id == work.actor.user_id, SavedView.name == named)
    ).one_or_none()
    if row is None:
        held = select(func.count()).select_from(SavedView)
        if int(work.session.exec(held).one()) >= MOST_SAVED_VIEWS:
            raise TooManySavedViews(f"Keep {MOST_SAVED_VIEWS} views or fewer. Remove one first.")
        row = SavedView(tenant_id=work.tenant_id, user_id=work.actor.user_id, name=named)
        work.session.add(row)
    row.choices = kept
    work.session.flush()  # the trail names the view by its id
    audit.record(work, "view.saved", subject=("saved_view", row.id or 0), after={"name": named})
    return row.id or 0


def remove_view(work: UnitOfWork, *, saved_id: int) -> None:
    """Forget one of one's own saved views. Needs SUBMISSIONS_READ; NotFound when it is not one's own."""
    work.actor.require(Permission.SUBMISSIONS_READ)
    row = get_or_not_found(work, SavedView, saved_id, what="view")
    work.session.delete(row)
    audit.record(work, "view.removed", subject=("saved_view", saved_id), before={"name": row.name})


def set_authority(
    work: UnitOfWork,
    *,
    user_id: int,
    lines: Collection[str],
    states: Collection[str],
    premium_ceiling_minor: int | None,
    limit_ceiling_minor: int | None,
) -> None:
    """Say what a person may bind without asking; "*" means all, None no ceiling (RBAC-5).

    Amounts in cents. Needs USERS_MANAGE. Raises InvalidInput, and NotFound for the person.
    """
    work.actor.require(Permission.USERS_MANAGE)
    if user_id == work.actor.user_id:
        raise AuthorityOfOneself
    person = get_or_not_found(work, User, user_id, what="person")
    refuse_out_of_reach(work, user_id=user_id, what="person")
    _refuse_unknown(lines, states, premium_ceiling_minor, limit_ceiling_minor)
    row = work.session.exec(
        select(BindingAuthority).where(BindingAuthority.user_id == user_id).with_for_update()
    ).one_or_none()
    before = None if row is None else _facts(row)
    if row is None:
        row = BindingAuthority(tenant_id=person.tenant_id, user_id=user_id)
        work.session.add(row)
    row.lines, row.states = sorted(set(lines)), sorted(set(states))
    row.premium_ceiling_minor = premium_ceiling_minor
    row.limit_ceiling_minor = limit_ceiling_minor
    audit.record(work, "authority.set", subject=("user", user_id), before=before, after=_facts(row))


def _refuse_unknown(
    lines: Collection[str], states: Collection[str], premium: int | None, limit: int | None
) -> None:
    found: dict[str, str] = {}
    if set(lines) - set(FORMS) - {EVERYTHING}:
        found["lines"] = "Choose from the listed lines of business"
    if set(states) - {choice.value for choice in STATES} - {EVERYTHING}:
        found["states"] = "Choose from the listed states"
    for field, ceiling in (("premium_ceiling", premium), ("limit_ceiling", limit)):
        if ceiling is not None and not 0 <= ceiling <= 10**13:
            found[field] = "The ceiling must be $0 or more"
    if found:
        raise InvalidInput(found)


def _facts(row: BindingAuthority) -> dict[str, object]:
    return {
        "lines": list(row.lines),
        "states": list(row.states),
        "premium_ceiling_minor": row.premium_ceiling_minor,
        "limit_ceiling_minor": row.limit_ceiling_minor,
    }
