from django.urls import path

from apps.matters import namesaking, screening, views

app_name = "matters"
urlpatterns = [
    path("", views.matters, name="list"),
    path("new/", views.new, name="new"),
    path("<uuid:pk>/party/", views.party, name="party"),
    path("<uuid:pk>/party/<uuid:party_pk>/", views.describe, name="describe"),
    path("<uuid:pk>/team/", views.join, name="join"),
    path("<uuid:pk>/team/<uuid:user_pk>/leave/", views.leave, name="leave"),
    path("<uuid:pk>/screen/", views.screen, name="screen"),
    path("<uuid:pk>/responsible/", views.responsible, name="responsible"),
    path("<uuid:pk>/delegation/", views.delegate, name="delegate"),
    path("<uuid:pk>/delegation/<uuid:delegation_pk>/revoke/", views.revoke, name="revoke"),
    path("screens/", screening.screens, name="screens"),
    path("screens/new/", screening.new, name="new_screen"),
    path("screens/<uuid:pk>/lift/", screening.lift, name="lift"),
    path("screens/<uuid:pk>/approve/", screening.approve, name="approve_screen"),
    path("screens/<uuid:pk>/decline/", screening.decline, name="decline_screen"),
    path("screens/<uuid:pk>/keep/", screening.keep, name="keep_screen"),
    path("namesakes/<uuid:client>/<uuid:other>/", namesaking.say, name="say_namesakes"),
    path("namesakes/<uuid:pk>/back/", namesaking.take_back, name="take_back_namesakes"),
    path("<uuid:pk>/notice/", views.notice, name="notice"),
    path("<uuid:pk>/details/", views.details, name="details"),
    path("<uuid:pk>/residency/", views.residency, name="residency"),
    path("<uuid:pk>/close/", views.close, name="close"),
    path("<uuid:pk>/reopen/", views.reopen, name="reopen"),
    path("<uuid:pk>/budget/", views.budget, name="budget"),
]
