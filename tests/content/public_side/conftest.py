from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.content.public_side.site import Site, make_site
from tests.factories import change


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    """Two disclosures of the township, one of a village."""
    found = make_site(
        tmp_path,
        change("t01/000001", title="柳溪镇低保名单公示"),
        change("t01/000002", title="柳溪镇财政预算"),
        change("t01-v01/000001", title="第一村村务公开"),
    )
    yield found
    found.close()
