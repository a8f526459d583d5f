"""时限: when something must be disclosed and how long it must hang, by rules that are data."""
