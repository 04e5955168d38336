"""What people are told: an inbox and digests, read off the trail, and reminders of what is due.

Words: InboxItem (pesan kotak masuk), DigestChoice (ringkasan surel), CalendarKey (kunci kalender).
Listens to every app below by reading the trail; only the doors import it.
"""
