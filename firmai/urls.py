"""Every address of the house. Only what a test lists as public can be reached without signing in."""

from django.urls import include, path
from django.views.generic import RedirectView

urlpatterns = [
    path("", include("apps.desk.urls")),
    # An address to sign in with is an administrator's to change, on record: the page that allauth has for it is closed.
    path("account/email/", RedirectView.as_view(pattern_name="people:me"), name="account_email"),
    path("account/2fa/", include("apps.people.factor_urls")),
    path("account/", include("allauth.urls")),
    path("matters/", include("apps.matters.urls")),
    path("keeping/", include("apps.keeping.urls")),
    path("sources/", include("apps.intake.urls")),
    path("gate/", include("apps.policy.urls")),
    path("requests/", include("apps.drafting.urls")),
    path("review/", include("apps.review.urls")),
    path("deliveries/", include("apps.sync.urls")),
    path("connections/", include("apps.integrations.urls")),
    path("notices/", include("apps.notices.urls")),
    path("people/", include("apps.people.urls")),
]
