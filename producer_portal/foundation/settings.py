"""How this installation runs. One class, read from the environment, that fails at start, not at first use."""

import re
import secrets
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Self
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

SMALLEST_SECRET_CHARACTERS = 32
_SCANNER_ADDRESS = re.compile(r"unix:/.+|tcp:[^:]+:\d{1,5}")
_KNOWN_SECRETS = frozenset({"changeme", "secret", "demonstration", "x" * 32})


class Mode(StrEnum):
    """A demonstration shows made-up people; production holds real ones."""

    DEMONSTRATION = "demonstration"
    PRODUCTION = "production"


class UnsafeSettings(ValueError):
    """Production was asked for with settings that are not safe. The message names each one (OPS-4)."""


class Settings(BaseSettings):
    """Every setting, from variables named PORTAL_…; defaults suit one machine and a demonstration."""

    model_config = SettingsConfigDict(env_prefix="PORTAL_", extra="forbid")

    mode: Mode = Mode.DEMONSTRATION
    var_folder: Path = Path("var")
    database_url: str = ""
    migration_url: str = ""
    database_role: str = "portal_app"
    redis_url: str = ""
    secret_key: SecretStr = SecretStr("")
    # Older keys still open what they sealed; the first one seals. "id:secret,id:secret"
    field_keys: SecretStr = SecretStr("")
    is_storage_encrypted: bool = True
    # Files lie on disk under the var folder, or in this bucket of an S3 service.
    s3_bucket: str = ""
    s3_endpoint: str = ""
    s3_region: str = "us-east-1"
    s3_access_key: str = ""
    s3_secret_key: SecretStr = SecretStr("")
    s3_prefix: str = ""
    # "unix:/run/clamav/clamd.ctl" or "tcp:127.0.0.1:3310"; empty: files are not scanned.
    scanner_address: str = ""
    public_address: str = ""
    host: str = "127.0.0.1"
    port: int = Field(default=3000, ge=1, le=65535)
    workers: int = Field(default=1, ge=1, le=32)
    trusted_proxy_hops: int = Field(default=0, ge=0, le=3)
    metrics_token: SecretStr = SecretStr("")
    smtp_host: str = ""
    smtp_port: int = Field(default=587, ge=1, le=65535)
    smtp_user: str = ""
    smtp_password: SecretStr = SecretStr("")
    is_smtp_encrypted: bool = True
    mail_from: str = "Producer Portal <no-reply@localhost>"
    # A provider of text messages that is asked as Twilio is; empty: no texts, but in a demonstration.
    sms_address: str = ""
    sms_account: str = ""
    sms_token: SecretStr = SecretStr("")
    sms_sender: str = ""
    # Whether the provider knows an Idempotency-Key again; otherwise it is asked before a text is repeated.
    is_sms_idempotent: bool = False
    session_idle_seconds: int = Field(default=1800, ge=60, le=86_400)
    session_absolute_seconds: int = Field(default=28_800, ge=300, le=86_400)
    is_one_session_per_user: bool = True
    is_scheduler_on: bool = True
    log_level: str = "INFO"

    @model_validator(mode="after")
    def _fill_and_refuse(self) -> Self:
        if not self.database_url:
            self.database_url = f"sqlite:///{self.var_folder.absolute() / 'portal.sqlite3'}"
        if self.mode is Mode.DEMONSTRATION:
            self._fill_demonstration()
        else:
            self._refuse_unsafe()
        self._refuse_half_set()
        if self.workers > 1 and not self.redis_url:
            raise UnsafeSettings("PORTAL_WORKERS above 1 needs PORTAL_REDIS_URL")
        return self

    def _refuse_half_set(self) -> None:
        """A store or a scanner that is half described would fail at the first file, not at start."""
        if self.s3_bucket and not (self.s3_access_key and self.s3_secret_key.get_secret_value()):
            raise UnsafeSettings("PORTAL_S3_BUCKET needs PORTAL_S3_ACCESS_KEY and _SECRET_KEY")
        if self.s3_endpoint and urlsplit(self.s3_endpoint).scheme not in {"http", "https"}:
            raise UnsafeSettings("PORTAL_S3_ENDPOINT must be an http or https address")
        if self.sms_address:
            if urlsplit(self.sms_address).scheme not in {"http", "https"}:
                raise UnsafeSettings("PORTAL_SMS_ADDRESS must be an http or https address")
            if self.mode is Mode.PRODUCTION and not self.sms_address.startswith("https://"):
                raise UnsafeSettings("PORTAL_SMS_ADDRESS must be https in production")
            if not (self.sms_account and self.sms_token.get_secret_value() and self.sms_sender):
                raise UnsafeSettings("PORTAL_SMS_ADDRESS needs PORTAL_SMS_ACCOUNT, _TOKEN, _SENDER")
        if self.scanner_address and not _SCANNER_ADDRESS.fullmatch(self.scanner_address):
            raise UnsafeSettings(
                "PORTAL_SCANNER_ADDRESS must be unix:/path/of/socket or tcp:host:port"
            )

    def _fill_demonstration(self) -> None:
        if not self.secret_key.get_secret_value():
            self.secret_key = SecretStr(_kept_secret(self.var_folder / "secret.key"))
        if not self.metrics_token.get_secret_value():
            self.metrics_token = SecretStr(_kept_secret(self.var_folder / "metrics.token"))
        if not self.public_address:
            self.public_address = f"http://localhost:{self.port}"

    def _refuse_unsafe(self) -> None:
        """Production starts with nothing left at its default (OPS-4)."""
        secret = self.secret_key.get_secret_value()
        address = urlsplit(self.public_address)
        faults = []
        if len(secret) < SMALLEST_SECRET_CHARACTERS or secret in _KNOWN_SECRETS:
            faults.append(
                f"PORTAL_SECRET_KEY needs {SMALLEST_SECRET_CHARACTERS} characters of its own"
            )
        if len(set(secret)) < 10:
            faults.append("PORTAL_SECRET_KEY is not random")
        if address.scheme != "https" or not address.hostname:
            faults.append("PORTAL_PUBLIC_ADDRESS must be the https address people use")
        if not self.smtp_host:
            faults.append("PORTAL_SMTP_HOST is needed: resets and notices go by mail")
        if not self.metrics_token.get_secret_value():
            faults.append("PORTAL_METRICS_TOKEN is needed: measures are not public")
        if faults:
            raise UnsafeSettings("Not started. " + "; ".join(faults) + ".")

    @property
    def origins(self) -> frozenset[str]:
        """The exact origins a browser may call from. A demonstration also answers on both loopback names."""
        address = urlsplit(self.public_address)
        own = {f"{address.scheme}://{address.netloc}"}
        if self.mode is Mode.DEMONSTRATION:
            own |= {f"http://localhost:{self.port}", f"http://127.0.0.1:{self.port}"}
        return frozenset(own)

    @property
    def is_https(self) -> bool:
        """Whether people reach the portal over TLS, which decides cookie names and HSTS."""
        return self.public_address.startswith("https://")

    @property
    def is_sqlite(self) -> bool:
        return self.database_url.startswith("sqlite")


def _kept_secret(path: Path) -> str:
    """A random secret made once and kept beside the demonstration's database."""
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        with path.open("x") as file:
            path.chmod(0o600)
            file.write(secrets.token_urlsafe(48))
    except FileExistsError:
        pass
    return path.read_text().strip()


@cache
def settings() -> Settings:
    """The settings of this process, read once."""
    return Settings()
