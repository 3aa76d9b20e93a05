from django.urls import path

from apps.sync import paper_views, time_views, views

app_name = "sync"
urlpatterns = [
    path("", views.deliveries, name="list"),
    path("incoming/", views.incoming, name="incoming"),
    path("incoming/progress/", views.progress, name="progress"),
    path("incoming/from/<uuid:pk>/", views.ask, name="ask"),
    path("incoming/from/<uuid:pk>/words/", views.words, name="words"),
    path("incoming/<uuid:pk>/stop/", views.stop, name="stop"),
    path("incoming/<uuid:pk>/resume/", views.resume, name="resume"),
    path("there/<uuid:matter>/", paper_views.there, name="there"),
    path("there/<uuid:matter>/over/<uuid:pk>/", paper_views.over, name="over"),
    path("there/<uuid:matter>/look/", paper_views.look, name="look"),
    path("there/<uuid:matter>/copies/", paper_views.copies, name="copies"),
    path("there/<uuid:matter>/<uuid:pk>/", paper_views.bring, name="bring"),
    path("there/<uuid:matter>/<uuid:pk>/listed/", paper_views.listed, name="listed"),
    path("time/<uuid:pk>/", time_views.confirm, name="confirm_time"),
    path("<uuid:pk>/", views.delivery, name="detail"),
    path("<uuid:pk>/retry/", views.retry, name="retry"),
    path("<uuid:pk>/cancel/", views.cancel, name="cancel"),
    path("<uuid:pk>/take-up/", views.take_up, name="take_up"),
    path("<uuid:pk>/over-another/", views.go_over_another, name="go_over_another"),
]
