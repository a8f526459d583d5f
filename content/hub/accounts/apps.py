"""Django's registration of this folder."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "content.hub.accounts"
    label = "accounts"
    verbose_name = "账号"

    def ready(self) -> None:
        from django.conf import settings
        from django.contrib.auth.signals import user_logged_in

        from content.hub.accounts.requirement import check_names
        from content.hub.accounts.session import begin

        check_names(settings.HUB.second_factor_for)
        # Django's own hook: whatever door a session came in by, it carries its beginning.
        user_logged_in.connect(begin, dispatch_uid="accounts.begin")
