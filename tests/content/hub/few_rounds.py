"""A quick form of the hash of a pass phrase: what takes half a second by design takes none in the tests' own process."""

from __future__ import annotations

from django.contrib.auth.hashers import PBKDF2PasswordHasher


class FewRounds(PBKDF2PasswordHasher):
    iterations = 100
