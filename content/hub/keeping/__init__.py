"""备份和恢复: one file that holds a hub, and what must be known when a hub comes back from it."""
