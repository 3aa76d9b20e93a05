from django.urls import path

from apps.notices import views

app_name = "notices"
urlpatterns = [
    path("", views.notices, name="list"),
    path("read/", views.read_all, name="read_all"),
    path("ways/", views.ways, name="ways"),
    path("filters/", views.keep_view, name="keep_view"),
    path("filters/<uuid:pk>/drop/", views.drop_view, name="drop_view"),
    path("<uuid:pk>/", views.open_notice, name="open"),
]
