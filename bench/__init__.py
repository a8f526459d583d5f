"""One file for each group of figures; ``python -m bench`` measures them into build/bench.json."""
