from django.urls import path

from apps.desk import (
    certificates,
    datapath,
    export_views,
    filter_views,
    log_views,
    supervision_views,
    views,
    workflow_views,
)

app_name = "desk"
urlpatterns = [
    path("", views.home, name="home"),
    path("matter/<uuid:pk>/", views.matter, name="matter"),
    path("path/", datapath.path, name="path"),
    path("log/", views.log, name="log"),
    path("log/state/", log_views.state, name="log_state"),
    path("log/state/verify/", log_views.verify, name="verify"),
    path("log/state/verification/", log_views.verification, name="verification"),
    path("log/state/<int:pk>.note", log_views.checkpoint, name="checkpoint"),
    path("log/<int:pk>/", views.entry, name="entry"),
    path("log/filters/", filter_views.keep, name="keep_filter"),
    path("log/filters/<uuid:pk>/share/", filter_views.share, name="share_filter"),
    path("log/filters/<uuid:pk>/remove/", filter_views.remove, name="remove_filter"),
    path("log/export/", export_views.export, name="export"),
    path("log/dossier/", export_views.dossier, name="dossier"),
    path("log/destroyed/<uuid:pk>/", certificates.certificate, name="certificate"),
    path("log/destroyed/<uuid:pk>.pdf", certificates.certificate_pdf, name="certificate_pdf"),
    path("workflows/", workflow_views.workflows, name="workflows"),
    path("workflows/<slug:code>/", workflow_views.workflow, name="workflow"),
    path("workflows/<slug:code>/propose/", workflow_views.propose, name="propose_workflow"),
    path("workflows/<slug:code>/<int:number>/", workflow_views.workflow, name="workflow_version"),
    path("workflows/<slug:code>/<int:number>/decide/", workflow_views.decide, name="decide_workflow"),
    path("supervision/", supervision_views.supervision, name="supervision"),
    path("status/", views.status, name="posture"),
    path("healthz", views.healthz, name="healthz"),
    path("readyz", views.readyz, name="readyz"),
    path("metrics", views.metrics, name="metrics"),
]
