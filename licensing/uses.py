"""What applicants upload: the types and sizes welcome."""

from django.utils.translation import gettext_lazy as _

from documents.uses import SCANS, Use, register

APPLICATION_DOCUMENT = register(
    Use("application_document", _("Document of an application"), SCANS, 10 * 1024 * 1024)
)
EVIDENCE = register(
    Use("evidence", _("Document of a hearing or an appeal"), SCANS, 10 * 1024 * 1024)
)
INSPECTION_PHOTO = register(
    Use("inspection_photo", _("Photo of an inspection"), ("jpg", "png"), 10 * 1024 * 1024, 30)
)
FINDING_PROOF = register(
    Use("finding_proof", _("Proof that a finding is put right"), SCANS, 10 * 1024 * 1024)
)
