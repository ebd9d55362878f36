"""A person at a browser window: what they see and press, and whatever the window complains about."""

import re
import time
from pathlib import Path

from playwright.sync_api import Page, expect

from tests import running
from tests.edge.clients import PASSWORD
from tests.edge.conftest import code_of

CHROMIUM = "/usr/bin/chromium"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
VIEWPORTS = {
    "desktop": {"viewport": {"width": 1280, "height": 800}},
    "tablet": {"viewport": {"width": 768, "height": 1024}, "has_touch": True, "is_mobile": True},
    "phone": {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True},
}
PICTURES = running.ROOT / "screenshots"
PATIENCE_MS = 10_000
# Forty words a minute, of five keys each; and the keystroke-level model's mental act, pointing and press.
KEYS_A_MINUTE = 200
SECONDS_A_POINT = 2.7
_WATCH_POLICY = """document.addEventListener("securitypolicyviolation", (event) =>
  console.error(`CSP: ${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}:${event.lineNumber}`));"""
# What a person waits for: the frame filled for them, and no row still on its way.
_SETTLED = """() => {
  if (document.querySelector(".door, .plain")) return document.readyState === "complete";
  const main = document.getElementById("main");
  return Boolean(main && document.querySelector(".shell .nav a.n + a.n, .shell .nav nav a.n") &&
    document.querySelector(".acct .tx")?.textContent && main.querySelector("h1") &&
    !main.querySelector(".skeleton"));
}"""

expect.set_options(timeout=PATIENCE_MS)


class Seat:
    """One window of one person."""

    def __init__(self, portal, page: Page, key: str = "") -> None:
        self.portal = portal
        self.page = page
        self.key = key
        self.clicks = 0
        self.choices = 0
        self.keys = 0
        self.expected: list[str] = []
        self._heard: list[str] = []
        page.set_default_timeout(PATIENCE_MS)
        page.add_init_script(_WATCH_POLICY)
        page.on("console", self._console)
        page.on("pageerror", lambda error: self._heard.append(f"page error: {error}"))
        page.on("response", self._response)

    def _console(self, message) -> None:
        if message.type == "error":
            where = message.location.get("url", "")
            self._heard.append(f"console: {message.text} {where}")

    def _response(self, response) -> None:
        if response.status >= 500:
            self._heard.append(f"HTTP {response.status} {response.url}")

    @property
    def faults(self) -> list[str]:
        """Everything the window complained about, but for what the story expects."""
        return [
            f"{self.key or 'a stranger'}: {heard}"
            for heard in self._heard
            if not any(re.search(pattern, heard) for pattern in self.expected)
        ]

    # --- going and looking ----------------------------------------------------------------

    def go(self, path: str) -> "Seat":
        self.page.goto(self.portal.address + path, wait_until="load")
        return self.settle()

    def settle(self) -> "Seat":
        self.page.wait_for_function(_SETTLED)
        return self

    @property
    def path(self) -> str:
        return self.page.url.removeprefix(self.portal.address)

    def arrives(self, pattern: str) -> "Seat":
        self.page.wait_for_url(re.compile(re.escape(self.portal.address) + pattern))
        return self

    def sees(self, words: str, *, within_seconds: float = PATIENCE_MS / 1000) -> "Seat":
        shown = (
            self.page.locator("main, dialog, .toasts, .drawer")
            .get_by_text(words)
            .filter(visible=True)
            .first
        )
        expect(shown).to_be_visible(timeout=within_seconds * 1000)
        return self

    def never_sees(self, words: str) -> "Seat":
        expect(self.page.get_by_text(words).filter(visible=True)).to_have_count(0)
        return self

    def title(self, words: str) -> "Seat":
        expect(self.page.locator("h1").first).to_have_text(words)
        return self

    def status(self, words: str, *, within_seconds: float = PATIENCE_MS / 1000) -> "Seat":
        expect(self.page.get_by_test_id("status")).to_have_text(
            words, timeout=within_seconds * 1000
        )
        return self

    def told(self, words: str) -> "Seat":
        expect(self.page.get_by_test_id("notice")).to_contain_text(words)
        return self

    @property
    def navigation(self) -> list[str]:
        return self.page.locator(".shell > .nav a.n .lb").all_inner_texts()

    @property
    def controls(self) -> list[str]:
        """The words on every button of the content, as this person may press them."""
        names = self.page.locator("main button:visible, main a.btn:visible")
        return sorted(
            {" ".join(words.split()) for words in names.all_inner_texts() if words.strip()}
        )

    @property
    def unread(self) -> int:
        dot = self.page.locator("[data-testid=unread] .dot")
        return int(dot.inner_text()) if dot.count() else 0

    # --- what it costs a person ---------------------------------------------------------------

    @property
    def effort(self) -> str:
        return (
            f"{self.clicks} clicks, {self.choices} choices in lists and radios, {self.keys} keys: "
            f"{self.minutes:.1f} minutes at {KEYS_A_MINUTE} keys a minute and "
            f"{SECONDS_A_POINT:g} s to find and press"
        )

    @property
    def minutes(self) -> float:
        """How long it would take a person, by what they press; nothing here looks at a clock."""
        points = self.clicks + self.choices
        return self.keys / KEYS_A_MINUTE + points * SECONDS_A_POINT / 60

    # --- pressing and typing --------------------------------------------------------------

    def press(self, name: str, *, role: str = "button", inside=None, twice: bool = False) -> "Seat":
        target = (inside or self.page).get_by_role(role, name=name, exact=True).first
        self.press_on(target, twice=twice)
        return self

    def press_on(self, target, *, twice: bool = False) -> "Seat":
        (target.dblclick if twice else target.click)()
        self.clicks += 2 if twice else 1
        return self

    def test_id(self, key: str):
        return self.page.get_by_test_id(key)

    def picture(self, name: str) -> Path:
        PICTURES.mkdir(exist_ok=True)
        path = PICTURES / f"{name}.png"
        self.page.screenshot(path=path)
        return path

    def type_in(self, box_id: str, words: str) -> None:
        """Type into a box and leave it by the keyboard, as somebody who tabs through a form."""
        box = self.page.locator(f"[id='{box_id}']")
        box.focus()
        box.press("ControlOrMeta+a")
        self.page.keyboard.type(words)
        self.keys += len(words) + 1

    def choose(self, box_id: str, value: str) -> None:
        self.page.locator(f"[id='{box_id}']").select_option(value)
        self.choices += 1

    def tick(self, name: str, value: str) -> None:
        self.page.locator(f"input[name='{name}'][value='{value}']").click()
        self.choices += 1

    # --- the front door -------------------------------------------------------------------

    def sign_in(self, email: str, *, next_path: str = "") -> "Seat":
        """Both steps through the forms."""
        self.page.goto(
            f"{self.portal.address}/sign-in" + (f"?next={next_path}" if next_path else "")
        )
        return self.first_step(email).second_step(email)

    def first_step(self, email: str) -> "Seat":
        self.page.get_by_label("Email").fill(email)
        self.page.get_by_label("Password", exact=True).fill(PASSWORD)
        self.page.get_by_test_id("sign-in").click()
        return self

    def second_step(self, email: str) -> "Seat":
        self.page.get_by_label("Six-digit code").fill(code_of(self.portal, email))
        self.page.get_by_test_id("confirm-code").click()
        return self.settle()


def eventually(check, *, within_seconds: float = 10, every_seconds: float = 0.1):
    """What `check` answers as soon as it is true; fails after a while."""
    until = time.monotonic() + within_seconds
    while True:
        found = check()
        if found:
            return found
        assert time.monotonic() < until, f"did not come about within {within_seconds} s"
        time.sleep(every_seconds)
