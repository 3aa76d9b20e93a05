"""The two languages of the house, as Canada writes them."""

from django.utils.translation import override


def spoken(language: str) -> override:
    """What is said within is in this language, `en` or `fr`, with its days, hours and sums as they are written here."""
    return override(f"{language}-ca")
