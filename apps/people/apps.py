from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "apps.people"

    def ready(self) -> None:
        from apps.people import checks, door  # noqa: F401  # registers its checks

        door.watch()
