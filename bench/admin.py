"""Django's admin as it comes, over any of our tables: the addresses and settings that `startproject` would make."""

from __future__ import annotations

from django.conf import settings
from django.contrib.admin import AdminSite, ModelAdmin
from django.urls import URLResolver, path


class _ForAnybody(ModelAdmin):
    """The default list, for whoever is signed in."""

    def has_view_permission(self, request, obj=None):
        return True

    has_change_permission = has_delete_permission = has_add_permission = has_view_permission

    def has_module_permission(self, request):
        return True


class _Site(AdminSite):
    def has_permission(self, request):
        return request.user.is_authenticated


site = _Site()
urlpatterns: list[URLResolver] = []


def offer(model):
    """Its list's address, once the settings below are in force."""
    if not site.is_registered(model):
        site.register(model, _ForAnybody)
    urlpatterns[:] = [path("admin/", site.urls)]
    return f"/admin/{model._meta.app_label}/{model._meta.model_name}/"


def settings_of_a_new_project():
    """What `django-admin startproject` writes, as far as a page passes through it."""
    return {
        "ROOT_URLCONF": __name__,
        "INSTALLED_APPS": [*settings.INSTALLED_APPS, "django.contrib.admin"],
        "FORM_RENDERER": "django.forms.renderers.DjangoTemplates",
        "MIDDLEWARE": [
            "django.middleware.security.SecurityMiddleware",
            "django.contrib.sessions.middleware.SessionMiddleware",
            "django.middleware.common.CommonMiddleware",
            "django.middleware.csrf.CsrfViewMiddleware",
            "django.contrib.auth.middleware.AuthenticationMiddleware",
            "django.contrib.messages.middleware.MessageMiddleware",
            "django.middleware.clickjacking.XFrameOptionsMiddleware",
        ],
        "TEMPLATES": [
            {
                "BACKEND": "django.template.backends.django.DjangoTemplates",
                "APP_DIRS": True,
                "OPTIONS": {
                    "context_processors": [
                        "django.template.context_processors.request",
                        "django.contrib.auth.context_processors.auth",
                        "django.contrib.messages.context_processors.messages",
                    ]
                },
            }
        ],
    }
