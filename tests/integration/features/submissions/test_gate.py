"""What the agency asks for stops Bob before he sends and before he binds, each thing by name (SUB-7)."""

from datetime import date

import pytest

from producer_portal.features.compliance import services as compliance
from producer_portal.features.compliance.rules import (
    AppointmentFacts,
    AuthorityHeld,
    CoverFacts,
    LicenseFacts,
    Requirement,
)
from producer_portal.features.submissions import queries, services
from producer_portal.features.submissions.queries.gate import appetite_board
from producer_portal.features.submissions.queries.rulebook import published_rules
from producer_portal.features.submissions.rules.appetite import AppetiteOutcome, AppetiteRule
from producer_portal.features.submissions.rules.choosing import RuleKind, RulesChanged
from producer_portal.features.submissions.rules.gate import GateClosed, Strictness
from producer_portal.features.submissions.services import gate, rulebook
from producer_portal.features.submissions.services.rulebook import NothingDrafted
from producer_portal.values.errors import NotPermitted

BEGAN, ENDS = date(2025, 1, 1), date(2027, 12, 31)
ALL_HARD = dict.fromkeys(Requirement, Strictness.HARD)
ALL_OFF = dict.fromkeys(Requirement, Strictness.OFF)
EVERYTHING = ("license", "appointment", "cover")


def publish(story, *, sending=ALL_OFF, binding=ALL_OFF, rules=()):
    story.do(
        story.adam,
        gate.set_gate,
        sending=sending,
        binding=binding,
        least_claim_minor=100_000_000,
        edit=0,
    )
    for place, rule in enumerate(rules, start=1):
        story.do(story.adam, gate.keep_appetite_rule, rule=rule, edit=place)
    return story.do(story.adam, rulebook.publish_rules, kind=RuleKind.APPETITE, edit=len(rules) + 1)


def equip(story, *held, authorities=("CASUALTY", "PROPERTY")):
    bob = {"producer_id": story.world.harborline.producers["bob"]}
    lines = tuple(AuthorityHeld(one, BEGAN) for one in authorities)
    if "license" in held:
        facts = LicenseFacts("FL", "W1", "", "resident", BEGAN, ENDS, lines)
        story.do(story.adam, compliance.keep_license, facts=facts, **bob)
    if "appointment" in held:
        facts = AppointmentFacts(story.carrier_id, "", "FL", BEGAN)
        story.do(story.adam, compliance.keep_appointment, facts=facts, **bob)
    if "cover" in held:
        facts = CoverFacts("Tidewater", "EO 1", 100_000_000, 100_000_000, BEGAN, ENDS)
        story.do(story.adam, compliance.keep_cover, facts=facts, **bob)


def send(story, submission_id, actor=None):
    return story.do(
        actor or story.bob,
        services.certify_and_submit,
        submission_id=submission_id,
        is_certified=True,
    )


def check(story, submission_id):
    return story.see(story.bob, queries.check_answers, submission_id=submission_id)


def test_without_a_published_policy_nothing_is_asked(story):
    assert send(story, story.ready()).reference


def test_bob_reads_what_is_missing_before_he_sends_and_is_stopped_by_it(story):
    publish(story, sending=ALL_HARD)
    submission_id = story.ready()
    found = check(story, submission_id)
    assert [row.code for row in found.gate] == ["license", "appointment", "cover"]
    assert found.gate[0].words.startswith("No license in FL on ")
    assert not found.can_send
    with pytest.raises(GateClosed, match="No license in FL") as refused:
        send(story, submission_id)
    assert len(refused.value.found) == 3
    assert story.status(submission_id) == "draft"
    equip(story, *EVERYTHING)
    assert check(story, submission_id).can_send
    assert send(story, submission_id).reference


def test_a_license_without_the_line_of_authority_is_named(story):
    publish(story, sending=ALL_HARD)
    equip(story, *EVERYTHING, authorities=("PERSONAL_LINES",))
    (row,) = check(story, story.ready()).gate
    assert (row.words, row.remedy) == (
        "Missing line of authority: casualty",
        "General liability in FL needs casualty on the license.",
    )


def test_what_only_warns_is_sent_and_told_on_the_timeline(story):
    publish(story, sending=ALL_HARD | {Requirement.APPOINTMENT: Strictness.SOFT})
    equip(story, "license", "cover")
    submission_id = story.ready()
    assert [row.is_hard for row in check(story, submission_id).gate] == [False]
    send(story, submission_id)
    assert story.timeline(submission_id)[0].startswith(
        "sent it though: No appointment by Blue Heron Casualty in FL"
    )


def test_what_no_carrier_writes_is_stopped_by_a_hard_rule(story):
    rule = AppetiteRule(
        "", AppetiteOutcome.DECLINE, "No landscapers", is_hard=True, naics=("5617",), lines=("CGL",)
    )
    publish(story, rules=(rule,))
    submission_id = story.ready()
    with pytest.raises(GateClosed, match="No carrier writes it: No landscapers"):
        send(story, submission_id)
    board = story.see(story.adam, appetite_board)
    key = board.rules[0].key
    story.do(story.adam, rulebook.remove_rule, kind=RuleKind.APPETITE, key=key, edit=0)
    story.do(story.adam, rulebook.publish_rules, kind=RuleKind.APPETITE, edit=1)
    assert send(story, submission_id).reference


def test_the_binding_carrier_must_have_appointed_bob(story):
    publish(story, binding=ALL_HARD)
    equip(story, "license", "cover")
    story.authorize(story.bob)
    _, quote_id = story.accepted()
    with pytest.raises(GateClosed, match="No appointment by Blue Heron Casualty in FL"):
        story.do(story.bob, services.bind_quote, quote_id=quote_id)
    equip(story, "appointment")
    assert story.do(story.bob, services.bind_quote, quote_id=quote_id).is_bound


def test_a_bind_that_is_only_warned_of_says_so(story):
    publish(story, binding=ALL_OFF | {Requirement.COVER: Strictness.SOFT})
    story.authorize(story.bob)
    submission_id, quote_id = story.accepted()
    assert story.do(story.bob, services.bind_quote, quote_id=quote_id).is_bound
    assert any("went on though: No E&O cover" in one for one in story.timeline(submission_id))


def test_rules_are_drafted_published_and_kept_in_versions(story):
    adam, kind = story.adam, RuleKind.APPETITE
    assert publish(story, sending=ALL_HARD) == 1
    rule = AppetiteRule("", AppetiteOutcome.REFER, "Ask first", lines=("CYBER",))
    key = story.do(adam, gate.keep_appetite_rule, rule=rule, edit=0)
    other = story.do(adam, gate.keep_appetite_rule, rule=rule, edit=1)
    assert story.see(adam, published_rules, kind=kind).number == 1
    with pytest.raises(RulesChanged):
        story.do(adam, rulebook.move_rule, kind=kind, key=key, by=1, edit=1)
    story.do(adam, rulebook.move_rule, kind=kind, key=key, by=1, edit=2)
    board = story.see(adam, appetite_board)
    assert [row.key for row in board.rules] == [other, key]
    assert (board.draft.is_open, board.asked[0].sending) == (True, "hard")
    assert story.do(adam, rulebook.publish_rules, kind=kind, edit=3, note="Cyber first") == 2
    board = story.see(adam, appetite_board)
    assert [(one.number, one.note) for one in board.versions] == [(2, "Cyber first"), (1, "")]
    with pytest.raises(NothingDrafted):
        story.do(adam, rulebook.publish_rules, kind=kind, edit=0)
    story.do(adam, rulebook.remove_rule, kind=kind, key=key, edit=0)
    story.do(adam, rulebook.discard_rules, kind=kind, edit=1)
    assert len(story.see(adam, appetite_board).rules) == 2


def test_only_whoever_decides_for_the_agency_sees_and_changes_rules(story):
    for person in (story.bob, story.uma, story.dave, story.mia):
        with pytest.raises(NotPermitted):
            story.see(person, appetite_board)
        with pytest.raises(NotPermitted):
            story.do(person, rulebook.publish_rules, kind=RuleKind.APPETITE, edit=0)
    publish(story, sending=ALL_HARD)
    assert story.see(story.mallory, appetite_board).versions == []
