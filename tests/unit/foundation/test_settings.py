"""Production starts with nothing left at its default (OPS-4)."""

import pytest

from producer_portal.foundation.settings import Mode, Settings, UnsafeSettings

GOOD = {
    "mode": "production",
    "secret_key": "k3Jw9-Qz7pLx2VnB8sRt5YcM1dFg4HhA",
    "public_address": "https://portal.agency.com",
    "smtp_host": "mail.agency.com",
    "metrics_token": "a-token-of-its-own",
}


def test_production_starts_with_settings_of_its_own():
    chosen = Settings(**GOOD)
    assert chosen.mode is Mode.PRODUCTION
    assert chosen.origins == {"https://portal.agency.com"}
    assert chosen.is_https


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"secret_key": ""}, "PORTAL_SECRET_KEY"),
        ({"secret_key": "changeme"}, "PORTAL_SECRET_KEY"),
        ({"secret_key": "x" * 32}, "PORTAL_SECRET_KEY"),
        ({"secret_key": "ab" * 20}, "not random"),
        ({"public_address": ""}, "PORTAL_PUBLIC_ADDRESS"),
        ({"public_address": "http://portal.agency.com"}, "PORTAL_PUBLIC_ADDRESS"),
        ({"smtp_host": ""}, "PORTAL_SMTP_HOST"),
        ({"metrics_token": ""}, "PORTAL_METRICS_TOKEN"),
    ],
)
def test_production_names_each_setting_that_is_not_safe(change, words):
    with pytest.raises(ValueError, match=words):
        Settings(**{**GOOD, **change})


def test_several_workers_need_redis():
    with pytest.raises(ValueError, match="PORTAL_REDIS_URL"):
        Settings(workers=2)


def test_a_misspelled_setting_is_refused():
    with pytest.raises(ValueError, match="session_idle"):
        Settings(session_idle=5)


def test_a_demonstration_keeps_one_random_secret(tmp_path):
    first = Settings(var_folder=tmp_path)
    second = Settings(var_folder=tmp_path)
    assert first.secret_key == second.secret_key
    assert len(first.secret_key.get_secret_value()) >= 32
    assert (tmp_path / "secret.key").stat().st_mode & 0o077 == 0


def test_what_is_refused_says_so_in_words():
    assert issubclass(UnsafeSettings, ValueError)
