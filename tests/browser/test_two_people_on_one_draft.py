"""Priya and Dana fill in one draft at the same time (SUB-3)."""

from playwright.sync_api import expect


def box(seat, name):
    return seat.page.locator(f"[id='q-{name}']")


def test_priya_and_dana_never_type_in_one_box(seat, ids):
    where = f"/submissions/{ids['submissions']['Half Written Press']}/applicant"
    priya, dana = seat("priya").go(where), seat("dana", view="tablet").go(where)
    box(priya, "dba").focus()
    expect(dana.test_id("others")).to_contain_text("Priya Nair is in")
    expect(box(dana, "dba")).to_be_disabled()
    dana.sees("Priya is typing here. It opens for you when Priya leaves it.")
    dana.picture("somebody-types-here")
    expect(box(dana, "year_started")).to_be_enabled()

    box(priya, "dba").fill("Half Written Gardens")
    box(dana, "year_started").fill("2016")
    box(dana, "year_started").press("Tab")
    priya.page.keyboard.press("Tab")
    expect(box(dana, "dba")).to_be_enabled()
    expect(box(dana, "dba")).to_have_value("Half Written Gardens")
    expect(box(priya, "year_started")).to_have_value("2016")

    # A window that is shut says so on its way.
    box(priya, "dba").focus()
    expect(box(dana, "dba")).to_be_disabled()
    priya.page.close()
    expect(box(dana, "dba")).to_be_enabled(timeout=50_000)
    expect(dana.test_id("others")).to_have_count(0, timeout=60_000)
