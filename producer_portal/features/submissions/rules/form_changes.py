"""What one version of a form asks other than another, in words (SUB-1)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from producer_portal.features.submissions.rules.form_conditions import condition_words
from producer_portal.features.submissions.rules.form_typed import (
    CHECK_NAMES,
    day_bound_words,
    number_bound_words,
)
from producer_portal.values.forms import (
    AttachmentRequest,
    AttachmentStage,
    Choice,
    Form,
    Question,
    Section,
)

ADDED, REMOVED, CHANGED = "Added", "Removed", "Changed"


@dataclass(frozen=True, slots=True)
class FormChange:
    """One difference: what happened, where, to what, and how it is now."""

    deed: str
    place: str
    what: str
    words: str


def form_changes(before: Form, after: Form) -> tuple[FormChange, ...]:
    """Every difference a person would notice, in the order of the newer form."""
    return tuple(_changes(before, after))


def _changes(before: Form, after: Form) -> Iterator[FormChange]:
    for section in after.sections:
        old = before.section(section.key)
        if old is None:
            yield FormChange(ADDED, section.title, "The page", _shown_words(after, section))
            for question in section.questions:
                yield _added(after, section, question)
            continue
        words = _section_words(before, after, old, section)
        if words:
            yield FormChange(CHANGED, section.title, "The page", words)
        yield from _question_changes(before, after, old, section)
    for old in before.sections:
        if after.section(old.key) is None:
            asked = ", ".join(question.label for question in old.questions)
            yield FormChange(REMOVED, old.title, "The page", f"With {asked}")
    yield from _document_changes(before, after)


def _question_changes(
    before: Form, after: Form, old: Section, new: Section
) -> Iterator[FormChange]:
    known = {question.key: question for question in old.questions}
    for question in new.questions:
        if question.key not in known:
            yield _added(after, new, question)
            continue
        words = _joined(_question_words(before, after, known[question.key], question))
        if words:
            yield FormChange(CHANGED, new.title, question.label, words)
    kept = {question.key for question in new.questions}
    for question in old.questions:
        if question.key not in kept:
            yield FormChange(REMOVED, new.title, question.label, "")
    orders = [
        [question.key for question in one.questions if question.key in known.keys() & kept]
        for one in (old, new)
    ]
    if orders[0] != orders[1]:
        labels = ", ".join(question.label for question in new.questions)
        yield FormChange(CHANGED, new.title, "The order", labels)


def _added(form: Form, section: Section, question: Question) -> FormChange:
    parts = [_need_words(form, question)]
    if question.visible_if is not None:
        parts.append(f"asked when {condition_words(form, question.visible_if)}")
    if question.is_sensitive:
        parts.append("kept sealed")
    return FormChange(ADDED, section.title, question.label, _joined(parts))


def _shown_words(form: Form, section: Section) -> str:
    if section.visible_if is None:
        return ""
    return _joined([f"asked when {condition_words(form, section.visible_if)}"])


def _section_words(before: Form, after: Form, old: Section, new: Section) -> str:
    parts = []
    if old.title != new.title:
        parts.append(f"its title was “{old.title}”")
    if old.visible_if != new.visible_if:
        told = condition_words(after, new.visible_if)
        parts.append(f"asked when {told}" if told else "always asked")
    if new.repeat is not None and old.repeat is not None and old.repeat != new.repeat:
        repeat = new.repeat
        many = f"from {repeat.minimum} to {repeat.maximum} {repeat.plural}"
        parts.append(f"{many}, each a “{repeat.item_label}”")
    return _joined(parts)


def _question_words(before: Form, after: Form, old: Question, new: Question) -> Iterator[str]:
    if old.label != new.label:
        yield f"it was “{old.label}”"
    if old.name != new.name:
        yield f"messages call it “{new.name}”" if new.name else "messages call it by its question"
    if old.hint != new.hint:
        yield f"its hint is “{new.hint}”" if new.hint else "no hint"
    if (old.is_required, old.required_if) != (new.is_required, new.required_if):
        yield _need_words(after, new)
    if old.visible_if != new.visible_if:
        told = condition_words(after, new.visible_if)
        yield f"asked when {told}" if told else "always asked"
    yield from _choice_words(old.choices, new.choices)
    yield from _limit_words(old, new)
    if old.is_sensitive != new.is_sensitive:
        yield "kept sealed" if new.is_sensitive else "no longer kept sealed"
    if old.check != new.check:
        yield f"checked as {CHECK_NAMES.get(new.check, new.check)}" if new.check else "not checked"


def _need_words(form: Form, question: Question) -> str:
    if question.is_required:
        return "needed"
    told = condition_words(form, question.required_if)
    return f"needed when {told}" if told else "optional"


def _choice_words(old: Sequence[Choice], new: Sequence[Choice]) -> Iterator[str]:
    before = {choice.value: choice.label for choice in old}
    after = {choice.value: choice.label for choice in new}
    for value, label in after.items():
        if value not in before:
            yield f"new choice “{label}”"
        elif before[value] != label:
            yield f"the choice “{before[value]}” is now “{label}”"
    for value, label in before.items():
        if value not in after:
            yield f"no choice “{label}”"


def _limit_words(old: Question, new: Question) -> Iterator[str]:
    number, day = number_bound_words, day_bound_words
    limits = (
        ("at least", number(old.minimum), number(new.minimum)),
        ("at most", number(old.maximum), number(new.maximum)),
        ("fewest characters", number(old.min_length), number(new.min_length)),
        ("most characters", number(old.max_length), number(new.max_length)),
        ("first day", day(old.not_before), day(new.not_before)),
        ("last day", day(old.not_after), day(new.not_after)),
    )
    for words, was, now in limits:
        if was != now:
            yield f"{words}: {now or 'any'}"
    if (old.must_be, old.refused_message) != (new.must_be, new.refused_message):
        must = {True: "only Yes goes on", False: "only No goes on", None: "either answer goes on"}
        yield must[new.must_be]


def _document_changes(before: Form, after: Form) -> Iterator[FormChange]:
    known = {one.document_type: one for one in before.attachments}
    for request in after.attachments:
        old = known.pop(request.document_type, None)
        if old is None:
            yield FormChange(ADDED, "Documents", request.label, _document_words(after, request))
        elif old != request:
            renamed = f"it was “{old.label}”, " if old.label != request.label else ""
            words = renamed + _document_words(after, request)
            yield FormChange(CHANGED, "Documents", request.label, words[:1].upper() + words[1:])
    for request in known.values():
        yield FormChange(REMOVED, "Documents", request.label, "")


def _document_words(form: Form, request: AttachmentRequest) -> str:
    when = "before binding" if request.stage is AttachmentStage.BEFORE_BIND else "before sending"
    parts = [f"needed {when}" if request.is_required else f"optional, {when}"]
    if request.applies_if is not None:
        parts.append(f"asked for when {condition_words(form, request.applies_if)}")
    kinds = ", ".join(kind.upper() for kind in request.accepts)
    parts.append(f"{kinds}, at most {request.max_megabytes} MB")
    return _joined(parts)


def _joined(parts: Sequence[str] | Iterator[str]) -> str:
    words = "; ".join(part for part in parts if part)
    return words[:1].upper() + words[1:]
