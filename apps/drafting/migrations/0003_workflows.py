"""The seven kinds of work the firm begins with, proposed: a partner reads and approves them before first use."""

from django.db import migrations

INTAKE_MEMO = """\
Write a memorandum of intake for the responsible lawyer from the consultation and any documents that came with it.

Use these headings, in this order:
1. Who was there and why: the people, their roles, and what the client wants, in the client's own words where they matter.
2. Facts as the client gave them: in order of time, each with its passage. Keep apart what the client saw, was told, and supposes.
3. Documents: what the client brought or named, and what is still to come.
4. Issues: each legal question the facts raise, in one sentence, without answering it as though it were settled.
5. Dates and limits: every date that could start or end a period, with the passage; where a limitation or notice period \
may be running, say which fact starts it and leave a bracketed gap for the period itself.
6. Conflicts and cautions: people and companies named, anything said about other lawyers, capacity, safety, or urgency.
7. Questions to ask next: what the lawyer would need, most important first.
8. Next steps agreed in the consultation, with who does what and by when.

If something was unclear or inaudible in the recording, say so at that point. Do not advise the client."""

INTAKE_MEMO_FR = """\
Rédigez une note de service d'ouverture à l'intention de l'avocat responsable, à partir de la consultation et des \
documents remis.

Suivez ces titres, dans cet ordre :
1. Participants et objet : les personnes, leur rôle et ce que veut le client, dans ses mots lorsqu'ils comptent.
2. Faits rapportés par le client : dans l'ordre chronologique, chacun avec son passage. Distinguez ce que le client a \
vu, ce qu'on lui a dit et ce qu'il suppose.
3. Documents : ce que le client a remis ou mentionné, et ce qui reste à venir.
4. Questions en litige : chaque question de droit que soulèvent les faits, en une phrase, sans y répondre comme si elle \
était tranchée.
5. Dates et délais : toute date qui peut faire courir ou éteindre un délai, avec le passage; si un délai de prescription \
ou d'avis court peut-être, dites quel fait en est le point de départ et laissez un blanc entre crochets pour le délai.
6. Conflits et précautions : personnes et sociétés nommées, mention d'autres avocats, capacité, sécurité, urgence.
7. Questions à poser : ce dont l'avocat aurait besoin, le plus important d'abord.
8. Suites convenues pendant la consultation : qui fait quoi et pour quand.

Si un passage de l'enregistrement est obscur ou inaudible, dites-le à cet endroit. Ne donnez pas de conseil au client."""

CHRONOLOGY = """\
Write a chronology of the facts for the responsible lawyer.

Give one table with the columns Date, Event, Who, Source. One row for one event; earliest first. Write dates as they \
stand in the document; where only a month, a season or "about" is given, keep those words and place the row where it \
most likely belongs. One sentence for an event, neutral, without argument, with its citation. Name the document in the \
Source column by its title.

Below the table:
- Conflicts: each event on which documents differ, with both versions and both citations.
- Gaps: periods with nothing in the documents that a lawyer would expect to find covered, each as a bracketed gap.
- Undated: events that belong in the story but carry no date.

Leave out nothing because it is unhelpful to the client."""

CHRONOLOGY_FR = """\
Rédigez une chronologie des faits à l'intention de l'avocat responsable.

Donnez un seul tableau aux colonnes Date, Événement, Personnes, Source. Une ligne par événement, du plus ancien au plus \
récent. Écrivez les dates comme dans le document; si seul un mois, une saison ou « vers » est donné, gardez ces mots et \
placez la ligne à l'endroit le plus vraisemblable. Une phrase par événement, neutre, sans argument, avec sa citation. \
Désignez le document par son titre dans la colonne Source.

Sous le tableau :
- Contradictions : chaque événement sur lequel des documents divergent, avec les deux versions et les deux citations.
- Lacunes : périodes sur lesquelles les documents se taisent alors qu'un avocat s'attendrait à les voir couvertes, \
chacune comme blanc entre crochets.
- Sans date : événements qui font partie du récit mais ne portent pas de date.

N'omettez rien pour le motif que c'est défavorable au client."""

DEMAND_LETTER = """\
Write a demand letter from the firm to the other side, or to their lawyer where one is named.

In this order: the recipient and delivery details (bracketed gaps where unknown); a subject line; for whom the firm \
acts; the facts that matter, each cited; the obligation relied on, quoting the clause or provision word for word where a \
document holds it; what was done or not done; the amount or act demanded, with how the amount is made up, figure by \
figure, cited; the date by which it is demanded and how to perform; what the client will consider if it is not done, \
stated as rights reserved and never as a threat of criminal or disciplinary proceedings; a closing.

Firm, courteous, short. No admission, no privileged communication, nothing from the file that the letter does not need. \
Put "Without prejudice" only where the assignment asks for it. Do not add interest, costs or a deadline that the \
assignment or the documents do not support: leave a bracketed gap."""

DEMAND_LETTER_FR = """\
Rédigez une mise en demeure du cabinet à la partie adverse, ou à son avocat s'il est nommé.

Dans cet ordre : destinataire et mode d'envoi (blancs entre crochets si inconnus); objet; pour qui le cabinet agit; les \
faits pertinents, chacun avec sa citation; l'obligation invoquée, en citant mot à mot la clause ou la disposition si un \
document la contient; ce qui a été fait ou omis; la somme ou l'acte exigé, avec le détail du calcul, chiffre par chiffre \
et avec citation; le délai et la manière de s'exécuter; ce que le client envisagera à défaut, sous forme de réserve de \
droits et jamais comme menace de poursuites criminelles ou disciplinaires; la formule de clôture.

Ton ferme, courtois, bref. Aucun aveu, aucune communication privilégiée, rien du dossier dont la lettre n'a pas besoin. \
N'inscrivez « Sous toutes réserves » que si le mandat le demande. N'ajoutez ni intérêts, ni frais, ni délai que le \
mandat ou les documents n'appuient pas : laissez un blanc entre crochets."""

CLIENT_LETTER = """\
Write a letter from the responsible lawyer to the client.

Begin with what the client most needs to know or decide. Then: where the matter stands, each fact cited; what it means, \
in plain words, with any legal term explained once; the choices, each with what speaks for it, what speaks against it, \
its likely cost in time and a bracketed gap for fees; what the lawyer recommends only where the assignment says what \
that is; what the client has to do, by when; what happens next.

Write for a reader without legal training: short sentences, active voice, no Latin. Warm and direct; promise no result. \
Mark it privileged and confidential unless the assignment says otherwise."""

CLIENT_LETTER_FR = """\
Rédigez une lettre de l'avocat responsable au client.

Commencez par ce que le client doit surtout savoir ou décider. Ensuite : l'état du dossier, chaque fait avec sa citation; \
ce que cela signifie, en mots simples, tout terme juridique expliqué une fois; les choix, chacun avec ce qui milite pour, \
ce qui milite contre, le temps probable et un blanc entre crochets pour les honoraires; la recommandation de l'avocat, \
seulement si le mandat l'énonce; ce que le client doit faire et pour quand; la suite.

Écrivez pour un lecteur sans formation juridique : phrases courtes, voix active, pas de latin. Chaleureux et direct; ne \
promettez aucun résultat. Portez la mention « Privilégié et confidentiel » sauf indication contraire du mandat."""

FACTUM_SECTION = """\
Write the section of a factum that the assignment names, for filing by the responsible lawyer.

Number the paragraphs. In a statement of facts, one fact a paragraph, cited to the evidence, neutral in tone, adverse \
facts included. In argument, state the test first, with its authority; apply it to cited facts; meet the strongest \
answer of the other side; end with the order sought. Quote evidence and decisions word for word and only what the point \
needs.

Every authority carries its style of cause, neutral citation or reporter, and pinpoint. Cite only authorities that the \
assignment or the documents name, or that you are certain of; anything less certain is a bracketed gap, for example \
[authority: duty to mitigate on a lessor]. End with a table headed Authorities that lists each authority cited, once, \
with the paragraphs that cite it.

Do not write a certificate, a declaration about the use of AI, a signature or evidence in a witness's words: those are \
the lawyer's."""

FACTUM_SECTION_FR = """\
Rédigez la section de mémoire que désigne le mandat, en vue de son dépôt par l'avocat responsable.

Numérotez les paragraphes. Dans un exposé des faits, un fait par paragraphe, avec renvoi à la preuve, ton neutre, faits \
défavorables compris. Dans l'argumentation, énoncez d'abord le critère avec son autorité; appliquez-le aux faits cités; \
répondez au meilleur argument adverse; terminez par l'ordonnance demandée. Citez la preuve et les décisions mot à mot et \
seulement dans la mesure utile.

Chaque autorité porte son intitulé, sa référence neutre ou son recueil et le renvoi précis. Ne citez que les autorités \
que nomment le mandat ou les documents, ou dont vous êtes certain; tout le reste est un blanc entre crochets, par exemple \
[autorité : obligation du locateur de minimiser le préjudice]. Terminez par un tableau intitulé Autorités qui énumère \
chaque autorité citée, une fois, avec les paragraphes qui la citent.

Ne rédigez ni certificat, ni déclaration sur l'usage de l'IA, ni signature, ni preuve dans les mots d'un témoin : cela \
revient à l'avocat."""

SUMMARY = """\
Write a summary of the chosen documents for a lawyer who has not read them and may not have the time to.

First a paragraph of at most 120 words with what matters. Then, for each document, a heading with its title, what it is, \
who made it and when, and its points in order, each cited. Then Obligations and dates: who must do what by when, cited. \
Then What is not there: annexes, signatures, pages or answers that the documents refer to and do not hold.

Report; do not assess. Keep the document's own words for anything a dispute could turn on, in quotation marks, exactly. \
Where a document is long, prefer its operative parts to its recitals and say what was left out."""

SUMMARY_FR = """\
Rédigez un résumé des documents choisis pour un avocat qui ne les a pas lus et n'en aura peut-être pas le temps.

D'abord un paragraphe d'au plus 120 mots avec l'essentiel. Ensuite, pour chaque document, un titre qui porte son nom, sa \
nature, son auteur et sa date, puis ses points dans l'ordre, chacun avec sa citation. Ensuite Obligations et dates : qui \
doit faire quoi et pour quand, avec citation. Enfin Ce qui manque : annexes, signatures, pages ou réponses auxquelles les \
documents renvoient sans les contenir.

Rapportez; n'évaluez pas. Gardez les mots mêmes du document, entre guillemets et exactement, pour tout ce dont un litige \
pourrait dépendre. Si un document est long, préférez le dispositif aux attendus et dites ce qui a été omis."""

TIME_ENTRY = """\
Write the narrative of a time entry for work that a person did, from the assignment and the chosen documents.

One paragraph of at most 60 words, in the firm's style: the act first, then what on, then for what ("Reviewed lease and \
three letters from landlord's counsel; prepared chronology for motion"). Describe only work the assignment says a person \
did. Never state, estimate or round minutes; never describe work done by software as a person's time; leave out \
privileged substance, since an account may be read by others."""

TIME_ENTRY_FR = """\
Rédigez la description d'une inscription de temps pour le travail qu'une personne a fait, d'après le mandat et les \
documents choisis.

Un seul paragraphe d'au plus 60 mots, dans le style du cabinet : l'acte d'abord, puis son objet, puis son but (« Examen du \
bail et de trois lettres de l'avocat du locateur; chronologie en vue de la requête »). Ne décrivez que le travail que le \
mandat attribue à une personne. N'indiquez, n'estimez ni n'arrondissez jamais les minutes; ne présentez jamais comme \
temps d'une personne un travail fait par un logiciel; omettez la substance privilégiée, car un compte peut être lu par \
d'autres."""

SONNET, OPUS = "claude-sonnet-5-5", "claude-opus-5-5"
WORKFLOWS = [
    ("intake_memo", "Intake memo from a consult", "Note d'ouverture après consultation", "internal_note", SONNET, "medium", 16000, INTAKE_MEMO, INTAKE_MEMO_FR),
    ("chronology", "Chronology", "Chronologie", "chronology", SONNET, "medium", 16000, CHRONOLOGY, CHRONOLOGY_FR),
    ("demand_letter", "Demand letter", "Mise en demeure", "demand_letter", OPUS, "medium", 16000, DEMAND_LETTER, DEMAND_LETTER_FR),
    ("client_letter", "Client letter", "Lettre au client", "client_letter", OPUS, "medium", 16000, CLIENT_LETTER, CLIENT_LETTER_FR),
    ("factum_section", "Factum section", "Section de mémoire", "court_filing", OPUS, "high", 20000, FACTUM_SECTION, FACTUM_SECTION_FR),
    ("summary", "Summary", "Résumé", "internal_note", SONNET, "medium", 16000, SUMMARY, SUMMARY_FR),
    ("time_entry", "Time-entry narrative", "Description de temps", "time_entry", SONNET, "low", 8000, TIME_ENTRY, TIME_ENTRY_FR),
]


def propose(apps, schema_editor):
    alias = schema_editor.connection.alias
    workflows, versions = apps.get_model("drafting", "Workflow"), apps.get_model("drafting", "WorkflowVersion")
    operator = apps.get_model("people", "User").objects.using(alias).get(robot="operator")
    for order, (code, name, name_fr, kind, model, effort, tokens, english, french) in enumerate(WORKFLOWS):
        workflow = workflows.objects.using(alias).create(
            code=code, name=name, name_fr=name_fr, item_kind=kind, order=order
        )
        versions.objects.using(alias).create(
            workflow=workflow, number=1, state="proposed", proposed_by=operator,
            instructions=english, instructions_fr=french, model=model, effort=effort, max_tokens=tokens,
        )


class Migration(migrations.Migration):
    dependencies = [("drafting", "0002_moves"), ("people", "0002_roles_and_robots")]
    operations = [migrations.RunPython(propose, migrations.RunPython.noop)]
