from django.urls import path

from apps.keeping import views

app_name = "keeping"
urlpatterns = [
    path("", views.overview, name="overview"),
    path("rules/new/", views.new_rule, name="new_rule"),
    path("rules/<uuid:pk>/approve/", views.approve_rule, name="approve_rule"),
    path("rules/<uuid:pk>/end/", views.end_rule, name="end_rule"),
    path("rules/<uuid:pk>/end/approve/", views.approve_end, name="approve_end"),
    path("rules/<uuid:pk>/keep/", views.keep_rule, name="keep_rule"),
    path("matter/<uuid:pk>/hold/", views.hold, name="hold"),
    path("holds/<uuid:pk>/lift/", views.lift, name="lift"),
    path("backups/<uuid:pk>/gone/", views.gone, name="gone"),
    path("destruction/<uuid:pk>/", views.destruction, name="destruction"),
    path("destruction/<uuid:pk>/approve/", views.approve, name="approve"),
    path("destruction/<uuid:pk>/decline/", views.decline, name="decline"),
]
