"""Decoders under coverage-guided fuzzing (atheris): ``make fuzz``. Not part of ``make test``."""
