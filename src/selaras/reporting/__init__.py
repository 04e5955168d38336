"""What is handed over: reports, the worksheet that goes round, packages of evidence, open data.

Its words: a Report is an object that says what it asks for, who may have it, and composes a plain
document; a ReportRun is one made for one person, in the background where it takes long. It reads
every app below and writes none of their tables; what comes back from people goes through the
services of the apps that own it. May import: improvement and everything below it.
"""
