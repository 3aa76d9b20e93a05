from django.urls import path

from apps.drafting import source_views, views

app_name = "drafting"
urlpatterns = [
    path("", views.requests, name="list"),
    path("new/", views.new, name="new"),
    path("new/<str:vendor>/<str:remote_id>/", views.new_from, name="new_from"),
    path("source/<uuid:pk>/withdraw/", source_views.withdraw, name="withdraw_source"),
    path("<uuid:pk>/", views.detail, name="detail"),
    path("<uuid:pk>/progress/", views.progress, name="progress"),
    path("<uuid:pk>/confirm/", views.confirm, name="confirm"),
    path("<uuid:pk>/replace/", views.replace, name="replace"),
    path("<uuid:pk>/let-stand/", views.let_stand, name="let_stand"),
    path("<uuid:pk>/take-back/<uuid:change>/", views.take_back, name="take_back"),
    path("<uuid:pk>/leave-out/<uuid:source>/", views.leave_out, name="leave_out"),
    path("<uuid:pk>/withdraw/", views.withdraw, name="withdraw"),
    path("<uuid:pk>/resume/", views.resume, name="resume"),
]
