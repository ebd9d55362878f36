"""What an owner types: `portal …` (OPS-1, OPS-3, OPS-4)."""

import subprocess
import sys

import pytest

from tests.running import ROOT, portal_environment

PRODUCTION = {
    "PORTAL_MODE": "production",
    "PORTAL_SECRET_KEY": "k3Jw9-Qz7pLx2VnB8sRt5YcM1dFg4HhA",
    "PORTAL_PUBLIC_ADDRESS": "https://portal.agency.com",
    "PORTAL_SMTP_HOST": "mail.agency.com",
    "PORTAL_METRICS_TOKEN": "a-token-of-its-own",
}


def portal(var, *words, **settings):
    return subprocess.run(
        [sys.executable, "-m", "producer_portal", *words],
        cwd=ROOT,
        capture_output=True,
        text=True,
        env=portal_environment(var, 3999, **settings),
        check=False,
    )


@pytest.fixture(scope="module")
def seeded(tmp_path_factory):
    var = tmp_path_factory.mktemp("seeded")
    assert portal(var, "migrate").returncode == 0
    made = portal(var, "seed")
    assert "marcus@harborline.example" in made.stdout
    return var


def test_the_demonstration_is_seeded_once(seeded):
    again = portal(seeded, "seed")
    assert "there already" in again.stdout


def test_the_seeded_ledger_and_trail_are_whole(seeded):
    assert "whole" in portal(seeded, "verify-ledger").stdout
    assert "whole" in portal(seeded, "verify-audit").stdout


def test_a_demonstration_person_has_a_current_code(seeded):
    made = portal(seeded, "demo-code", "dana@harborline.example")
    assert made.stdout.strip().isdigit()
    assert len(made.stdout.strip()) == 6
    assert portal(seeded, "demo-code", "nobody@harborline.example").returncode == 1


def test_production_gives_no_codes_and_seeds_nothing(seeded):
    assert portal(seeded, "demo-code", "dana@harborline.example", **PRODUCTION).returncode == 1
    assert portal(seeded, "seed", **PRODUCTION).returncode != 0


def test_production_refuses_a_demonstration_database(seeded):
    refused = portal(seeded, "serve", **PRODUCTION)
    assert refused.returncode == 1
    assert "demonstration" in refused.stderr


@pytest.mark.parametrize(
    "missing", ["PORTAL_SECRET_KEY", "PORTAL_PUBLIC_ADDRESS", "PORTAL_SMTP_HOST"]
)
def test_production_refuses_defaults_in_words(tmp_path, missing):
    refused = portal(tmp_path, "serve", **{**PRODUCTION, missing: ""})
    assert refused.returncode == 1
    assert missing in refused.stderr
    assert "Traceback" not in refused.stderr


def test_production_refuses_dev_mode(tmp_path):
    assert portal(tmp_path, "migrate", **PRODUCTION).returncode == 0
    refused = portal(tmp_path, "serve", **PRODUCTION, REFLEX_ENV_MODE="dev")
    assert refused.returncode == 1
    assert "REFLEX_ENV_MODE" in refused.stderr


def test_an_owner_founds_an_agency_and_is_invited(tmp_path):
    assert portal(tmp_path, "migrate", **PRODUCTION).returncode == 0
    made = portal(
        tmp_path, "create-admin", "owner@agency.com", "Olga Owner", "Agency of Olga", **PRODUCTION
    )
    assert "https://portal.agency.com/invitation/" in made.stdout
    again = portal(
        tmp_path, "create-admin", "owner@agency.com", "Olga Owner", "Another", **PRODUCTION
    )
    assert again.returncode == 1
    assert "already" in again.stderr
