from django.urls import path

from apps.sync import views

app_name = "sync"
urlpatterns = [
    path("", views.deliveries, name="list"),
    path("<uuid:pk>/", views.delivery, name="detail"),
    path("<uuid:pk>/retry/", views.retry, name="retry"),
    path("<uuid:pk>/cancel/", views.cancel, name="cancel"),
]
