"""明白: the front door. One command, ``mingbai``, starts every process."""

__version__ = "0.1.0"
