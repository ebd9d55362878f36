"""The rules of an agency: what is published, what is drafted, what was published before."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import Select, bindparam
from sqlalchemy import select as core_select
from sqlmodel import col, select

from producer_portal.features.submissions.rules.choosing import RuleKind
from producer_portal.features.submissions.tables import RuleVersion
from producer_portal.foundation.exchange import Answer
from producer_portal.foundation.scope import ask
from producer_portal.foundation.unit_of_work import UnitOfWork
from producer_portal.foundation.words import moment_words

MOST_VERSIONS = 50


@dataclass(frozen=True, slots=True)
class PublishedRules:
    """The rules in force: number 0 and nothing in them while none were published."""

    number: int
    content: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class VersionView:
    """One version of rules, in words."""

    number: int
    words: str
    note: str
    count_words: str


@dataclass(frozen=True, slots=True)
class DraftHead:
    """Whether a draft is open, and what its editor has to name to change it."""

    is_open: bool
    edit: int
    words: str


def published_rules(work: UnitOfWork, *, kind: RuleKind) -> PublishedRules:
    """The rules of this kind that are in force for the actor's agency group."""
    return ask_published_rules(work, kind=kind)()


def ask_published_rules(work: UnitOfWork, *, kind: RuleKind) -> Answer[PublishedRules]:
    """As `published_rules`, in one turn with what is asked beside it."""
    asked = ask(work.session, _published_statement(), {"kind": kind.value})

    def rules() -> PublishedRules:
        found = asked().first()
        return PublishedRules(0, {}) if found is None else PublishedRules(found[0], found[1])

    return Answer(rules)


@cache
def _published_statement() -> Select[int, dict[str, Any]]:
    """Asked at every sending and every bind, so it is made once."""
    return (
        core_select(col(RuleVersion.number), col(RuleVersion.content))
        .where(
            col(RuleVersion.kind) == bindparam("kind"), col(RuleVersion.published_at).is_not(None)
        )
        .order_by(col(RuleVersion.number).desc())
        .limit(1)
    )


def rules_in_hand(work: UnitOfWork, *, kind: RuleKind) -> tuple[Mapping[str, Any], DraftHead]:
    """What an editor shows: the draft, or what is published while there is none."""
    row = work.session.exec(
        select(RuleVersion).where(
            RuleVersion.kind == kind.value, col(RuleVersion.published_at).is_(None)
        )
    ).one_or_none()
    if row is None:
        found = published_rules(work, kind=kind)
        words = (
            f"Version {found.number} is in force." if found.number else "Nothing is published yet."
        )
        return found.content, DraftHead(is_open=False, edit=0, words=words)
    at = moment_words(work, row.changed_at)
    words = f"Draft of version {row.number}, changed by {row.changed_by_name}, {at}."
    return row.content, DraftHead(is_open=True, edit=row.edit, words=words)


def rule_versions(work: UnitOfWork, *, kind: RuleKind) -> list[VersionView]:
    """What was published, newest first."""
    rows = work.session.exec(
        select(RuleVersion)
        .where(RuleVersion.kind == kind.value, col(RuleVersion.published_at).is_not(None))
        .order_by(col(RuleVersion.number).desc())
        .limit(MOST_VERSIONS)
    ).all()
    return [
        VersionView(
            row.number,
            f"{row.changed_by_name}, {moment_words(work, row.published_at)}"
            if row.published_at
            else "",
            row.note,
            _counted(len(row.content.get("rules", []))),
        )
        for row in rows
    ]


def _counted(count: int) -> str:
    return "1 rule" if count == 1 else f"{count} rules"
