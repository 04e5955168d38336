"""Assessments: what an institution was rated, in which cycle, at which stage, and what came of it.

Words: Cycle (Siklus), Assessment (Penilaian), Stage (Tahap), StageValue (Nilai tahap), GroupAverage
(rata-rata kelompok). May import ``instruments``, ``people``, ``foundation`` and ``pure``; is a
stranger to ``applications``.
"""
