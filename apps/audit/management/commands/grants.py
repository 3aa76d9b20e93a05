from typing import Any

from django.core.management.base import BaseCommand, CommandError

from apps.audit import roles


class Command(BaseCommand):
    help = (
        "Give the application's and the log's database roles their rights, as the owner; after every migrate."
    )

    def get_check_kwargs(self, options: Any) -> Any:
        """What is to be seen in the database has to hold as well, as before a migration."""
        return {**super().get_check_kwargs(options), "databases": [roles.owner_alias()]}

    def handle(self, *args: Any, **options: Any) -> None:
        names = roles.configured()
        try:
            shared = roles.grant(names)
        except roles.NotApart as error:
            raise CommandError(f"{error} Nothing was granted (docs/operations.md, The database).") from None
        self.stdout.write(f"Owner {names.owner}, application {names.application}, log {names.log}: granted.")
        for sentence in shared:
            self.stderr.write(sentence)
