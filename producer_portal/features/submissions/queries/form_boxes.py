"""What stands in the boxes of the editor of forms (SUB-1)."""

from producer_portal.features.submissions.queries.editor_views import (
    ConditionBox,
    DocumentBoxes,
    PageBoxes,
    QuestionBoxes,
    RowView,
)
from producer_portal.features.submissions.queries.form_desk import draft_or_in_use
from producer_portal.features.submissions.queries.views import OptionView
from producer_portal.features.submissions.rules.form_conditions import (
    ConditionRow,
    Rows,
    askable,
    operators_of,
    rows_of,
    values_of,
)
from producer_portal.features.submissions.rules.form_typed import (
    KIND_NAMES,
    MOST_MEGABYTES,
    day_bound_words,
    number_bound_words,
)
from producer_portal.foundation.permissions import Permission
from producer_portal.foundation.unit_of_work import UnitOfWork
from producer_portal.values.errors import NotFound
from producer_portal.values.forms import (
    AttachmentStage,
    Condition,
    Form,
    Kind,
    Question,
)


def questions_to_ask_about(
    work: UnitOfWork, *, line_code: str, section_key: str = "", key: str = ""
) -> list[OptionView]:
    """The questions that a condition of this question may ask about. Needs SETTINGS_MANAGE."""
    work.actor.require(Permission.SETTINGS_MANAGE)
    form, _, _ = draft_or_in_use(work, line_code=line_code)
    titles = {section.key: section.title for section in form.sections}
    return [
        OptionView(name, f"{titles[name.partition('.')[0]]}: {question.label}")
        for name, question in askable(form, form.section(section_key), key)
    ]


def row_to_fill(work: UnitOfWork, *, line_code: str, number: int, row: ConditionRow) -> RowView:
    """A row of a condition with what can be chosen in it. Needs SETTINGS_MANAGE."""
    work.actor.require(Permission.SETTINGS_MANAGE)
    form, _, _ = draft_or_in_use(work, line_code=line_code)
    return _row_view(form, number, row)


def _row_view(form: Form, number: int, row: ConditionRow) -> RowView:
    section_key, _, key = row.asked.partition(".")
    question = form.question(section_key, key)
    nothing: list[OptionView] = []
    if question is None:
        return RowView(number, "", "", "", nothing, nothing, False, [])
    operators = [OptionView(one.value, words) for one, words in operators_of(question)]
    operator = row.operator if row.operator in {one.value for one in operators} else operators[0].value  # fmt: skip
    offered = [OptionView(value, label) for value, label in values_of(question)]
    return RowView(
        number=number,
        asked=row.asked,
        operator=operator,
        typed=row.value,
        operators=operators,
        offered=offered,
        is_many=bool(offered) and question.kind in {Kind.SELECT, Kind.STATE},
        picked=[one for one in row.value.split(",") if one],
    )


def _condition_box(form: Form, condition: Condition | None) -> ConditionBox:
    return _box(form, rows_of(form, condition))


def _box(form: Form, rows: Rows) -> ConditionBox:
    shown = [_row_view(form, place, row) for place, row in enumerate(rows.rows)]
    return ConditionBox(rows.joined, shown, rows.kept)


def question_boxes(
    work: UnitOfWork, *, line_code: str, section_key: str, key: str = ""
) -> QuestionBoxes:
    """A question in the boxes of its editor; empty boxes for a new one. Needs SETTINGS_MANAGE."""
    work.actor.require(Permission.SETTINGS_MANAGE)
    form, _, _ = draft_or_in_use(work, line_code=line_code)
    question = form.question(section_key, key) if key else Question("", "", Kind.TEXT)
    if question is None:
        raise NotFound("question")
    need = "needed" if question.is_required else "optional"
    return QuestionBoxes(
        key=question.key,
        label=question.label,
        name=question.name,
        hint=question.hint,
        kind=question.kind.value,
        kind_words=KIND_NAMES[question.kind],
        need="needed_if" if question.required_if is not None else need,
        is_sensitive=question.is_sensitive,
        check=question.check,
        minimum=number_bound_words(question.minimum),
        maximum=number_bound_words(question.maximum),
        min_length=number_bound_words(question.min_length),
        max_length=number_bound_words(question.max_length),
        not_before=day_bound_words(question.not_before),
        not_after=day_bound_words(question.not_after),
        must_be={True: "yes", False: "no", None: ""}[question.must_be],
        refused_message=question.refused_message,
        choices=[OptionView(one.value, one.label) for one in question.choices]
        if question.kind in {Kind.SELECT, Kind.MULTISELECT}
        else [],
        shown=_condition_box(form, question.visible_if),
        needed=_condition_box(form, question.required_if),
    )


def page_boxes(work: UnitOfWork, *, line_code: str, section_key: str) -> PageBoxes:
    """A page of the form in the boxes of its editor. Needs SETTINGS_MANAGE; NotFound."""
    work.actor.require(Permission.SETTINGS_MANAGE)
    form, _, _ = draft_or_in_use(work, line_code=line_code)
    section = form.section(section_key)
    if section is None:
        raise NotFound("page")
    repeat = section.repeat
    return PageBoxes(
        title=section.title,
        is_repeating=repeat is not None,
        least=str(repeat.minimum) if repeat else "",
        most=str(repeat.maximum) if repeat else "",
        item_label=repeat.item_label if repeat else "",
        plural=repeat.plural if repeat else "",
        shown=_condition_box(form, section.visible_if),
    )


def document_boxes(work: UnitOfWork, *, line_code: str, document_type: str = "") -> DocumentBoxes:
    """A document in the boxes of its editor; empty boxes for a new one. Needs SETTINGS_MANAGE."""
    work.actor.require(Permission.SETTINGS_MANAGE)
    form, _, _ = draft_or_in_use(work, line_code=line_code)
    if not document_type:
        stage, nothing = AttachmentStage.SUBMISSION.value, _box(form, Rows())
        return DocumentBoxes("", "", "needed", stage, str(MOST_MEGABYTES), ["pdf", "jpg", "png"], nothing)  # fmt: skip
    for one in form.attachments:
        if one.document_type == document_type:
            return DocumentBoxes(
                one.document_type,
                one.label,
                "needed" if one.is_required else "optional",
                one.stage.value,
                str(one.max_megabytes),
                list(one.accepts),
                _condition_box(form, one.applies_if),
            )
    raise NotFound("document")
