from django.apps import AppConfig


class ReviewConfig(AppConfig):
    name = "apps.review"

    def ready(self) -> None:
        from apps.review.written import letterhead  # noqa: F401  # registers its check
