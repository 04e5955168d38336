"""Tables of follow-up coming in: what cities keep in spreadsheets, and our own form read back.

The shapes here are brought in by the same journey as result tables (preview, confirm, report); see
``selaras.assessments.services.imports``.
"""
