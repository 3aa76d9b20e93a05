from django.urls import path

from apps.review.aftermath import views as aftermath
from apps.review.attendance import views as attendance
from apps.review.decisions import views as decisions
from apps.review.filing import views as filing
from apps.review.queue import views as queue
from apps.review.rulebook import views as rulebook
from apps.review.side_by_side import authority_views, editing_views
from apps.review.side_by_side import views as side_by_side
from apps.review.signing import views as signing
from apps.review.standing import views as standing
from apps.review.word import views as word

app_name = "review"
urlpatterns = [
    path("", queue.queue, name="queue"),
    path("narrow/", queue.narrow, name="narrow"),
    path("several/", queue.several, name="several"),
    path("items/", aftermath.every_item, name="items"),
    path("licences/<uuid:pk>/", aftermath.under_licence, name="under_licence"),
    path("duties/<uuid:pk>/done/", aftermath.discharge, name="discharge"),
    path("earlier/<uuid:pk>/", aftermath.earlier_filings, name="earlier"),
    path("rules/", rulebook.rule_list, name="rules"),
    path("rules/new/", rulebook.propose, name="propose"),
    path("rules/cover/", rulebook.cover, name="cover"),
    path("rules/cover/<uuid:pk>/end/", rulebook.end_cover, name="end_cover"),
    path("rules/kinds/<uuid:pk>/", rulebook.item_rule, name="item_rule"),
    path("rules/kinds/<uuid:pk>/owner/", rulebook.own_item_rule, name="own_item_rule"),
    path("rules/reasons/new/", rulebook.reason, name="new_reason"),
    path("rules/reasons/<uuid:pk>/", rulebook.reason, name="reason"),
    path("rules/reasons/<uuid:pk>/owner/", rulebook.own_reason, name="own_reason"),
    path("rules/<uuid:pk>/<slug:act>/", rulebook.act_on_rule, name="act_on_rule"),
    path("<uuid:pk>/", side_by_side.detail, name="detail"),
    path("<uuid:pk>/reserve/", attendance.reserve, name="reserve"),
    path("<uuid:pk>/release/", attendance.release, name="release"),
    path("<uuid:pk>/take-over/", attendance.take_over, name="take_over"),
    path("<uuid:pk>/attend/", attendance.attend, name="attend"),
    path("<uuid:pk>/assign/", attendance.assign, name="assign"),
    path("<uuid:pk>/answers-for/", attendance.answers_for, name="answers_for"),
    path("<uuid:pk>/aside/", queue.set_aside, name="set_aside"),
    path("<uuid:pk>/time/", attendance.offer_time, name="offer_time"),
    path("<uuid:pk>/look/", decisions.look_again, name="look_again"),
    path("<uuid:pk>/versions/<int:number>/withdraw/", decisions.withdraw, name="withdraw"),
    path("<uuid:pk>/ask-again/", decisions.ask_again, name="ask_again"),
    path("<uuid:pk>/give-up/", decisions.give_up, name="give_up"),
    path("<uuid:pk>/changes/", side_by_side.changes, name="changes"),
    path("<uuid:pk>/changes/<int:before>/<int:after>/", side_by_side.changes, name="changes_between"),
    path("<uuid:pk>/rounds/<int:number>/", side_by_side.round_of, name="round"),
    path("<uuid:pk>/versions/<int:number>/", side_by_side.detail, name="version"),
    path("<uuid:pk>/look-up/", authority_views.look_up, name="look_up"),
    path("<uuid:pk>/sign/", signing.sign, name="sign"),
    path("<uuid:pk>/open-again/", standing.take_back, name="open_again"),
    path("<uuid:pk>/statements/<uuid:statement_pk>/", signing.statement, name="statement"),
    path("<uuid:pk>/wrong/", aftermath.found_wrong, name="wrong"),
    path("<uuid:pk>/supersede/", aftermath.supersede, name="supersede"),
    path("<uuid:pk>/approved/", word.approved, name="approved"),
    path("<uuid:pk>/versions/<int:number>/word/", word.draft, name="word"),
    path("<uuid:pk>/versions/<int:number>/pdf/", word.printed_draft, name="pdf"),
    path("<uuid:pk>/versions/<int:number>/redline/", word.redline, name="redline"),
    path("<uuid:pk>/versions/<int:number>/take-back/", word.take_back, name="take_back"),
    path("<uuid:pk>/versions/<int:number>/filing/", filing.describe, name="describe"),
    path("<uuid:pk>/versions/<int:number>/insert/", filing.insert, name="insert"),
    path("<uuid:pk>/versions/<int:number>/alone/", decisions.approve_alone, name="alone"),
    path("<uuid:pk>/versions/<int:number>/answer/<slug:item>/", side_by_side.answer, name="answer"),
    path(
        "<uuid:pk>/versions/<int:number>/authorities/<uuid:authority_pk>/", authority_views.find, name="find"
    ),
    path(
        "<uuid:pk>/versions/<int:number>/authorities/<uuid:authority_pk>/checks/",
        authority_views.authority,
        name="authority",
    ),
    path(
        "<uuid:pk>/versions/<int:number>/authorities/<uuid:authority_pk>/opened/",
        authority_views.open_page,
        name="open_page",
    ),
    path(
        "<uuid:pk>/versions/<int:number>/authorities/<uuid:authority_pk>/rest/",
        authority_views.confirm_rest,
        name="confirm_rest",
    ),
    path(
        "<uuid:pk>/versions/<int:number>/authorities/<uuid:authority_pk>/none/",
        authority_views.dismiss,
        name="dismiss",
    ),
    path("<uuid:pk>/versions/<int:number>/comment/", side_by_side.comment, name="comment"),
    path("<uuid:pk>/versions/<int:number>/edit/", editing_views.edit, name="edit"),
    path("<uuid:pk>/versions/<int:number>/approve/", decisions.approve, name="approve"),
    path("<uuid:pk>/versions/<int:number>/return/", decisions.return_with_reasons, name="return"),
]
