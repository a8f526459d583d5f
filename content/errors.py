"""What can go wrong between approval and a verified copy, split by who must act.

    FeedError
    ├── TrustError    the publisher must act: a signature, a version, a rule of the feed does not hold
    ├── FetchError    the network must come back: no answer, a wrong status, a cut or endless body
    └── StoreError    the technician must act: a full disk, a corrupt or missing database

Foreign errors are turned into these once, at the seam, with ``raise … from err``.
"""


class FeedError(Exception):
    """Root of the three; loops catch this one, log it and carry on with the last good content."""


class TrustError(FeedError):
    """Content that must not be shown: unsigned, altered, rolled back, expired, or against a rule."""


class FetchError(FeedError):
    """The source could not be reached, or did not deliver what it promised."""


class StoreError(FeedError):
    """The terminal's own disk or database failed."""
