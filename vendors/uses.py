"""What companies upload: which purposes there are, and the types and sizes welcome."""

from django.utils.translation import gettext_lazy as _

from documents.uses import SCANS, Use, register

EXTRACT = "register_extract"
TAX_CERTIFICATE = "tax_certificate"
# The purposes of a company's documents, in the order in which they are asked for.
PURPOSES = {
    EXTRACT: _("Commercial register extract"),
    TAX_CERTIFICATE: _("Tax certificate"),
}

COMPANY_DOCUMENT = register(Use("company_document", _("Company document"), SCANS, 10 * 1024 * 1024))
# A credential's document; what the company gives once is used in all its bids.
CREDENTIAL = "credential"
