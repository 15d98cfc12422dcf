"""History from elsewhere: reads releases of the Open Contracting Data Standard, 1.0 and 1.1.

`reading` takes releases out of files, `merging` makes one of all releases of a process, `facts`
reads what it says and notes what it could not, `storing` writes that as a past case, and
`importing` runs all of it for `manage.py import_ocds`. docs/importing.md tells the rules.
"""
