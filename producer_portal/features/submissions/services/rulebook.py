"""Drafting and publishing rules: one draft a kind, and versions that stay as they were published."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import func
from sqlmodel import col, select

from producer_portal.features.submissions.queries.rulebook import published_rules
from producer_portal.features.submissions.rules.choosing import MOST_RULES, RuleKind, RulesChanged
from producer_portal.features.submissions.tables import RuleVersion
from producer_portal.foundation import audit
from producer_portal.foundation.permissions import Permission
from producer_portal.foundation.unit_of_work import UnitOfWork
from producer_portal.values.errors import InvalidInput, NotFound, RuleViolation

_NOTE_LENGTH = 500


class NothingDrafted(RuleViolation):
    """There is no draft to publish or to drop."""

    def __init__(self) -> None:
        super().__init__("Nothing was changed since the last version. Change a rule first.")


class TooManyRules(RuleViolation):
    """More rules than anybody could follow."""

    def __init__(self) -> None:
        super().__init__(f"Keep {MOST_RULES} rules or fewer. Remove some first.")


def draft_in_hand(work: UnitOfWork, kind: RuleKind, edit: int) -> RuleVersion:
    """The draft, locked; made from what is published when there is none.

    Raises RulesChanged when `edit` is not the count that its editor saw.
    """
    row = _draft(work, kind)
    if row is None:
        if edit:
            raise RulesChanged
        base = published_rules(work, kind=kind)
        last = work.session.exec(
            select(func.max(RuleVersion.number)).where(RuleVersion.kind == kind.value)
        ).one()
        row = RuleVersion(
            tenant_id=work.tenant_id,
            kind=kind.value,
            number=(last or 0) + 1,
            content=dict(base.content),
            edit=0,
            changed_at=work.now,
        )
        work.session.add(row)
    elif row.edit != edit:
        raise RulesChanged
    return row


def _draft(work: UnitOfWork, kind: RuleKind) -> RuleVersion | None:
    return work.session.exec(
        select(RuleVersion)
        .where(RuleVersion.kind == kind.value, col(RuleVersion.published_at).is_(None))
        .with_for_update()
    ).one_or_none()


def keep_draft(work: UnitOfWork, row: RuleVersion, content: Mapping[str, Any], what: str) -> None:
    """Write the draft anew and say in the trail what changed."""
    row.content = dict(content)
    row.edit += 1
    row.changed_at, row.changed_by_name = work.now, work.actor.name
    work.session.flush()
    audit.record(
        work,
        f"{row.kind}_rules.changed",
        subject=("rule_version", row.id or 0),
        after={"number": row.number, "rules": len(row.content.get("rules", []))},
        note=what,
    )
    work.changed(f"rules:{row.kind}")


def put_rule(
    work: UnitOfWork, *, kind: RuleKind, rule: Mapping[str, Any], edit: int, what: str
) -> str:
    """Put a rule in the place of the one with its key, or at the end under a key of its own; the key."""
    row = draft_in_hand(work, kind, edit)
    rules = [dict(one) for one in row.content.get("rules", [])]
    last = int(row.content.get("last_key", 0))
    key = str(rule["key"])
    if key:
        places = [place for place, one in enumerate(rules) if one["key"] == key]
        if not places:
            raise NotFound("rule")
        rules[places[0]] = dict(rule)
    else:
        if len(rules) >= MOST_RULES:
            raise TooManyRules
        last += 1
        key = f"r{last}"
        rules.append({**rule, "key": key})
    keep_draft(work, row, {**row.content, "rules": rules, "last_key": last}, what)
    return key


def move_rule(work: UnitOfWork, *, kind: RuleKind, key: str, by: int, edit: int) -> None:
    """Put a rule of the draft one place earlier (-1) or later (1). Needs SETTINGS_MANAGE.

    Raises RulesChanged, and NotFound for a rule that is not there.
    """
    work.actor.require(Permission.SETTINGS_MANAGE)
    row = draft_in_hand(work, kind, edit)
    rules = list(row.content.get("rules", []))
    place = _place(rules, key)
    other = place + (1 if by > 0 else -1)
    if 0 <= other < len(rules):
        rules[place], rules[other] = rules[other], rules[place]
    keep_draft(work, row, {**row.content, "rules": rules}, f"moved {key}")


def remove_rule(work: UnitOfWork, *, kind: RuleKind, key: str, edit: int) -> None:
    """Take a rule off the draft. Needs SETTINGS_MANAGE. Raises RulesChanged, NotFound."""
    work.actor.require(Permission.SETTINGS_MANAGE)
    row = draft_in_hand(work, kind, edit)
    rules = list(row.content.get("rules", []))
    del rules[_place(rules, key)]
    keep_draft(work, row, {**row.content, "rules": rules}, f"removed {key}")


def _place(rules: list[Any], key: str) -> int:
    for place, one in enumerate(rules):
        if one["key"] == key:
            return place
    raise NotFound("rule")


def publish_rules(work: UnitOfWork, *, kind: RuleKind, edit: int, note: str = "") -> int:
    """Put the draft in force as the next version; returns its number. Needs SETTINGS_MANAGE.

    What was published before stays as it was. Raises NothingDrafted, RulesChanged, InvalidInput.
    """
    work.actor.require(Permission.SETTINGS_MANAGE)
    words = " ".join(note.split())
    if len(words) > _NOTE_LENGTH:
        raise InvalidInput({"note": f"Keep it to {_NOTE_LENGTH} characters"})
    row = _draft(work, kind)
    if row is None:
        raise NothingDrafted
    if row.edit != edit:
        raise RulesChanged
    row.published_at = row.changed_at = work.now
    row.changed_by_name, row.note = work.actor.name, words
    audit.record(
        work,
        f"{kind.value}_rules.published",
        subject=("rule_version", row.id or 0),
        after={"number": row.number, "rules": len(row.content.get("rules", []))},
        note=words,
    )
    work.changed(f"rules:{kind.value}")
    return row.number


def discard_rules(work: UnitOfWork, *, kind: RuleKind, edit: int) -> None:
    """Drop the draft; what is published stays in force. Needs SETTINGS_MANAGE.

    Raises NothingDrafted, RulesChanged.
    """
    work.actor.require(Permission.SETTINGS_MANAGE)
    row = _draft(work, kind)
    if row is None:
        raise NothingDrafted
    if row.edit != edit:
        raise RulesChanged
    number, key = row.number, row.id or 0
    work.session.delete(row)
    audit.record(
        work,
        f"{kind.value}_rules.discarded",
        subject=("rule_version", key),
        before={"number": number},
    )
    work.changed(f"rules:{kind.value}")
