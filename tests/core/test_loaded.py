"""A page finds its template in memory, so that what a collection looks at is what pages leave and nothing else."""

from django.template import Template, engines

from apps.core import loaded


def test_every_template_is_in_memory_before_the_first_page():
    for loader in engines["django"].engine.template_loaders:
        loader.reset()

    loaded.load_pages()

    (loader,) = engines["django"].engine.template_loaders
    assert {name for name, kept in loader.get_template_cache.items() if isinstance(kept, Template)} >= set(
        loaded.templates()
    )
    assert "review/queue.html" in loaded.templates()
