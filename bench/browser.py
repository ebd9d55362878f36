"""Chromium as a stopwatch, in a process of its own: `python -m bench.browser JSON` prints JSON."""

import json
import sys
from typing import Any

from playwright.sync_api import Page, sync_playwright

from bench.stage import SYLLABLES

CHROMIUM = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
# The find box waits this long after the last key on purpose; it is taken off each figure.
DEBOUNCE_MILLISECONDS = 200
ROUNDS, KEYS = 3, 30
_TYPE_AND_WAIT = """async ({box, count, watch, words, less}) => {
  const input = document.querySelector(box);
  const set = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value").set;
  const times = [];
  for (let n = 0; n < count; n++) {
    const done = new Promise((resolve) => {
      const seen = new MutationObserver(() => { seen.disconnect(); resolve(true); });
      seen.observe(document.querySelector(watch), {childList: true, subtree: true, characterData: true});
      setTimeout(() => { seen.disconnect(); resolve(false); }, 3000);
    });
    const began = performance.now();
    set.call(input, words[n % words.length]);
    input.dispatchEvent(new Event("input", {bubbles: true}));
    if (await done) times.push(performance.now() - began - less);
    await new Promise((resolve) => setTimeout(resolve, 120));
  }
  return times;
}"""


def main(asked: dict[str, str]) -> dict[str, Any]:
    """Key to rows on both applications, turn about; and the scripts of the portal's first page."""
    with sync_playwright() as player:
        browser = player.chromium.launch(executable_path=asked["chromium"], args=CHROMIUM)
        size: Any = {"width": 1280, "height": 800}
        floor = browser.new_context(viewport=size).new_page()
        context = browser.new_context(viewport=size)
        name, value = asked["cookie"].split("=", 1)
        context.add_cookies([{"name": name, "value": value, "url": asked["portal"]}])
        portal = context.new_page()
        scripts: list[str] = []
        portal.on(
            "response",
            lambda answer: (
                scripts.append(answer.url) if answer.request.resource_type == "script" else None
            ),
        )
        portal.goto(f"{asked['portal']}/submissions")
        portal.wait_for_selector("table tbody tr", timeout=15_000)
        portal.wait_for_timeout(1500)
        floor.goto(asked["floor"])
        floor.wait_for_timeout(1500)
        rounds: dict[str, Any] = {"floor": [], "portal": []}
        for _ in range(ROUNDS):
            rounds["floor"].append(_typed(floor, "#find", "#rows", 0))
            rounds["portal"].append(
                _typed(portal, "[data-testid=find]", "table tbody", DEBOUNCE_MILLISECONDS)
            )
        browser.close()
    return {**rounds, "scripts": list(dict.fromkeys(scripts))}


def _typed(page: Page, box: str, watch: str, less: int) -> list[float]:
    page.bring_to_front()
    asked = {"box": box, "count": KEYS, "watch": watch, "words": list(SYLLABLES), "less": less}
    times: list[float] = page.evaluate(_TYPE_AND_WAIT, asked)
    return times


if __name__ == "__main__":
    print(json.dumps(main(json.loads(sys.argv[1]))))
