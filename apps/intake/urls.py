from django.urls import path

from apps.intake import views

app_name = "intake"
urlpatterns = [
    path("arrivals/", views.arrivals, name="arrivals"),
    path("arrivals/<uuid:pk>/match/", views.match, name="match"),
    path("<uuid:pk>/", views.source, name="source"),
    path("of/<uuid:pk>/upload/", views.upload, name="upload"),
]
