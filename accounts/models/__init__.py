"""People, agencies, and what people may do in them."""

from accounts.models.agency import Agency
from accounts.models.person import User
from accounts.models.personal_key import PersonalKey
from accounts.models.post import Delegation, Membership, Role
from accounts.models.saved_filter import SavedFilter

__all__ = ["Agency", "Delegation", "Membership", "PersonalKey", "Role", "SavedFilter", "User"]
