"""Django's registration of this folder. Last in the list: it takes away what Wagtail has set up."""

from django.apps import AppConfig


class HubAdminConfig(AppConfig):
    name = "content.hub.admin"
    label = "hub_admin"
    verbose_name = "管理界面"

    def ready(self) -> None:
        from content.hub.admin.exports import keep_formulas_out
        from content.hub.admin.notifications import send_no_mail
        from content.hub.admin.reports import list_kinds_with_registration

        send_no_mail()
        keep_formulas_out()
        list_kinds_with_registration()
