"""The Laporan Hasil Pemantauan or Evaluasi: what one assessment came to, chapter by chapter.

``report`` is the report object and puts the chapters in order; every other module composes some of
them from a ``queries.outcome.Outcome``. ``wording`` is what they all write figures with.
"""
