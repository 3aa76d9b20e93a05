"""What a browser has in the form of a page that it opened, and what it sends of it."""

from lxml import html


class Opened:
    """A page with a form, as one person has it before them. What others do meanwhile does not reach it."""

    def __init__(self, client, address):
        self._client, self._address = client, address
        page = html.fromstring(client.get(address).content.decode())
        (form,) = page.xpath("//main//form[@data-guard]")
        self.values = {}
        for name, value in form.form_values():
            self.values.setdefault(name, []).append(value)

    def send(self, **instead):
        """With some fields filled in otherwise; None for a box that is emptied of its mark."""
        given = self.values | {name: value for name, value in instead.items() if value is not None}
        for name in (name for name, value in instead.items() if value is None):
            given.pop(name, None)
        return self._client.post(self._address, given, follow=True)
