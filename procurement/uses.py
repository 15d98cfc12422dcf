"""What is uploaded in this room: the documents of a tender, and those of a bid."""

from django.utils.translation import gettext_lazy as _

from documents.uses import DOCUMENTS, Use, register

TENDER_DOCUMENT = register(Use("tender_document", _("Tender document"), DOCUMENTS))
BID_ATTACHMENT = register(Use("bid_attachment", _("Attachment of a bid"), DOCUMENTS))
