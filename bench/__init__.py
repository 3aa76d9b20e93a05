"""Benchmarks: each figure is a ratio against a peer or a limit measured or stated in the same run."""
