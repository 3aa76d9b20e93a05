from django.urls import path

from apps.people import views

app_name = "people"
urlpatterns = [path("me/", views.me, name="me")]
