"""Golden cases: what comes out, kept beside what went in, and read by eye when it changes."""
