"""From an empty page to commission on the books, through the browser, with everybody at their own desk."""

import re
from email import message_from_bytes, policy

import pyotp
from playwright.sync_api import expect

from tests.browser import papers
from tests.browser.conftest import MAIL
from tests.browser.forms import GENERAL_LIABILITY, PERSONAL_AUTO, fill_form
from tests.browser.judging import faults_of_page, overflow
from tests.browser.seats import eventually

LIVE_SECONDS = 3


def mails_to(portal, key):
    found = []
    for path in (portal.var / "mail").rglob("*.eml"):
        mail = message_from_bytes(path.read_bytes(), policy=policy.default)
        if f"{key}@{MAIL}" in str(mail["to"]):
            found.append(str(mail["subject"]))
    return found


def add_file(seat, test_id, *paths):
    """Choose files as a person does: the button opens the chooser."""
    place = seat.test_id(test_id)
    with seat.page.expect_file_chooser() as chooser:
        seat.press_on(place.get_by_text("Choose files"))
    chooser.value.set_files([str(path) for path in paths])


def test_theo_signs_in_for_the_first_time(seat, portal):
    """ACC-2: password, authenticator, recovery codes; one recovery code opens the door once."""
    theo = seat("")
    theo.page.goto(f"{portal.address}/submissions")
    theo.arrives(r"/sign-in\?.*")
    theo.first_step(f"theo@{MAIL}").arrives("/sign-in/enroll")
    theo.title("Set up your authenticator app").picture("enroll")
    secret = theo.test_id("totp-key").inner_text().replace(" ", "")
    theo.page.get_by_label("2. Enter the six-digit code").fill(pyotp.TOTP(secret).now())
    theo.test_id("confirm-enroll").click()
    theo.title("Keep these recovery codes").picture("recovery-codes")
    codes = theo.test_id("recovery-codes").locator("li").all_inner_texts()
    assert len(set(codes)) == 10
    # Shown once only, so it is judged here.
    assert faults_of_page(theo.page, "recovery codes") == []
    theo.test_id("enrolled").click()
    theo.settle().title("Submissions")

    lost_phone = seat("")
    lost_phone.page.goto(f"{portal.address}/sign-in")
    lost_phone.first_step(f"theo@{MAIL}")
    lost_phone.page.get_by_label("Six-digit code").fill(codes[0])
    lost_phone.test_id("confirm-code").click()
    lost_phone.settle().title("Submissions")
    theo.arrives(r"/sign-in\?ended=1.*").sees("You were signed out")

    again = seat("")
    again.expected.append(r"status of 422")
    again.page.goto(f"{portal.address}/sign-in")
    again.first_step(f"theo@{MAIL}")
    again.page.get_by_label("Six-digit code").fill(codes[0])
    again.test_id("confirm-code").click()
    again.sees("There is a problem")


def test_from_nothing_to_money(seat, portal, tmp_path, figure):
    """SUB-1 to SUB-16, POL-1, COM-6: Marcus and Tom, two windows each moving by itself."""
    marcus, tom, money = seat("marcus"), seat("tom"), seat("marcus")
    name = GENERAL_LIABILITY["applicant"]["legal_name"]
    tom.go("/submissions?search=Juniper").sees("Nothing matches this filter.")
    money.go("/commissions?search=Juniper").sees("Nothing matches these filters.")

    # Marcus starts, answers, adds papers.
    marcus.go("/submissions").press("New submission", role="link")
    marcus.settle().press_on(marcus.test_id("start-CGL"))
    marcus.arrives(r"/submissions/\d+$").settle().press_on(marcus.test_id("task-applicant"))
    fill_form(marcus, GENERAL_LIABILITY)
    record = re.search(r"/submissions/\d+", marcus.path)[0]
    add_file(marcus, "upload-loss_runs", papers.pdf(tmp_path, "loss runs 2026.pdf"))
    add_file(marcus, "upload-prior_dec_page", papers.pdf(tmp_path, "declarations.pdf"))
    for file in ("loss runs 2026.pdf", "declarations.pdf"):
        expect(marcus.page.locator("main li.file .file-name", has_text=file)).to_be_visible()
    marcus.picture("documents")

    # A file that is not what it says is refused in plain words, once.
    wrong = tmp_path / "notes.pdf"
    wrong.write_text("These are only words.")
    marcus.expected.append(r"status of 4(09|15|22)")
    clicks_before = marcus.clicks
    add_file(marcus, "upload-brochure", wrong)
    refused = marcus.page.locator("li.file .bad", has_text="Not added")
    expect(refused).to_have_count(1)
    assert refused.inner_text().count("Not added") == 1, refused.inner_text()
    marcus.page.get_by_role("button", name="Dismiss notes.pdf").click()
    marcus.clicks = clicks_before

    # Certify; pressing twice sends once.
    marcus.press("Check answers", role="link").arrives(r".*/check").settle()
    marcus.title("Check your answers").picture("check")
    marcus.press_on(marcus.test_id("certify")).press_on(marcus.test_id("send"), twice=True)
    marcus.arrives(r".*/sent").settle().title("Submission sent")
    reference = marcus.test_id("reference").inner_text()
    assert re.fullmatch(r"SUB-\d{4}-\d{6}", reference)
    marcus.picture("receipt-of-sending")
    figure(f"general liability, New submission to receipt: {marcus.effort}")
    assert marcus.clicks <= 25

    # Tom's open list shows it by itself.
    tom.sees(name, within_seconds=LIVE_SECONDS)
    assert tom.page.locator("tbody tr").count() == 1, "sent once"
    marcus_unread, tom_unread = marcus.unread, tom.unread
    tom.press(name, role="link").arrives(record).settle().status("Pending")
    marcus.press("Open the submission", role="link").settle().status("Pending")
    tom.press("Assign to me").told("Assigned to you")
    tom.press_on(tom.test_id("deed-start_review")).status("In review")
    marcus.status("In review", within_seconds=LIVE_SECONDS)

    # Tom asks for a document; Marcus sends it without loading anything again.
    tom.press_on(tom.test_id("deed-request_information"))
    tom.page.get_by_label("What is needed").fill("Subcontractor certificates")
    tom.page.get_by_label("Kind of answer").select_option("other")
    tom.picture("ask-for-information")
    tom.press_on(tom.test_id("ask-submit")).status("Information needed")
    marcus.status("Information needed", within_seconds=LIVE_SECONDS).sees(
        "Subcontractor certificates"
    )
    eventually(lambda: marcus.unread > marcus_unread)
    add_file(marcus, "send-item", papers.photo(tmp_path, "certificate.jpg"))
    tom.sees("Open the document", within_seconds=LIVE_SECONDS * 2)
    tom.press("Accept Subcontractor certificates").told("Accepted")
    if tom.page.get_by_test_id("status").inner_text() != "In review":
        tom.press("Return to review")
    tom.status("In review")
    marcus.status("In review", within_seconds=LIVE_SECONDS)
    eventually(lambda: tom.unread > tom_unread)

    # The quote.
    tom.press_on(tom.test_id("deed-add_quote"))
    tom.page.get_by_label("Carrier").select_option(label="Larkfield Mutual")
    tom.page.get_by_label("Annual premium").fill("4,120.00")
    tom.page.get_by_label("Taxes").fill("206")
    tom.page.get_by_label("Fees").fill("75")
    for place, (words, amount) in enumerate(
        (("Each occurrence", "1,000,000"), ("General aggregate", "2,000,000"))
    ):
        tom.page.get_by_label("Applies to").nth(place).fill(words)
        tom.page.get_by_label("Amount").nth(place).fill(amount)
    tom.page.get_by_label("Open until").fill("12/31/2026")
    tom.picture("offer")
    tom.press_on(tom.test_id("offer-submit")).status("Quoted")
    marcus.status("Quoted", within_seconds=LIVE_SECONDS)
    marcus.press("Accept quote of Larkfield Mutual").told("Quote accepted")
    marcus.press_on(marcus.test_id("bind")).sees("Bind this quote?").picture("bind")
    marcus.press_on(marcus.test_id("bind-dialog").get_by_test_id("confirm"))
    marcus.status("Bound").sees("Bound as policy")
    tom.status("Bound", within_seconds=LIVE_SECONDS)

    # The policy, and its commission on the page that was open all the time.
    money.sees(name, within_seconds=10)
    marcus.press("Open the policy", role="link").arrives(r"/policies/\d+").settle().title(name)
    marcus.sees("$4,120.00").picture("policy")
    money.press_on(money.test_id("open-receipt").first).sees("How this was calculated")
    money.press("Recompute")
    money.sees(re.compile("equal|same", re.IGNORECASE)).picture("receipt-drawer")
    drawer = money.test_id("receipt-drawer")
    expect(drawer.locator(".dn .note.good")).to_be_visible()
    # 12 % of the premium, half of it his.
    expect(drawer.locator(".t-fig")).to_have_text("$247.20")

    assert any(reference in subject for subject in mails_to(portal, "marcus"))
    eventually(lambda: mails_to(portal, "tom"))


def test_beyond_his_authority_a_principal_decides(seat, ids):
    """SUB-14: Marcus may bind up to $7,500; $12,400 goes to Dana, who approves."""
    address = f"/submissions/{ids['submissions']['Beyond Reach Roofing']}"
    marcus, dana = seat("marcus"), seat("dana")
    marcus.go(address).status("Quoted")
    marcus.press("Accept quote of Larkfield Mutual").told("Quote accepted")
    dana.go(address).status("Quoted")
    marcus.sees("Premium is above your authority ($7,500). Refer it instead.")
    expect(marcus.test_id("bind")).to_have_count(0)
    marcus.press("Refer to a principal")
    marcus.press_on(marcus.test_id("refer-dialog").get_by_test_id("confirm"))
    expect(marcus.test_id("referral")).to_contain_text("It waits for a principal.")
    expect(dana.test_id("referral")).to_be_visible(timeout=LIVE_SECONDS * 1000)
    dana.picture("referral")
    dana.press("Approve and bind")
    dana.press_on(dana.test_id("approve-dialog").get_by_test_id("confirm")).status("Bound")
    marcus.status("Bound", within_seconds=LIVE_SECONDS).sees("Bound as policy")


def test_tom_declines_with_a_reason_that_marcus_reads(seat, ids):
    address = f"/submissions/{ids['submissions']['Long Shot Fireworks']}"
    marcus, tom = seat("marcus").go(address), seat("tom").go(address)
    tom.press_on(tom.test_id("deed-decline"))
    asked = tom.test_id("decline-dialog")
    asked.get_by_test_id("confirm").click()
    expect(asked.locator(".em").first).to_be_visible()
    asked.get_by_label("Reason").select_option("appetite")
    asked.get_by_label("Note").fill("No carrier of ours writes fireworks.")
    tom.picture("decline")
    asked.get_by_test_id("confirm").click()
    tom.status("Declined")
    marcus.status("Declined", within_seconds=LIVE_SECONDS).sees(
        "No carrier of ours writes fireworks."
    )


def test_marcus_withdraws_and_tom_reopens(seat, ids):
    """SUB-15: what was sent is reopened by whoever underwrites."""
    address = f"/submissions/{ids['submissions']['Second Thoughts Salon']}"
    marcus, tom = seat("marcus").go(address), seat("tom").go(address)
    marcus.press_on(marcus.test_id("more")).press("Withdraw", role="menuitem")
    asked = marcus.test_id("withdraw-dialog")
    asked.get_by_label("Reason").select_option(index=1)
    asked.get_by_test_id("confirm").click()
    marcus.status("Withdrawn")
    tom.status("Withdrawn", within_seconds=LIVE_SECONDS)
    tom.press_on(tom.test_id("more")).press("Reopen", role="menuitem")
    tom.press_on(tom.test_id("reopen-dialog").get_by_test_id("confirm")).status("Pending")
    marcus.status("Pending", within_seconds=LIVE_SECONDS)


def test_marcus_copies_what_he_sent(seat, ids):
    """A copy is a draft with the answers; the effective date is asked again."""
    original = f"/submissions/{ids['submissions']['Twice Told Books']}"
    marcus = seat("marcus").go(original)
    marcus.press_on(marcus.test_id("more")).press("Start a copy", role="menuitem")
    marcus.page.wait_for_url(lambda address: not address.endswith(original))
    marcus.settle().status("Draft").title("Twice Told Books").sees(
        "missing before this can be sent"
    )
    marcus.go(f"{marcus.path}/coverage")
    expect(marcus.page.locator("[id='q-effective_date']")).to_have_value("")
    expect(marcus.page.locator("[name='q-occurrence_limit'][value='1000000']")).to_be_checked()


def test_personal_auto_on_a_tablet(seat, tmp_path, figure):
    """Two drivers and two vehicles, typed into tables on 768 pixels, under fingers."""
    marcus = seat("marcus", view="tablet").go("/submissions/new")
    marcus.press_on(marcus.test_id("start-AUTOP"))
    marcus.arrives(r"/submissions/\d+$").settle().press_on(marcus.test_id("task-applicant"))
    fill_form(marcus, PERSONAL_AUTO)
    record = re.search(r"/submissions/\d+", marcus.path)[0]
    add_file(marcus, "upload-mvr_authorization", papers.photo(tmp_path, "signed.jpg"))
    expect(marcus.page.locator(".file-name", has_text="signed.jpg")).to_be_visible()
    for section in ("drivers", "vehicles"):
        marcus.go(f"{record}/{section}").picture(f"tablet-{section}")
        assert overflow(marcus.page) == 0, section
    marcus.go(f"{record}/check").title("Check your answers").picture("tablet-check")
    marcus.sees("JTDKN3DU6A0123456").sees("Leo Valdez")
    marcus.press_on(marcus.test_id("certify")).press_on(marcus.test_id("send"))
    marcus.arrives(r".*/sent").settle().title("Submission sent")
    figure(f"personal auto on a tablet: {marcus.effort}")
