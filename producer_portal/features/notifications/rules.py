"""Who is told about what, by which channel, in which words."""

from collections.abc import Mapping
from dataclasses import dataclass
from string import Template


@dataclass(frozen=True, slots=True)
class Audience:
    """Who is told: named people, the people of a producer's book, and those in an agency with a permission.

    `permission` reaches everybody whose role has it, in `agency_id` and the agencies above it.
    """

    user_ids: tuple[int, ...] = ()
    producer_id: int | None = None
    permission: str | None = None
    agency_id: int | None = None
    # Whoever did the deed need not be told of it.
    but_user_id: int | None = None


@dataclass(frozen=True, slots=True)
class EventWords:
    """One kind of event: its headline, its mail, and the channels it uses by default (MSG-3)."""

    title: str
    mail_subject: str
    mail_text: str
    by_mail: bool = True
    # What is counted elsewhere in the header is not told a second time beside the bell.
    in_portal: bool = True

    def headline(self, words: Mapping[str, str]) -> str:
        return Template(self.title).safe_substitute(words)

    def subject(self, words: Mapping[str, str]) -> str:
        return Template(self.mail_subject).safe_substitute(words)

    def text(self, words: Mapping[str, str]) -> str:
        return Template(self.mail_text).safe_substitute(words)
