from django.apps import AppConfig


class KeepingConfig(AppConfig):
    name = "apps.keeping"

    def ready(self) -> None:
        from apps.keeping import checks, rules  # noqa: F401  # registers its checks
        from apps.matters import loosening

        loosening.KEPT_SHORTER.append(rules.is_area_shorter)
