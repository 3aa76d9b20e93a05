from django.urls import path

from apps.desk import datapath, views

app_name = "desk"
urlpatterns = [
    path("", views.home, name="home"),
    path("matter/<uuid:pk>/", views.matter, name="matter"),
    path("path/", datapath.path, name="path"),
    path("log/", views.log, name="log"),
    path("log/<int:pk>/", views.entry, name="entry"),
    path("status/", views.status, name="posture"),
    path("healthz", views.healthz, name="healthz"),
    path("readyz", views.readyz, name="readyz"),
    path("metrics", views.metrics, name="metrics"),
]
