"""An emulated LED card: for the demo, for tests, and for trying a line before the board is on the wall."""
