"""What granian serves: the feed in front, Django behind.

``application`` is made on first use from the settings file that MINGBAI_HUB_CONFIG names: granian's worker is
a process of its own.
"""

from __future__ import annotations

import os
from pathlib import Path

from config.load import load_hub
from config.logs import configure
from config.settings import HubSettings
from content.hub.feed_door import Application, FeedDoor
from content.hub.settings import setup

CONFIG_VARIABLE = "MINGBAI_HUB_CONFIG"


def application_for(hub: HubSettings) -> Application:
    """The whole hub as one WSGI application."""
    setup(hub)
    from django.core.wsgi import get_wsgi_application

    return FeedDoor(hub.repository_dir, get_wsgi_application())


def load_application(_: object = None) -> Application:
    """For granian's worker: ``content.hub.wsgi:load_application`` as a factory."""
    configure()
    return application_for(load_hub(Path(os.environ[CONFIG_VARIABLE])))
