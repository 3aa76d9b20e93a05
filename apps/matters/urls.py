from django.urls import path

from apps.matters import views

app_name = "matters"
urlpatterns = [
    path("", views.matters, name="list"),
    path("new/", views.new, name="new"),
    path("<uuid:pk>/party/", views.party, name="party"),
    path("<uuid:pk>/party/<uuid:party_pk>/", views.describe, name="describe"),
    path("<uuid:pk>/team/", views.join, name="join"),
    path("<uuid:pk>/team/<uuid:user_pk>/leave/", views.leave, name="leave"),
    path("<uuid:pk>/screen/", views.screen, name="screen"),
    path("<uuid:pk>/screen/<uuid:screen_pk>/lift/", views.lift, name="lift"),
    path("<uuid:pk>/notice/", views.notice, name="notice"),
    path("<uuid:pk>/details/", views.details, name="details"),
    path("<uuid:pk>/residency/", views.residency, name="residency"),
]
