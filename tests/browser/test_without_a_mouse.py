"""Elena works with the keyboard alone, and always sees where she is."""

from playwright.sync_api import expect

from tests.browser import papers
from tests.browser.conftest import MAIL, forget
from tests.browser.seats import eventually
from tests.edge.clients import PASSWORD
from tests.edge.conftest import code_of

MOST_STEPS = 160
# Where the keyboard is: on what, whether it shows, and whether it is on the screen.
_FOCUS = """() => {
  const here = document.activeElement;
  if (!here || here === document.body) return { name: "", isShown: false, isLost: true };
  const ring = (element) => element && getComputedStyle(element).outlineStyle !== "none" && parseFloat(getComputedStyle(element).outlineWidth) >= 2;
  const holder = here.closest(".fld");
  const isShown = ring(here) || here.matches(".main, .drawer") ||
    (holder && getComputedStyle(holder).boxShadow !== "none") || (here.type === "file" && ring(here.nextElementSibling));
  const box = (here.type === "file" ? here.nextElementSibling : here).getBoundingClientRect();
  const isOnScreen = box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
  const labels = [...(here.labels || [])].map((label) => label.textContent).join(" ");
  const name = here.getAttribute("aria-label") || labels || here.textContent || here.id;
  return { name: name.trim().replace(/\\s+/g, " "), id: here.id, testId: here.dataset.testid || "", tag: here.tagName,
    isShown: Boolean(isShown), isOnScreen, isLost: false, html: here.outerHTML.slice(0, 120) };
}"""


class Keyboard:
    """Keys pressed in one window; every stop is looked at."""

    def __init__(self, seat):
        self.seat = seat
        self.page = seat.page
        self.keys = 0

    @property
    def here(self):
        return self.page.evaluate(_FOCUS)

    def key(self, key):
        self.page.keyboard.press(key)
        self.keys += 1
        return self

    def words(self, words):
        self.page.keyboard.type(words)
        return self

    def tab(self, key="Tab"):
        self.key(key)
        here = self.here
        if not here["isLost"]:
            assert here["isShown"], f"nothing shows that the keyboard is on {here}"
            assert here["isOnScreen"], f"the keyboard is out of sight on {here}"
        return here

    def tab_to(self, wanted, *, exact=False):
        """Forward until a control with that name, id or test id has the focus."""
        seen = []
        for _ in range(MOST_STEPS):
            here = self.tab()
            names = {here["name"], here.get("id", ""), here.get("testId", "")}
            if wanted in names or (not exact and here["name"].startswith(wanted)):
                return here
            seen.append(here["name"][:40])
        raise AssertionError(f"{wanted} was not reached; the keyboard went {seen}")


def test_from_the_door_to_a_sent_submission(seat, portal, tmp_path, capsys):
    email = f"elena@{MAIL}"
    window = seat("")
    elena = Keyboard(window)
    window.page.goto(f"{portal.address}/sign-in")
    assert elena.here["id"] == "email"
    elena.words(email).tab_to("password", exact=True)
    elena.words(PASSWORD).key("Enter")
    window.arrives(r"/sign-in/code.*")
    assert elena.here["id"] == "code"
    elena.words(code_of(portal, email)).key("Enter")
    window.settle().title("Submissions")

    # The first stop of a page jumps over its navigation.
    assert elena.tab()["name"] == "Skip to content"
    elena.key("Enter")
    assert elena.here["id"] == "main"
    elena.tab_to("Keystroke Typists")
    elena.key("Enter")
    window.arrives(r"/submissions/\d+").settle().title("Keystroke Typists")

    # A menu opens, moves by arrows, closes by Esc; a dialog keeps the focus and gives it back.
    elena.tab_to("more")
    elena.key("Enter")
    assert window.page.evaluate("document.activeElement.getAttribute('role')") == "menuitem"
    elena.key("ArrowDown").key("ArrowUp").key("Escape")
    assert elena.here["testId"] == "more"
    elena.key("Enter")
    while elena.here["name"] != "Withdraw":
        elena.key("ArrowDown")
    elena.key("Enter")
    dialog = window.test_id("withdraw-dialog")
    expect(dialog).to_be_visible()
    for _ in range(8):
        elena.key("Tab")
        inside = "() => !document.hasFocus() || document.activeElement === document.body || Boolean(document.activeElement.closest('dialog'))"
        assert window.page.evaluate(inside), elena.here
    elena.key("Escape")
    expect(dialog).to_be_hidden()
    expect(window.test_id("more")).to_be_focused()

    # Papers: the chooser opens by keyboard.
    elena.tab_to("Documents")
    elena.key("Enter")
    window.arrives(r".*/documents").settle().title("Documents")
    opened = []

    def keep(chooser):
        opened.append(chooser)

    window.page.on("filechooser", keep)
    # The browser is told to hand choosers over; that takes a moment.
    window.page.wait_for_timeout(100)
    for name in ("loss_runs", "prior_dec_page"):
        chooser_box = window.test_id(f"upload-{name}").locator("input[type=file]")
        elena.tab_to(chooser_box.get_attribute("id"), exact=True)
        elena.key("Space")
        eventually(lambda: opened or window.page.wait_for_timeout(50))
        opened.pop().set_files(str(papers.pdf(tmp_path, f"{name}.pdf")))
        expect(window.page.locator(".file-name", has_text=f"{name}.pdf")).to_be_visible()
    elena.tab_to("Check answers")
    elena.key("Enter")
    window.arrives(r".*/check").settle().title("Check your answers")

    # Sent without the certificate: the summary takes the focus and leads to the box.
    elena.tab_to("send", exact=True)
    elena.key("Enter")
    summary = window.test_id("error-summary")
    expect(summary).to_be_focused()
    assert elena.tab()["tag"] == "A"
    elena.key("Enter")
    assert elena.here["id"] == "q-certified"
    elena.key("Space").tab_to("send", exact=True)
    elena.key("Enter")
    window.arrives(r".*/sent").settle().title("Submission sent")
    with capsys.disabled():
        print(f"\n  keyboard alone, door to receipt: {elena.keys} keys besides typing")

    # A drawer: in by Enter, out by Esc, back on the same line.
    window.go("/commissions")
    elena.tab_to("open-receipt")
    line = elena.here["name"]
    elena.key("Enter")
    drawer = window.test_id("receipt-drawer")
    expect(drawer).to_be_visible()
    expect(drawer).to_be_focused()
    elena.tab_to("Recompute")
    elena.key("Enter")
    expect(drawer.locator(".dn .note")).to_be_visible()
    elena.key("Escape")
    expect(drawer).to_have_count(0)
    expect(window.test_id("open-receipt").filter(has_text=line).first).to_be_focused()
    forget(portal, "elena")


def test_after_a_page_changes_the_keyboard_starts_at_its_beginning(seat):
    marcus = seat("marcus").go("/submissions")
    keyboard = Keyboard(marcus)
    keyboard.tab_to("Policies")
    keyboard.key("Enter")
    marcus.arrives("/policies").settle().title("Policies")
    assert not keyboard.tab()["isLost"]
