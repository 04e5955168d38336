"""People and places: institutions, their units over time, users, and who is appointed to what.

Words: Institution (Instansi), Unit (Perangkat Daerah / unit kerja), User (Pengguna),
Appointment (Penugasan: person × role × place × decree × term). May import ``foundation`` and
``pure``; knows nothing of instruments or assessments.
"""
