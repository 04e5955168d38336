"""Improvement: from recommendations to actions of units, watched until the index moves.

Words: Recommendation (Rekomendasi), ActionPlan (Rencana aksi), Action (Aksi), ActionStep (Tahapan
kegiatan), RequiredEvidence (Data dukung yang diminta), Blocker (Kendala), Endorsement (Pengesahan
pimpinan unit). May import ``assessments`` and whatever lies below it.
"""
