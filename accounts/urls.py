"""Addresses of the administration of people and agencies, and of delegations."""

from django.urls import path

from accounts.lists import saved
from accounts.views import agencies, delegations, keys, people, posts

urlpatterns = [
    path("people/", people.PeopleList.as_view(), name="people"),
    path("people/invite/", posts.invite, name="invite_person"),
    path("people/agencies/", agencies.AgencyList.as_view(), name="manage_agencies"),
    path("people/agencies/<slug:code>/", agencies.edit_agency, name="edit_agency"),
    path("people/agencies/<slug:code>/add/", agencies.add_agency, name="add_agency"),
    path("people/<int:pk>/", people.person, name="person"),
    path("people/<int:pk>/invitation/", posts.invite_again, name="invite_again"),
    path("people/<int:pk>/roles/<int:post>/end/", posts.end_role, name="end_role"),
    path("people/<int:pk>/second-factor/", posts.reset_factors, name="reset_factors"),
    path("people/<int:pk>/close/", posts.close_sign_in, name="close_sign_in"),
    path("people/<int:pk>/open/", posts.open_sign_in, name="open_sign_in"),
    path("delegations/", delegations.DelegationList.as_view(), name="delegations"),
    path("delegations/new/", delegations.new_delegation, name="new_delegation"),
    path("delegations/<int:pk>/end/", delegations.end_delegation, name="end_delegation"),
    path("account/keys/", keys.personal_keys_page, name="personal_keys"),
    path("account/keys/new/", keys.new_key, name="new_personal_key"),
    path("account/keys/<int:pk>/check/", keys.check_key, name="check_personal_key"),
    path("account/keys/<int:pk>/recover/", keys.recover_key, name="recover_personal_key"),
    path("lists/<slug:list_name>/save/", saved.save, name="save_filter"),
    path("lists/<slug:list_name>/open-with/", saved.open_with, name="open_with_filter"),
    path("lists/<slug:list_name>/tell/", saved.tell, name="tell_of_filter"),
    path("lists/<slug:list_name>/forget/", saved.forget, name="forget_filter"),
]
