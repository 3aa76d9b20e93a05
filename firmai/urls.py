"""Every address of the house. Only what a test lists as public can be reached without signing in."""

from django.contrib.auth.decorators import login_not_required
from django.urls import include, path, re_path, reverse_lazy
from django.views.generic import RedirectView, TemplateView

# A link to choose another password is an administrator's to make and hand over, on record. By e-mail it would go to
# whoever reads that mailbox, and anybody could have the firm's server write to any address.
FORGOTTEN = login_not_required(TemplateView.as_view(template_name="account/password_reset.html"))
CLOSED = login_not_required(RedirectView.as_view(url=reverse_lazy("account_reset_password")))

urlpatterns = [
    path("", include("apps.desk.urls")),
    # An address to sign in with is an administrator's to change, on record: the page that allauth has for it is closed.
    path("account/email/", RedirectView.as_view(pattern_name="people:me"), name="account_email"),
    path("account/password/reset/", FORGOTTEN, name="account_reset_password"),
    path("account/password/reset/done/", CLOSED, name="account_reset_password_done"),
    path("account/password/reset/key/done/", CLOSED, name="account_reset_password_from_key_done"),
    re_path(
        "^account/password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        CLOSED,
        name="account_reset_password_from_key",
    ),
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
