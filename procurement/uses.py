"""What is uploaded in this room: documents of a tender, minutes of meetings, those of a bid
or of an application for qualification.
"""

from django.utils.translation import gettext_lazy as _

from documents.uses import DOCUMENTS, Use, register

TENDER_DOCUMENT = register(Use("tender_document", _("Tender document"), DOCUMENTS))
MEETING_MINUTES = register(Use("meeting_minutes", _("Minutes of a meeting"), DOCUMENTS))
BID_ATTACHMENT = register(Use("bid_attachment", _("Attachment of a bid"), DOCUMENTS))
QUALIFICATION_PAPER = register(
    Use("qualification_paper", _("Document of an application for qualification"), DOCUMENTS)
)
