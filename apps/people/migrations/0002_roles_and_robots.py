"""The roles, described, and one user row per kind of process."""

from django.db import migrations

ROLES = [
    (
        "partner",
        "Sees every matter not screened from them, decides and signs, approves workflows, filing rules and consents, and reads the log of their own matters.",
        "Voit tous les dossiers dont un cloisonnement ne l'exclut pas, décide et signe, approuve les modèles de travail, les règles de dépôt et les consentements, et lit le journal de ses propres dossiers.",
    ),
    (
        "lawyer",
        "Sees the matters of their teams, asks for drafts, edits them, and decides a review where the kind of item and the matter allow it.",
        "Voit les dossiers de ses équipes, demande des ébauches, les modifie et statue sur une révision lorsque le type de document et le dossier le permettent.",
    ),
    (
        "paralegal",
        "Sees the matters of their teams and decides a review within the scope of the licence on record.",
        "Voit les dossiers de ses équipes et statue sur une révision dans les limites du permis consigné.",
    ),
    (
        "student",
        "Sees the matters of their teams, asks for drafts, prepares and returns them; never decides.",
        "Voit les dossiers de ses équipes, demande des ébauches, les prépare et les retourne; ne statue jamais.",
    ),
    (
        "clerk",
        "Sees the matters of their teams, asks for drafts, prepares and returns them; never decides.",
        "Voit les dossiers de ses équipes, demande des ébauches, les prépare et les retourne; ne statue jamais.",
    ),
    (
        "staff",
        "Sees the matters of their teams, asks for drafts and prepares them; never decides.",
        "Voit les dossiers de ses équipes, demande des ébauches et les prépare; ne statue jamais.",
    ),
    (
        "administrator",
        "Looks after people, connections, keys and screens, and reads the whole log without content. Gets no content of any matter.",
        "S'occupe des personnes, des connexions, des clés et des cloisonnements, et lit tout le journal sans contenu. N'a accès au contenu d'aucun dossier.",
    ),
    (
        "auditor",
        "Reads the whole log without content, for a set time.",
        "Lit tout le journal sans contenu, pour une période déterminée.",
    ),
]
ROBOTS = {
    "intake": "Intake",
    "drafting": "Drafting",
    "review": "Review",
    "sync": "Sync",
    "notices": "Notices",
    "sweeper": "Sweeper",
    "operator": "Operator command",
}


def add(apps, schema_editor):
    role, user = apps.get_model("people", "Role"), apps.get_model("people", "User")
    alias = schema_editor.connection.alias
    for order, (code, description, description_fr) in enumerate(ROLES):
        role.objects.using(alias).create(
            code=code, description=description, description_fr=description_fr, order=order
        )
    for robot, name in ROBOTS.items():
        user.objects.using(alias).create(
            email=f"{robot}@robot.invalid", full_name=name, robot=robot, password="!no-credentials", is_active=True
        )


class Migration(migrations.Migration):
    dependencies = [("people", "0001_first")]
    operations = [migrations.RunPython(add, migrations.RunPython.noop)]
