from django.urls import path

from apps.intake import page_views, precedent_views, views

app_name = "intake"
urlpatterns = [
    path("arrivals/", views.arrivals, name="arrivals"),
    path("arrivals/<uuid:pk>/match/", views.match, name="match"),
    path("arrivals/<uuid:pk>/discard/", views.discard, name="discard"),
    path("precedents/", precedent_views.precedents, name="precedents"),
    path("precedents/<uuid:pk>/use/", precedent_views.use, name="use_precedent"),
    path("precedents/<uuid:pk>/retire/", precedent_views.retire, name="retire_precedent"),
    path("<uuid:pk>/pages/<int:page>/", page_views.confirm, name="confirm_page"),
    path("<uuid:pk>/pages/<int:page>/picture/", page_views.picture, name="picture"),
    path("<uuid:pk>/clear/", page_views.clear, name="clear"),
    path("<uuid:pk>/again/", page_views.again, name="read_again"),
    path("<uuid:pk>/precedent/", precedent_views.approve, name="approve_precedent"),
    path("<uuid:pk>/", views.source, name="source"),
    path("of/<uuid:pk>/upload/", views.upload, name="upload"),
]
