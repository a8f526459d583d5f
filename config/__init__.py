"""Frozen, validated settings of every process, read from TOML files."""
