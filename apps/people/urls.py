from django.urls import path

from apps.people import licence_views, recovery_views, role_views, training_views, views, welcome

app_name = "people"
urlpatterns = [
    path("", views.people, name="list"),
    path("me/", views.me, name="me"),
    path("me/awake/", views.awake, name="awake"),
    path("me/sessions/", views.own_sessions, name="own_sessions"),
    path("new/", views.new, name="new"),
    path("welcome/", welcome.choose, name="choose_password"),
    path("welcome/<str:key>/", welcome.arrive, name="welcome"),
    path("<uuid:pk>/", views.person, name="person"),
    path("<uuid:pk>/change/", views.change, name="change"),
    path("<uuid:pk>/link/", views.link, name="link"),
    path("<uuid:pk>/link/withdraw/", views.withdraw_link, name="withdraw_link"),
    path("<uuid:pk>/role/", role_views.give, name="give_role"),
    path("<uuid:pk>/role/<uuid:grant_pk>/end/", role_views.end, name="end_role"),
    path("<uuid:pk>/role/<uuid:grant_pk>/agree/", role_views.agree, name="agree_role"),
    path("<uuid:pk>/role/<uuid:grant_pk>/refuse/", role_views.refuse, name="refuse_role"),
    path("<uuid:pk>/exception/", views.exception, name="exception"),
    path("<uuid:pk>/licence/", licence_views.record, name="new_licence"),
    path("<uuid:pk>/licence/<uuid:licence_pk>/", licence_views.change, name="licence"),
    path("<uuid:pk>/licence/<uuid:licence_pk>/withdraw/", licence_views.withdraw, name="withdraw_licence"),
    path("<uuid:pk>/training/", training_views.record, name="record_training"),
    path(
        "<uuid:pk>/training/<uuid:training_pk>/withdraw/", training_views.withdraw, name="withdraw_training"
    ),
    path("<uuid:pk>/sessions/", views.sessions, name="sessions"),
    path("<uuid:pk>/link/ask/", recovery_views.ask_for_link, name="ask_for_link"),
    path("<uuid:pk>/second-factor/", recovery_views.second_factor, name="second_factor"),
    path("<uuid:pk>/second-factor/remove/", recovery_views.remove, name="remove_second_factor"),
    path("ways-back/<uuid:pk>/", recovery_views.recovery, name="recovery"),
    path("ways-back/<uuid:pk>/agree/", recovery_views.agree, name="agree_recovery"),
    path("ways-back/<uuid:pk>/refuse/", recovery_views.refuse, name="refuse_recovery"),
    path("ways-back/<uuid:pk>/stop/", recovery_views.stop, name="stop_recovery"),
    path("<uuid:pk>/close/", views.close, name="close"),
    path("<uuid:pk>/bring-back/", views.bring_back, name="bring_back"),
]
