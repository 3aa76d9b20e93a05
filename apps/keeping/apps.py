from django.apps import AppConfig


class KeepingConfig(AppConfig):
    name = "apps.keeping"

    def ready(self) -> None:
        from apps.keeping import checks  # noqa: F401  # registers its checks
