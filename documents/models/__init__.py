"""Files that come in, what they are attached to, and papers that go out."""

from documents.models.attachment import Attachment
from documents.models.paper import Paper
from documents.models.pending import PendingUpload
from documents.models.stored import StoredFile

__all__ = ["Attachment", "Paper", "PendingUpload", "StoredFile"]
