"""The evidence library: documents of an institution, stored once and read by many.

Words: Document (Dokumen bukti), DocumentVersion (versi berkas), Blob (isi berkas under its
SHA-256), Upload (unggahan). What a document proves is said upstairs, in ``assessments``. May
import ``people``, ``foundation`` and ``pure``; is a stranger to ``instruments``.
"""
