"""Quotes: cards, comparison, the form of an offer, a referral that waits (SUB-13, SUB-14)."""

import reflex as rx

from producer_portal.features.submissions.queries.views import (
    ChangeView,
    PlanView,
    QuoteView,
    SubjectivityView,
    TermView,
)
from producer_portal.features.submissions.rules.payment_plans import PLANS
from producer_portal.features.submissions.state.offers import OfferState, TermLine
from producer_portal.features.submissions.state.record import ComparedLine, RecordState
from producer_portal.ui.components.autosave import TickBox
from producer_portal.ui.components.facts import section
from producer_portal.ui.components.focus import error_summary
from producer_portal.ui.components.form import select_box
from producer_portal.ui.components.icon import icon
from producer_portal.ui.components.links import Tone, button, route_link
from producer_portal.ui.components.status import status_badge
from producer_portal.ui.components.typed_form import (
    TypedForm,
    select_field,
    text_field,
)

_S = OfferState
_Q = RecordState.quotes


def quotes_section() -> rx.Component:
    """The offers that stand, side by side, and the earlier ones folded away."""
    several = rx.cond(RecordState.comparison.length() > 0, _comparison())
    earlier = rx.cond(
        _Q.earlier.length() > 0,
        rx.el.details(
            rx.el.summary("Earlier quotes"),
            rx.el.div(rx.foreach(_Q.earlier, _earlier), class_name="stack"),
            class_name="earlier",
        ),
    )
    return rx.cond(
        (_Q.quotes.length() > 0) | (_Q.earlier.length() > 0),
        section(
            "Quotes",
            several,
            rx.foreach(_Q.quotes, _quote),
            earlier,
            action=rx.cond(
                _Q.can_propose,
                button(
                    "Make proposal",
                    icon_name="file-plus",
                    size="small",
                    on_click=_S.propose,
                    custom_attrs={"data-testid": "propose"},
                ),
                rx.fragment(),
            ),
        ),
    )


def _quote(quote: QuoteView) -> rx.Component:
    badge = status_badge(
        quote.status.words, quote.status.tone, quote.status.icon, is_final=quote.status.is_final
    )
    head = rx.el.div(
        rx.el.span(
            rx.el.span(quote.carrier, class_name="med"),
            rx.el.span(f"Revision {quote.revision}, {quote.made_words}", class_name="sub-line"),
            class_name="grow",
        ),
        badge,
        class_name="row",
    )
    figures = rx.el.dl(
        _figure("Premium", quote.premium),
        _figure("Taxes", quote.taxes),
        _figure("Fees", quote.fees),
        _figure("Total", quote.total),
        _figure("Open until", quote.expires, is_bad=quote.is_expired),
        class_name="quote-figures",
    )
    return rx.el.article(
        head,
        figures,
        rx.el.div(
            _terms("Limits", quote.limits),
            _terms("Deductibles", quote.deductibles),
            class_name="terms",
        ),
        rx.cond(quote.subjectivities.length() > 0, _conditions(quote)),
        _payment(quote),
        rx.cond(quote.changes.length() > 0, _changes(quote)),
        rx.cond(quote.notes != "", rx.el.p(quote.notes, class_name="t-d mut")),
        _deeds(quote),
        class_name="quote",
        key=quote.id,
        custom_attrs={"data-testid": "quote", "aria-label": f"Quote of {quote.carrier}"},
    )


def _figure(label: str, words: rx.Var, *, is_bad: rx.Var | bool = False) -> rx.Component:
    return rx.el.div(rx.el.dt(label), rx.el.dd(words, class_name=rx.cond(is_bad, "num bad", "num")))


def _terms(title: str, terms: rx.Var) -> rx.Component:
    def line(term: TermView) -> rx.Component:
        return rx.fragment(rx.el.dt(term.label), rx.el.dd(term.amount, class_name="num"))

    return rx.cond(
        terms.length() > 0,
        rx.el.div(
            rx.el.h3(title, class_name="t-h3"),
            rx.el.dl(rx.foreach(terms, line), class_name="kv amounts"),
        ),
    )


def _conditions(quote: QuoteView) -> rx.Component:
    def line(one: SubjectivityView) -> rx.Component:
        box = TickBox.create(
            is_on=one.is_met,
            label_text=one.words,
            is_disabled=~RecordState.can_mark,
            on_turn=lambda is_met: _S.mark(quote.id, one.place, is_met),
        )
        return rx.el.li(
            box,
            rx.el.span(one.words, rx.el.span(one.met_words, class_name="sub-line")),
            class_name="row",
            key=one.place,
        )

    return rx.el.div(
        rx.el.h3("Conditions", class_name="t-h3"),
        rx.el.ul(rx.foreach(quote.subjectivities, line), class_name="conditions"),
    )


def _payment(quote: QuoteView) -> rx.Component:
    """How it is paid: a choice while it may be accepted, else words."""
    can_choose = quote.can_accept | (quote.can_bind & (quote.payment_plans.length() > 1))

    def plan(one: PlanView) -> rx.Component:
        return rx.el.li(
            rx.el.span(one.name, class_name=rx.cond(one.key == quote.chosen_plan, "med", "")),
            rx.el.span(one.words, class_name="sub-line num"),
            key=one.key,
        )

    box_id = f"plan-{quote.id}"
    chooser = rx.el.div(
        rx.el.label("Paid", html_for=box_id),
        rx.el.div(
            select_box(
                rx.el.select(
                    rx.foreach(
                        quote.payment_plans,
                        lambda one: rx.el.option(one.name, value=one.key, key=one.key),
                    ),
                    id=box_id,
                    default_value=quote.chosen_plan,
                    on_change=lambda key: _S.choose_plan(quote.id, key),
                    class_name="inp",
                    key=f"{quote.id}-{quote.chosen_plan}",
                )
            ),
            class_name="in w-20",
        ),
        class_name="f plan-choice",
    )
    return rx.el.div(
        rx.el.h3("Payment", class_name="t-h3"),
        rx.el.ul(rx.foreach(quote.payment_plans, plan), class_name="plans"),
        rx.cond(can_choose & (quote.payment_plans.length() > 1), chooser),
    )


def _changes(quote: QuoteView) -> rx.Component:
    """What this revision says otherwise than the one before it."""

    def line(one: ChangeView) -> rx.Component:
        return rx.el.tr(
            rx.el.th(one.label, scope="row"),
            rx.el.td(rx.el.del_(one.before)),
            rx.el.td(rx.el.ins(one.after), class_name="med"),
            key=one.label,
        )

    return rx.el.div(
        rx.el.h3(f"Changed since revision {quote.revision - 1}", class_name="t-h3"),
        rx.el.table(
            rx.el.thead(
                rx.el.tr(
                    rx.el.th("What", scope="col"),
                    rx.el.th("Before", scope="col"),
                    rx.el.th("Now", scope="col"),
                ),
            ),
            rx.el.tbody(rx.foreach(quote.changes, line)),
            class_name="t one compare",
        ),
        custom_attrs={"data-testid": "changes"},
    )


def _deeds(quote: QuoteView) -> rx.Component:
    is_accepted = quote.status.key == "accepted"
    pdf = rx.cond(
        quote.document_id > 0,
        route_link(
            icon("file-text", size=15),
            "Quote PDF",
            href=f"/files/{quote.document_id}",
            class_name="btn o",
        ),
    )
    is_only = _Q.quotes.length() == 1
    blocked = rx.cond(
        (quote.bind_reason != "") & ~quote.can_accept,
        rx.el.span(icon("lock", size=14), quote.bind_reason, class_name="row t-1 mut"),
    )
    return rx.el.div(
        rx.cond(
            quote.can_accept,
            rx.cond(is_only, _accept(quote, "primary"), _accept(quote, "outline")),
        ),
        rx.cond(
            quote.can_bind,
            button(
                "Bind",
                tone="primary",
                icon_name="shield-check",
                on_click=_S.ask("bind", quote.id),
                custom_attrs={"data-testid": "bind"},
            ),
        ),
        rx.cond(
            is_accepted & RecordState.can_refer & (quote.open_subjectivities == 0),
            button("Refer to a principal", on_click=_S.ask("refer", quote.id)),
        ),
        rx.cond(
            _Q.quotes.length() > 2,
            TickBox.create(
                is_on=_Q.compared.contains(quote.id),
                label_text=f"Compare {quote.carrier}",
                on_turn=lambda is_on: RecordState.compare(quote.id, is_on),
            ),
        ),
        rx.cond(
            quote.can_revise, button("Revise", icon_name="pencil", on_click=_S.begin(quote.id))
        ),
        pdf,
        blocked,
        class_name="row wrap deeds",
    )


def _accept(quote: QuoteView, tone: Tone) -> rx.Component:
    return button(
        "Accept quote",
        tone=tone,
        on_click=_S.accept(quote.id),
        custom_attrs={"aria-label": f"Accept quote of {quote.carrier}"},
    )


def _earlier(quote: QuoteView) -> rx.Component:
    return rx.el.p(
        rx.el.span(f"{quote.carrier}, revision {quote.revision}", class_name="med"),
        f" {quote.total}, {quote.status.words}. ",
        rx.cond(
            quote.document_id > 0,
            route_link("Quote PDF", href=f"/files/{quote.document_id}", class_name="link"),
        ),
        class_name="t-d mut",
        key=quote.id,
    )


def _comparison() -> rx.Component:
    def line(row: ComparedLine) -> rx.Component:
        return rx.el.tr(
            rx.el.th(row.label, scope="row"),
            rx.foreach(
                row.values_shown,
                lambda words: rx.el.td(words, class_name=rx.cond(row.is_different, "med", "")),
            ),
            key=row.label,
        )

    return rx.el.div(
        rx.el.h3("Side by side", class_name="t-h3"),
        rx.el.table(
            rx.el.caption("Quotes compared; what differs is bold", class_name="vh"),
            rx.el.tbody(rx.foreach(RecordState.comparison, line)),
            class_name="t one compare",
        ),
        class_name="scroll-x",
        tab_index=0,
        role="region",
        custom_attrs={"aria-label": "Quotes side by side", "data-testid": "compare"},
    )


def referral_panel() -> rx.Component:
    """A request to bind that waits: why it was asked, and the decision for whoever decides."""
    referral = RecordState.referral
    decide = rx.cond(
        referral.can_decide,
        rx.el.div(
            button(
                "Approve and bind", tone="primary", on_click=_S.ask("approve", referral.quote_id)
            ),
            button("Do not approve", on_click=_S.ask("refuse", referral.quote_id)),
            class_name="row wrap",
            style={"marginTop": "12px"},
        ),
        rx.el.p("It waits for a principal.", class_name="mut t-d", style={"marginTop": "8px"}),
    )
    return rx.cond(
        referral.id > 0,
        rx.el.section(
            rx.el.header(rx.el.h2("A principal is asked to bind", class_name="t-h2 grow")),
            rx.el.div(
                rx.el.p(f"Asked by {referral.asked_words}", class_name="mut t-1"),
                rx.el.ul(
                    rx.foreach(referral.reasons, _reason),
                    class_name="reasons",
                ),
                rx.cond(
                    referral.note != "",
                    rx.el.p(
                        icon("message-square", size=14), referral.note, class_name="row said t-d"
                    ),
                ),
                decide,
                class_name="panel-form",
            ),
            class_name="panel",
            custom_attrs={"aria-label": "Referral", "data-testid": "referral"},
        ),
    )


def _reason(words: rx.Var) -> rx.Component:
    return rx.el.li(words)


def offer_form() -> rx.Component:
    """What a carrier offers, new or revised."""
    problems = _S.problems
    money = [
        text_field(
            name,
            f"{label}, in US dollars",
            value=value,
            problem=problems.get(name, ""),
            prefix="$",
            width="10",
            input_mode="decimal",
        )
        for name, label, value in (
            ("premium", "Annual premium", _S.form.premium),
            ("taxes", "Taxes", _S.form.taxes),
            ("fees", "Fees", _S.form.fees),
        )
    ]
    body = TypedForm.create(
        rx.fragment(error_summary(_S.summary, id_prefix="in-"), key=_S.attempts),
        select_field(
            "carrier",
            "Carrier",
            RecordState.detail.carriers,
            value=_S.form.carrier,
            problem=problems.get("carrier", ""),
        ),
        rx.el.div(*money, class_name="field-row"),
        _lines("limit", "Limits", "Add a limit", _S.limits),
        _lines("deductible", "Deductibles", "Add a deductible", _S.deductibles),
        text_field(
            "expires_on",
            "Open until",
            hint="For example, 12/20/2026",
            value=_S.form.expires_on,
            problem=problems.get("expires_on", ""),
            width="15",
        ),
        _plans_offered(),
        text_field(
            "subjectivities",
            "Conditions (optional)",
            hint="One per line. Each must be met before binding.",
            value=_S.form.subjectivities,
            problem=problems.get("subjectivities", ""),
            rows=3,
            width="full",
        ),
        text_field(
            "notes",
            "Notes for the producer (optional)",
            value=_S.form.notes,
            problem=problems.get("notes", ""),
            rows=2,
            width="full",
        ),
        rx.el.div(
            button(
                rx.cond(_S.form.quote_id > 0, "Save revision", "Add quote"),
                tone="primary",
                type="submit",
                custom_attrs={"data-testid": "offer-submit"},
            ),
            button("Cancel", tone="quiet", on_click=_S.close),
            class_name="acts-row",
        ),
        on_send=_S.save,
        form_class="panel-form",
        key=_S.form.quote_id,
    )
    return rx.cond(
        _S.is_open,
        rx.el.section(
            rx.el.header(rx.el.h2(_S.form.title, class_name="t-h2 grow")),
            body,
            class_name="panel",
            custom_attrs={"aria-label": _S.form.title},
        ),
    )


def _plans_offered() -> rx.Component:
    """The payment plans the carrier offers; none ticked is paid in full."""
    return rx.el.fieldset(
        rx.el.legend("Payment plans offered", class_name="t-h3"),
        *[
            rx.el.label(
                rx.el.input(
                    type="checkbox",
                    name=f"plan-{plan.key}",
                    default_checked=_S.form.plans.contains(plan.key),
                    class_name="cb",
                ),
                rx.el.span(plan.name),
                class_name="ra",
            )
            for plan in PLANS.values()
        ],
        class_name="lines",
    )


def _lines(kind: str, title: str, add_words: str, lines: rx.Var) -> rx.Component:
    def line(one: TermLine) -> rx.Component:
        key = one.key.to_string()
        label = rx.Var.create(f"{kind}-label-") + key
        amount = rx.Var.create(f"{kind}-amount-") + key
        return rx.el.div(
            text_field(
                label,
                "Applies to",
                value=one.label,
                problem=_S.problems.get(label, ""),
                width="20",
            ),
            text_field(
                amount,
                "Amount, in US dollars",
                value=one.amount,
                problem=_S.problems.get(amount, ""),
                prefix="$",
                width="15",
                input_mode="decimal",
            ),
            class_name="field-row",
            key=one.key,
        )

    return rx.el.fieldset(
        rx.el.legend(title, class_name="t-h3"),
        rx.foreach(lines, line),
        rx.el.div(
            button(add_words, icon_name="plus", size="small", on_click=_S.add_line(kind)),
            style={"marginTop": "10px"},
        ),
        class_name="lines",
    )
