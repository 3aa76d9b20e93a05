"""What the rail of every page shows."""

from django.http import HttpRequest


def rail(request: HttpRequest) -> dict[str, object]:
    """The section a page belongs to, from its address."""
    match = request.resolver_match
    return {"section": match.namespace if match else ""}
