"""What a placeholder may stand for."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class PlaceholderKind(models.TextChoices):
    PERSON = "person", _("Person")
    ORGANIZATION = "organization", _("Organization")
    SIN = "sin", _("Social insurance number")
    HEALTH_NUMBER = "health_number", _("Health number")
    PHONE = "phone", _("Telephone")
    EMAIL = "email", _("E-mail")
    ADDRESS = "address", _("Address")
    BIRTH_DATE = "birth_date", _("Date of birth")
    ACCOUNT = "account", _("Account or card number")
    BUSINESS_NUMBER = "business_number", _("Business number")
    LICENCE = "licence", _("Licence or plate")
    PASSPORT = "passport", _("Passport number")
    FILE_NUMBER = "file_number", _("File number")
    LITERAL = "literal", _("Text that looked like a placeholder")
