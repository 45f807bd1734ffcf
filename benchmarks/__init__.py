"""Measures Sabaq beside floors that are measured in the same run: `make bench`, or `python -m benchmarks --quick`."""
