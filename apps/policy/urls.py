from django.urls import path

from apps.policy import views

app_name = "policy"
urlpatterns = [
    path("crossings/", views.crossings, name="crossings"),
    path("crossings/<uuid:pk>/", views.crossing, name="crossing"),
    path("policy/", views.ai_policy, name="ai_policy"),
    path("policy/acknowledge/", views.acknowledge, name="acknowledge"),
    path("breaker/close/", views.close_breaker, name="close_breaker"),
]
