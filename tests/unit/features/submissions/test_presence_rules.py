"""Who is where on a draft, and whose a box is (SUB-3)."""

from producer_portal.features.submissions.rules.presence import (
    Present,
    holder_of,
    lock_words,
    present_words,
)

PRIYA = Present(7, "Priya Nair", "applicant", "mailing_address.city")
TESS = Present(8, "Tess Thorne", "drivers", "drivers.a1.vin")


def test_a_box_is_theirs_who_is_in_it_on_the_same_page():
    assert holder_of("drivers.a1.vin", "drivers", [PRIYA, TESS]) == "Tess Thorne"
    assert holder_of("drivers.a2.vin", "drivers", [PRIYA, TESS]) == ""
    assert holder_of("dba", "applicant", [PRIYA, TESS]) == ""


def test_an_address_is_one_box_whichever_of_its_parts_somebody_is_in():
    assert holder_of("mailing_address", "applicant", [PRIYA]) == "Priya Nair"
    assert holder_of("mail", "applicant", [PRIYA]) == ""


def test_the_same_name_of_a_box_on_another_page_is_another_box():
    assert holder_of("mailing_address", "coverage", [PRIYA]) == ""


def test_one_reads_who_is_there_and_that_a_box_opens_again():
    titles = {"applicant": "Business", "drivers": "Drivers"}
    assert present_words([PRIYA, TESS], titles) == (
        "Priya Nair is in Business. Tess Thorne is in Drivers."
    )
    assert present_words([Present(9, "Bob Baxter", "", "")], titles) == "Bob Baxter is here too."
    assert present_words([], titles) == ""
    assert lock_words("Priya Nair") == (
        "Priya is typing here. It opens for you when Priya leaves it."
    )
