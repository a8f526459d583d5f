"""Django's registration of this folder."""

from django.apps import AppConfig


class FilesConfig(AppConfig):
    name = "content.hub.files"
    label = "files"
    verbose_name = "文件归属"

    def ready(self) -> None:
        from django.db.models.signals import post_save
        from wagtail.documents import get_document_model
        from wagtail.images import get_image_model

        from content.hub.files.services import uploaded

        # Wagtail takes files in at six doors; this is where all of them lead.
        for model in (get_document_model(), get_image_model()):
            post_save.connect(uploaded, sender=model, dispatch_uid=f"files.uploaded.{model.__name__}")
