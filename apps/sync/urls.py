from django.urls import path

from apps.sync import views

app_name = "sync"
urlpatterns = [
    path("", views.deliveries, name="list"),
    path("incoming/", views.incoming, name="incoming"),
    path("incoming/progress/", views.progress, name="progress"),
    path("incoming/from/<uuid:pk>/", views.ask, name="ask"),
    path("incoming/<uuid:pk>/stop/", views.stop, name="stop"),
    path("incoming/<uuid:pk>/resume/", views.resume, name="resume"),
    path("<uuid:pk>/", views.delivery, name="detail"),
    path("<uuid:pk>/retry/", views.retry, name="retry"),
    path("<uuid:pk>/cancel/", views.cancel, name="cancel"),
]
