"""Existing licences from an authority's own files: read, judged row by row, brought in, undone.

`checking` is the dry run, `storing` brings the licences in, `undoing` takes them back; all go
through a batch in pieces, may be killed at any moment and go on. See docs/licences-register.md.
"""
