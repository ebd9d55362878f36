"""Ada copies general liability, asks one thing more, tries it, publishes it; Marcus is asked it (SUB-1, SUB-2)."""

import io
import re

from playwright.sync_api import expect
from pypdf import PdfReader

from tests.browser import papers
from tests.browser.conftest import begin_session
from tests.browser.forms import GENERAL_LIABILITY, answer, fill_form
from tests.browser.judging import faults_of_page, overflow

POOL = "is_there_a_swimming_pool"


def start(marcus):
    """A new submission of general liability; its address."""
    marcus.go("/submissions/new").press_on(marcus.test_id("start-CGL"))
    marcus.arrives(r"/submissions/\d+$").settle()
    return re.search(r"/submissions/\d+", marcus.path)[0]


def add_file(seat, document_type, path):
    with seat.page.expect_file_chooser() as chooser:
        seat.press_on(seat.test_id(f"upload-{document_type}").get_by_text("Choose files"))
    chooser.value.set_files(str(path))
    expect(seat.page.locator("main li.file .file-name", has_text=path.name)).to_be_visible()


def test_ada_asks_one_thing_more_and_marcus_is_asked_it(seat, another_portal, tmp_path):
    portal = another_portal()
    ada = seat(at=portal, cookies=begin_session(portal, "ada"))
    marcus = seat(at=portal, cookies=begin_session(portal, "marcus"))
    before = start(marcus)

    # She copies the form; the question needs words before it is kept, and what she typed stays.
    ada.go("/admin/forms").title("Forms").picture("forms")
    ada.press_on(ada.test_id("copy-CGL")).arrives("/admin/forms/CGL").settle()
    ada.press_on(ada.test_id("place-risk")).press_on(ada.test_id("add-question"))
    ada.type_in("in-name", "there is a swimming pool")
    ada.choose("in-kind", "boolean")
    ada.press_on(ada.test_id("save-question")).sees("Enter what is asked")
    expect(ada.page.locator("[id='in-name']")).to_have_value("there is a swimming pool")
    ada.type_in("in-label", "Is there a swimming pool?")
    ada.press_on(ada.test_id("add-shown"))
    ada.test_id("shown-asked").select_option("risk.uses_subs")
    ada.press_on(ada.test_id("save-question")).sees("Row 1: choose what")
    ada.test_id("shown-value").select_option("yes")
    ada.picture("form-question")
    ada.press_on(ada.test_id("save-question")).told("Saved in the draft")
    ada.sees("Asked when “Are subcontractors used?” is Yes")
    ada.picture("form-draft")

    # It goes up by the keyboard; what something needs is not removed, and she reads why.
    up = ada.test_id(f"up-{POOL}")
    up.focus()
    ada.page.keyboard.press("Enter")
    expect(ada.page.locator(".asked-list > li").nth(-2)).to_contain_text("swimming pool")
    expect(up).to_be_focused()
    ada.press_on(ada.test_id("remove-uses_subs"))
    ada.press("Remove", inside=ada.test_id("remove-question-dialog"))
    ada.sees("“Are subcontractors used?” is needed: “Annual cost of subcontractors")

    ada.press_on(ada.test_id("place-documents")).press_on(ada.test_id("add-document"))
    ada.type_in("in-label", "Photo of the pool fence")
    ada.press_on(ada.test_id("add-shown"))
    ada.test_id("shown-asked").select_option(f"risk.{POOL}")
    ada.test_id("shown-value").select_option("yes")
    ada.press_on(ada.test_id("save-document")).told("Saved in the draft")

    # Tried out: the question comes with its answer, and so does the document.
    ada.press("Preview", role="link").arrives(r".*/preview").settle()
    ada.press_on(ada.test_id("place-risk"))
    expect(ada.page.locator(f"input[name='q-{POOL}']")).to_have_count(0)
    answer(ada, "q-uses_subs", "yes")
    answer(ada, f"q-{POOL}", "yes")
    expect(ada.test_id("tried-documents")).to_contain_text("Photo of the pool fence (needed)")
    ada.picture("form-preview")
    assert faults_of_page(ada.page, "preview") == []
    ada.press_on(ada.test_id("place-exposure")).press("Add a class")
    expect(ada.page.locator(".grid-rows tr.item")).to_have_count(1)

    # Published with a reason, after the differences were read.
    ada.go("/admin/forms/CGL").press_on(ada.test_id("publish"))
    dialog = ada.test_id("publish-dialog")
    expect(dialog).to_contain_text("Added Is there a swimming pool?, How the work is done")
    ada.press("Publish", inside=dialog).sees("Enter the reason")
    dialog.get_by_label("Why it changes").fill("Carriers ask for pools")
    ada.picture("form-publish")
    ada.press("Publish", inside=dialog).told("Version 1 is in use")
    ada.sees("Carriers ask for pools").picture("form-published")

    # The draft from before is as it was; a new one asks, and it stands on paper.
    marcus.go(f"{before}/risk")
    answer(marcus, "q-uses_subs", "yes")
    expect(marcus.page.locator("[id='q-subs_cost']")).to_be_visible()
    marcus.never_sees("Is there a swimming pool?")
    after = start(marcus)
    marcus.go(f"{after}/applicant")
    risk = {
        **GENERAL_LIABILITY["risk"],
        "uses_subs": "yes",
        "subs_cost": "5000",
        "subs_certs": "yes",
    }
    fill_form(marcus, {**GENERAL_LIABILITY, "risk": {**risk, POOL: "yes"}})
    for document_type in ("loss_runs", "prior_dec_page", "photo_of_the_pool_fence"):
        add_file(marcus, document_type, papers.pdf(tmp_path, f"{document_type}.pdf"))
    marcus.go(f"{after}/check").sees("Is there a swimming pool?")
    marcus.press_on(marcus.test_id("certify")).press_on(marcus.test_id("send"))
    marcus.arrives(r".*/sent").settle()
    marcus.go(f"{after}/documents")
    link = marcus.page.locator("main a", has_text="application.pdf").first.get_attribute("href")
    paper = marcus.page.request.get(portal.address + link).body()
    words = "".join(page.extract_text() for page in PdfReader(io.BytesIO(paper)).pages)
    assert "Is there a swimming pool?" in words
    assert "Version 1 of the agency's own form" in words


def test_two_who_edit_one_draft_are_told_on_a_tablet(seat, another_portal):
    portal = another_portal()
    cookies = begin_session(portal, "ada")
    ada = seat(at=portal, cookies=cookies, view="tablet")
    ada.go("/admin/forms").press_on(ada.test_id("copy-CYBER")).arrives(
        "/admin/forms/CYBER"
    ).settle()
    other = seat(at=portal, cookies=cookies, scheme="dark")
    other.go("/admin/forms/CYBER")
    ada.press_on(ada.test_id("change-page"))
    other.press_on(other.test_id("add-page"))
    other.type_in("in-page_title", "Vendors")
    other.type_in("in-label", "Vendors with access")
    other.picture("form-new-page-dark")
    other.press_on(other.test_id("save-question")).told("Saved in the draft").picture("form-dark")
    ada.type_in("in-title", "The business")
    ada.picture("form-page-tablet")
    ada.press_on(ada.test_id("save-page"))
    expect(ada.test_id("page-form")).to_contain_text("Somebody else changed this draft")
    expect(ada.page.locator("[id='in-title']")).to_have_value("The business")
    ada.press_on(ada.test_id("save-page")).told("Saved in the draft")
    expect(ada.test_id("place-vendors")).to_be_visible()
    ada.picture("form-tablet")

    # A condition of two rows, any of which is enough; one of them with several choices ticked.
    ada.press_on(ada.test_id("place-vendors"))
    ada.press_on(ada.test_id("change-vendors_with_access"))
    for place, asked in enumerate(("applicant.entity_type", "applicant.annual_revenue")):
        ada.press_on(ada.test_id("add-shown"))
        ada.test_id("shown-asked").nth(place).select_option(asked)
    form = ada.test_id("question-form")
    form.get_by_label("Corporation", exact=True).check()
    form.get_by_label("Partnership", exact=True).check()
    ada.test_id("shown-operator").nth(1).select_option("gt")
    ada.test_id("shown-value").fill("2000")
    form.get_by_label("How many rows must hold").select_option("any")
    ada.picture("form-rows-tablet")
    ada.press_on(ada.test_id("save-question")).told("Saved in the draft")
    ada.sees(
        "Asked when “Legal form” is Partnership or Corporation or "
        "“Annual gross revenue, in US dollars” is more than $2,000"
    )
    assert overflow(ada.page) == 0
    assert faults_of_page(ada.page, "form on a tablet") == []
