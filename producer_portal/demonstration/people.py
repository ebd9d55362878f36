"""Who works at the demonstration agency, and what business it has."""

from dataclasses import dataclass

from producer_portal.foundation.permissions import Role

AGENCY = ("Harborline Insurance Group", "Harborline")
BRANCHES = {"tampa": "Harborline Tampa", "naples": "Harborline Naples"}
# Printed on purpose: a demonstration that nobody can enter shows nothing. Production refuses it.
PASSWORD = "Lantern-Harbor-42-quilt"  # noqa: S105


@dataclass(frozen=True, slots=True)
class DemoPerson:
    """One login. Who is not enrolled shows the first sign-in."""

    key: str
    name: str
    role: Role
    branch: str = ""
    upline: str = ""
    is_enrolled: bool = True

    @property
    def email(self) -> str:
        return f"{self.key}@harborline.example"


# A chain of three levels: Marcus stands under Priya, Priya under Elena; Theo works in Naples.
PEOPLE = (
    DemoPerson("dana", "Dana Whitfield", Role.PRINCIPAL),
    DemoPerson("elena", "Elena Marsh", Role.PRODUCER, "tampa"),
    DemoPerson("priya", "Priya Nair", Role.PRODUCER, "tampa", "elena"),
    DemoPerson("marcus", "Marcus Oyelaran", Role.PRODUCER, "tampa", "priya"),
    DemoPerson("theo", "Theo Lindqvist", Role.PRODUCER, "naples", is_enrolled=False),
    DemoPerson("tom", "Tom Halvorsen", Role.UNDERWRITER),
    DemoPerson("lena", "Lena Brandt", Role.UNDERWRITER),
    DemoPerson("casey", "Casey Ruiz", Role.CSR),
    DemoPerson("ada", "Ada Feld", Role.ADMINISTRATOR),
    DemoPerson("rowan", "Rowan Pike", Role.READ_ONLY),
    DemoPerson("noor", "Noor Haddad", Role.ACCOUNTANT),
    DemoPerson("mina", "Mina Castell", Role.MANAGER, "tampa"),
    DemoPerson("ivy", "Ivy Orchard", Role.INSURED),
)

CARRIERS = (
    ("Larkfield Mutual", "LARK"),
    ("Northgate Casualty", "NGATE"),
    ("Tidewater Surplus Lines", "TIDE"),
    ("Granite Peak Insurance", "GRAN"),
)

BUSINESSES = (
    "Kestrel Valley Logistics LLC",
    "Orchard & Vine Hospitality",
    "Pruitt Brothers Roofing Inc.",
    "Saltmarsh Marine Services",
    "Cobblestone Dental PLLC",
    "Redbud Early Learning",
    "Ironbark Millwork Co.",
    "Northfork Brewing Co.",
    "Delgado Landscape LLC",
    "Whitcomb Property Mgmt",
    "Bluewater Pool Care",
    "Sable Palm Electric",
    "Harrow & Finch Catering",
    "Gulfline Signs Inc.",
    "Tern Island Outfitters",
    "Magnolia Street Bakery",
    "Osprey Fence & Gate",
    "Live Oak Physical Therapy",
    "Copperline Plumbing",
    "Sandbar Kayak Tours",
)
FAMILIES = (
    "Tran, Michael and Linh",
    "Alvarez, Sofia",
    "Okafor, Daniel",
    "Beckett, Ruth",
    "Ivanov, Peter",
    "Castillo, Ana",
    "Nguyen, Kim",
    "Harper, Joel",
    "Singh, Amrit",
    "Kowalski, Eva",
)
