"""Files people hand in: private storage under their digest, and what they are found to be inside.

Everything here streams: the memory it takes does not grow with the file.
"""
