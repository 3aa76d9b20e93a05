from django.urls import path

from apps.review import views

app_name = "review"
urlpatterns = [
    path("", views.queue, name="queue"),
    path("<uuid:pk>/", views.detail, name="detail"),
    path("<uuid:pk>/reserve/", views.reserve, name="reserve"),
    path("<uuid:pk>/release/", views.release, name="release"),
    path("<uuid:pk>/withdraw/", views.withdraw, name="withdraw"),
    path("<uuid:pk>/changes/", views.changes, name="changes"),
    path("<uuid:pk>/changes/<int:before>/<int:after>/", views.changes, name="changes_between"),
    path("<uuid:pk>/versions/<int:number>/", views.detail, name="version"),
    path("<uuid:pk>/versions/<int:number>/answer/<slug:item>/", views.answer, name="answer"),
    path("<uuid:pk>/versions/<int:number>/authorities/<uuid:authority_pk>/", views.find, name="find"),
    path("<uuid:pk>/versions/<int:number>/comment/", views.comment, name="comment"),
    path("<uuid:pk>/versions/<int:number>/edit/", views.edit, name="edit"),
    path("<uuid:pk>/versions/<int:number>/approve/", views.approve, name="approve"),
    path("<uuid:pk>/versions/<int:number>/return/", views.return_with_reasons, name="return"),
]
