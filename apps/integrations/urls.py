from django.urls import path

from apps.integrations import posts, views

app_name = "integrations"
urlpatterns = [
    path("", views.connections, name="list"),
    path("new/", views.new, name="new"),
    path("leave/", views.leave, name="leave"),
    path("arrive/", views.arrive, name="arrive"),
    path("new/<uuid:pk>/", views.confirm, name="confirm"),
    path("new/<uuid:pk>/drop/", views.drop, name="drop"),
    path("<uuid:pk>/", views.detail, name="detail"),
    path("<uuid:pk>/check/", views.check, name="check"),
    path("<uuid:pk>/again/", views.again, name="again"),
    path("<uuid:pk>/end/", views.end, name="end"),
    path("<uuid:pk>/listen/", views.listen, name="listen"),
    path("clio/posts/<str:token>/", posts.clio, name="clio_posts"),
    path("mycase/posts/<str:token>/", posts.mycase, name="mycase_posts"),
    path("zoom/posts/", posts.zoom, name="zoom_posts"),
]
