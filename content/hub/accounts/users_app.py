"""Django's registration of Wagtail's users, with our pages in the place of its own."""

from wagtail.users.apps import WagtailUsersAppConfig


class UsersConfig(WagtailUsersAppConfig):
    user_viewset = "content.hub.accounts.user_pages.HubUsers"
