"""What applicants upload: the types and sizes welcome."""

from django.utils.translation import gettext_lazy as _

from documents.uses import DOCUMENTS, Use, register

APPLICATION_DOCUMENT = register(
    Use("application_document", _("Document of an application"), DOCUMENTS, 10 * 1024 * 1024)
)
