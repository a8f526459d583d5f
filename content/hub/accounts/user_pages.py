"""设置 → 用户: Wagtail's pages, with forms that refuse what must not be, and a row in the log for every change.

Accounts are changed one by one: Wagtail's actions on many at once ask no form and are closed (content.hub.urls).
"""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.db import transaction
from wagtail.users.views.users import CreateView, DeleteView, EditView, IndexView, UserViewSet

from content.hub.accounts.changes import NOBODY, kept_of, record_changes
from content.hub.accounts.happened import Happened
from content.hub.accounts.log import record
from content.hub.accounts.request import origin_of
from content.hub.accounts.user_form import ChangedUserForm, NewUserForm


class UserIndex(IndexView):
    """用户."""

    @cached_property
    def columns(self) -> list[Any]:
        return [column for column in super().columns if column.name != "bulk_actions"]


class NewUser(CreateView):
    """Django saves and records in one transaction: form_valid of Wagtail's view opens it."""

    def save_instance(self) -> Any:
        user = super().save_instance()
        record_changes(user, NOBODY, by=self.request.user.get_username(), origin=origin_of(self.request))
        return user


class ChangedUser(EditView):
    """The state before is read from the database: the form has already changed the object in memory."""

    def save_instance(self) -> Any:
        before = kept_of(self.object.pk)
        user = super().save_instance()
        by = "" if self.editing_self else self.request.user.get_username()
        record_changes(user, before, by=by, origin=origin_of(self.request))
        return user


class DeletedUser(DeleteView):
    """What the account did stays in every log, under its name."""

    def delete_action(self) -> None:
        with transaction.atomic():
            record(Happened.DELETED, self.object, origin_of(self.request), by=self.request.user.get_username())
            super().delete_action()


class HubUsers(UserViewSet):
    """What content.hub.accounts.users_app names."""

    index_view_class = UserIndex
    index_template_name = "wagtailadmin/generic/listing.html"  # Wagtail's own has a bar of actions on many
    add_view_class = NewUser
    edit_view_class = ChangedUser
    delete_view_class = DeletedUser

    def get_form_class(self, for_update: bool = False) -> type:
        return ChangedUserForm if for_update else NewUserForm
