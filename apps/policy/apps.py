from django.apps import AppConfig


class PolicyConfig(AppConfig):
    name = "apps.policy"

    def ready(self) -> None:
        from apps.policy import checks  # noqa: F401  # registers them
