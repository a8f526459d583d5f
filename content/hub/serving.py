"""What granian serves: the feed and the public pages in front, Django behind, both in granian's own interface (RSGI).

``load_application`` makes it from the settings file that MINGBAI_HUB_CONFIG names: granian's worker is a process of
its own.
"""

from __future__ import annotations

import gc
import os
from pathlib import Path

from config.load import load_hub
from config.logs import configure
from config.settings import HubSettings
from content.hub.django_behind import KEEP_CONNECTIONS_S, DjangoBehind
from content.hub.feed_door import FeedDoor
from content.hub.public_door import PublicDoor
from content.hub.settings import public_dir, setup

GARBAGE_AFTER = 10_000  # objects; every answer leaves some, none of them in a circle
CONFIG_VARIABLE = "MINGBAI_HUB_CONFIG"


class Hub:
    """RSGI's form of an application: granian calls ``__rsgi__`` for every request."""

    def __init__(self, door: FeedDoor) -> None:
        self.__rsgi__ = door.__call__


def application_for(hub: HubSettings) -> FeedDoor:
    """The whole hub as one RSGI application."""
    setup(hub)
    from django.core.wsgi import get_wsgi_application
    from django.db import connections

    connections.settings["default"] |= {"CONN_MAX_AGE": KEEP_CONNECTIONS_S, "CONN_HEALTH_CHECKS": True}
    django = DjangoBehind(get_wsgi_application())
    return FeedDoor(hub.repository_dir, PublicDoor(public_dir(hub), django))


def load_application(_: object = None) -> Hub:
    """For granian's worker: ``content.hub.serving:load_application`` as a factory."""
    configure()
    hub = Hub(application_for(load_hub(Path(os.environ[CONFIG_VARIABLE]))))
    gc.freeze()  # Django and Wagtail stay: half a million objects that need not be looked through for litter
    gc.set_threshold(GARBAGE_AFTER)
    return hub
