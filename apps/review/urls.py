from django.urls import path

from apps.review import attending_views, queue_views, views

app_name = "review"
urlpatterns = [
    path("", queue_views.queue, name="queue"),
    path("several/", queue_views.several, name="several"),
    path("<uuid:pk>/", views.detail, name="detail"),
    path("<uuid:pk>/reserve/", views.reserve, name="reserve"),
    path("<uuid:pk>/release/", views.release, name="release"),
    path("<uuid:pk>/take-over/", attending_views.take_over, name="take_over"),
    path("<uuid:pk>/attend/", attending_views.attend, name="attend"),
    path("<uuid:pk>/assign/", attending_views.assign, name="assign"),
    path("<uuid:pk>/aside/", queue_views.set_aside, name="set_aside"),
    path("<uuid:pk>/time/", attending_views.offer_time, name="offer_time"),
    path("<uuid:pk>/look/", attending_views.look_again, name="look_again"),
    path("<uuid:pk>/withdraw/", views.withdraw, name="withdraw"),
    path("<uuid:pk>/changes/", views.changes, name="changes"),
    path("<uuid:pk>/changes/<int:before>/<int:after>/", views.changes, name="changes_between"),
    path("<uuid:pk>/rounds/<int:number>/", views.round_of, name="round"),
    path("<uuid:pk>/versions/<int:number>/", views.detail, name="version"),
    path("<uuid:pk>/versions/<int:number>/answer/<slug:item>/", views.answer, name="answer"),
    path("<uuid:pk>/versions/<int:number>/authorities/<uuid:authority_pk>/", views.find, name="find"),
    path("<uuid:pk>/versions/<int:number>/comment/", views.comment, name="comment"),
    path("<uuid:pk>/versions/<int:number>/edit/", views.edit, name="edit"),
    path("<uuid:pk>/versions/<int:number>/approve/", views.approve, name="approve"),
    path("<uuid:pk>/versions/<int:number>/return/", views.return_with_reasons, name="return"),
]
