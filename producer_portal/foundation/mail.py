"""Outgoing mail: by SMTP, or into a folder in a demonstration. Called by the outbox only."""

import smtplib
import ssl
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import formatdate

from producer_portal.foundation.outbox import EffectFailed, EffectRefused
from producer_portal.foundation.settings import settings
from producer_portal.foundation.stores import private_folder

TIMEOUT_SECONDS = 20


def send(
    *, key: str, to: str, subject: str, text: str, attachment: tuple[str, bytes] | None = None
) -> None:
    """Send one message. The key becomes its Message-ID, so a retried one is recognized.

    A server that took it and whose answer was lost is sent it again under the same Message-ID, by which
    mailboxes keep one. Raises EffectFailed when the server cannot take it now, EffectRefused when it
    never will.
    """
    message = EmailMessage(policy=SMTP)
    # EmailMessage refuses line breaks in headers, which closes header injection (ASVS 1.3.11).
    message["From"] = settings().mail_from
    message["To"] = _one_line(to)
    message["Subject"] = _one_line(subject)
    message["Date"] = formatdate(usegmt=True)
    message["Message-ID"] = f"<{_one_line(key).replace(' ', '-')}@portal>"
    message.set_content(text)
    if attachment is not None:
        name, content = attachment
        message.add_attachment(content, maintype="application", subtype="pdf", filename=name)
    if settings().smtp_host:
        _by_smtp(message)
    else:
        _intoprivate_folder(key, message)


def _one_line(words: str) -> str:
    return " ".join(words.split())


def _by_smtp(message: EmailMessage) -> None:
    chosen = settings()
    try:
        with smtplib.SMTP(chosen.smtp_host, chosen.smtp_port, timeout=TIMEOUT_SECONDS) as server:
            if chosen.is_smtp_encrypted:
                server.starttls(context=ssl.create_default_context())
            if chosen.smtp_user:
                server.login(chosen.smtp_user, chosen.smtp_password.get_secret_value())
            server.send_message(message)
    except smtplib.SMTPRecipientsRefused as failure:
        code = max(code for code, _ in failure.recipients.values())
        raise _refusal(code) from failure
    except smtplib.SMTPResponseException as failure:
        raise _refusal(failure.smtp_code) from failure
    except (smtplib.SMTPException, OSError) as failure:
        kind = type(failure).__name__
        raise EffectFailed(f"The mail server could not be reached: {kind}") from failure


def _refusal(code: int) -> EffectFailed:
    """In our own words: what a server says may name the address, which is nobody else's business."""
    if 500 <= code < 600:
        return EffectRefused(f"The mail server refused the message for good ({code})")
    return EffectFailed(f"The mail server does not take the message now ({code})")


def _intoprivate_folder(key: str, message: EmailMessage) -> None:
    """A demonstration writes mail where a person can read it; the same key overwrites itself."""
    safe = "".join(letter if letter.isalnum() or letter in "-_." else "_" for letter in key)
    (private_folder("mail") / f"{safe[:150]}.eml").write_bytes(message.as_bytes())
