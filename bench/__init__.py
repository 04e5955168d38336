"""Benchmarks: ``make bench`` measures what DESIGN promises and prints each figure beside its bar.

Every measurement runs in a process and an installation of its own. Times are of one run on a
machine that may be busy: compare ratios, and never let a figure here gate a change.
"""
