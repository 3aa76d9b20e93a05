from django.urls import path

from apps.policy import offer_views, term_views, views

app_name = "policy"
urlpatterns = [
    path("crossings/", views.crossings, name="crossings"),
    path("crossings/deliveries/", views.departures, name="departures"),
    path("crossings/<uuid:pk>/", views.crossing, name="crossing"),
    path("crossings/export/<str:form>/", views.export, name="export"),
    path("surfaces/", views.surfaces, name="surfaces"),
    path("surfaces/<str:code>/confirm/", views.confirm_surface, name="confirm_surface"),
    path("surfaces/<str:code>/withdraw/", views.withdraw_surface, name="withdraw_surface"),
    path("surfaces/<str:code>/recheck/", views.recheck_surface, name="recheck_surface"),
    path("models/<str:model>/recheck/", views.recheck_model, name="recheck_model"),
    path("models/<str:model>/allow/", offer_views.allow, name="allow_model"),
    path("models/<str:model>/price/", offer_views.price, name="price"),
    path("path/<str:code>/", views.hop, name="hop"),
    path("policy/", views.ai_policy, name="ai_policy"),
    path("policy/publish/", term_views.publish, name="publish"),
    path("policy/acknowledge/", views.acknowledge, name="acknowledge"),
    path("terms/", term_views.terms, name="terms"),
    path("terms/arrangement/", term_views.arrangement, name="arrangement"),
    path("terms/arrangement/<uuid:pk>/end/", term_views.end_arrangement, name="end_arrangement"),
    path("terms/assessment/", term_views.assessment, name="assessment"),
    path("terms/assessment/<uuid:pk>/end/", term_views.end_assessment, name="end_assessment"),
    path("incidents/<uuid:pk>/close/", term_views.close_incident, name="close_incident"),
    path("breaker/close/", views.close_breaker, name="close_breaker"),
]
