"""French: the plan of each kind of work."""

PLANS: dict[str, list[tuple]] = {
    "intake_memo": [
        ("h", "Note d’ouverture de dossier", 1),
        (
            "plain",
            "**Protégé par le secret professionnel.** Note établie à l’intention de l’avocat responsable "
            "à partir des "
            "pièces suivantes\u00a0: {count}.",
        ),
        ("h", "Objet"),
        (
            "p",
            "La présente note résume ce que {client} nous a exposé et ce que révèlent les documents, "
            "cerne les "
            "questions qui se posent et propose la marche à suivre. Il s’agit d’un document de "
            "travail\u00a0: elle ne "
            "tranche pas la crédibilité, et chaque fait doit être confirmé auprès de {client} avant que "
            "l’on agisse.",
        ),
        ("people",),
        ("h", "Faits connus à ce jour"),
        (
            "p",
            "{Client} demande conseil au sujet d’un différend avec {other}. Le récit est cohérent dans "
            "ses grandes "
            "lignes. Lorsque les documents parlent, leurs propres mots sont reproduits, afin que l’on "
            "distingue ce "
            "qui est consigné de ce qui est déduit.",
        ),
        ("quotes", 5),
        ("unsupported",),
        ("h", "Questions en litige"),
        (
            "p",
            "Trois questions se posent. La première est de savoir si les faits exposés, une fois prouvés, "
            "fondent le "
            "droit que {client} fait valoir. La deuxième est de savoir si {other} dispose d’un moyen de "
            "défense, au "
            "fond ou fondé sur le temps écoulé. La troisième touche ce qui peut être recouvré en "
            "pratique, eu égard "
            "aux frais et à la proportionnalité.",
        ),
        ("law", 2),
        (
            "p",
            "Il faut aussi tenir compte du cadre législatif, en particulier de {statute}. Le texte en "
            "vigueur devra "
            "être consulté et les dispositions pertinentes confirmées avant qu’un avis soit donné.",
        ),
        ("h", "Appréciation"),
        ("quotes", 2),
        (
            "p",
            "En l’état du dossier, {client} dispose d’arguments qui méritent d’être présentés par écrit à "
            "{other}. Leur "
            "force tient aux documents contemporains des faits\u00a0; leur faiblesse, à ce que certaines "
            "parties du "
            "récit ne reposent que sur la mémoire. Ni l’existence de l’obligation ni l’étendue du "
            "préjudice ne "
            "doivent être tenues pour acquises.",
        ),
        ("h", "Conflits d’intérêts, prescription et conservation"),
        (
            "p",
            "Une recherche de conflits visant chaque personne et chaque organisme nommés doit être "
            "terminée avant la "
            "signature du mandat. Il faut établir la date à laquelle {client} a connu ou aurait dû "
            "connaître les "
            "faits générateurs et inscrire sans tarder une date de prescription prudente. Il convient "
            "d’aviser "
            "{client} par écrit de conserver messages, courriels, photographies et pièces comptables.",
        ),
        ("h", "Suites recommandées"),
        (
            "plain",
            "- Confirmer la chronologie avec {client} et obtenir copie intégrale de chaque document cité.\n"
            "- Demander tout document mentionné qui n’a pas encore été remis.\n"
            "- Identifier les témoins des conversations invoquées et recueillir de brèves déclarations.\n"
            "- Arrêter l’étendue du mandat, l’estimation des honoraires et les instructions en vue d’un "
            "règlement.\n"
            "- Préparer un projet de mise en demeure pour révision par l’avocat responsable.",
        ),
    ],
    "chronology": [
        ("h", "Chronologie", 1),
        (
            "plain",
            "Chronologie établie pour {client} à partir des pièces remises ({count}). Chaque entrée "
            "reproduit les "
            "mots du document sur lequel elle repose, afin d’être vérifiée d’un coup d’œil. Aucune date "
            "n’a été "
            "déduite.",
        ),
        ("people",),
        ("h", "Événements dans l’ordre"),
        ("dates",),
        ("h", "Énoncés sans date"),
        (
            "p",
            "Les passages qui suivent se rapportent à l’affaire, mais ne peuvent être situés avec "
            "certitude. Ils sont "
            "relevés pour ne pas être perdus et pour que {client} soit interrogé à leur sujet.",
        ),
        ("quotes", 4),
        ("unsupported",),
        ("h", "Lacunes et points à confirmer"),
        (
            "p",
            "Une chronologie ne vaut que ce que valent les documents qui la fondent. Il n’existe aucune "
            "trace "
            "indépendante de ce qui s’est passé entre les parties dans l’intervalle des entrées datées, "
            "et le silence "
            "des documents ne doit pas être assimilé à un accord. Lorsque deux documents décrivent le "
            "même événement, "
            "le plus ancien a été préféré, et le plus récent devra y être confronté.",
        ),
        (
            "p",
            "Avant que l’on s’appuie sur cette chronologie, l’avocat responsable devrait confirmer la "
            "date à laquelle "
            "{client} a pris connaissance des faits reprochés, si un avis a été donné à {other} et de "
            "quelle façon, "
            "et si un paiement ou une reconnaissance est intervenu depuis. Ces trois dates commandent "
            "toute analyse de la prescription et de l’avis, lue avec {statute}, et ce sont les plus "
            "susceptibles d’être contestées.",
        ),
        (
            "p",
            "Les originaux, avec leurs métadonnées, devraient être obtenus pour chaque document cité, "
            "puisqu’une copie "
            "transmise par une partie n’indique pas toujours quand elle a été faite ou modifiée. Les "
            "entrées tirées "
            "de notes d’entretien devront être signalées comme telles si la chronologie est communiquée à "
            "{other} ou "
            "déposée au tribunal.",
        ),
    ],
    "demand_letter": [
        ("plain", "**Sous toutes réserves des droits et recours de notre partie cliente**"),
        ("recipient",),
        ("h", "Objet\u00a0: Mise en demeure au nom de {client}", 1),
        (
            "p",
            "Nous représentons {client}. Nous vous écrivons pour exposer la position de notre partie "
            "cliente et pour "
            "offrir à {other} l’occasion de régler cette affaire sans les frais d’une instance. Veuillez "
            "adresser à "
            "notre cabinet toute communication à ce sujet. Si vous êtes représenté, nous vous prions de "
            "remettre la "
            "présente à votre avocat.",
        ),
        ("h", "Les faits"),
        (
            "p",
            "Les faits déterminants sont documentés. Nous reproduisons les mots mêmes des documents, car "
            "ils ont été "
            "écrits avant la naissance du différend et se prêtent peu à la discussion.",
        ),
        ("quotes", 4),
        ("unsupported",),
        ("h", "Position de notre partie cliente"),
        (
            "p",
            "Au vu de ces faits, {other} a manqué à ses obligations envers {client}. Ces obligations "
            "étaient claires, "
            "leur exécution ne dépendait que de {other}, et aucun motif propre à excuser ce manquement "
            "n’a été "
            "avancé. Notre partie cliente s’est acquittée de ce qui lui incombait et subit un préjudice "
            "et des "
            "inconvénients qui étaient prévisibles.",
        ),
        ("law", 2),
        (
            "p",
            "Notre partie cliente invoque également {statute}, ainsi que son droit aux intérêts et aux "
            "dépens. Nous "
            "n’acceptons pas que l’écoulement du temps, ni quelque courtoisie antérieure à l’égard de "
            "{other}, "
            "emporte renonciation à ces droits.",
        ),
        ("h", "Ce qui est demandé"),
        ("p", "Nous mettons {other} en demeure, dans les quatorze jours de la date de la présente\u00a0:"),
        (
            "plain",
            "- de confirmer par écrit que l’obligation décrite ci-dessus est reconnue\u00a0;\n"
            "- de payer les sommes dues ou de proposer des modalités de paiement appuyées d’un état "
            "financier à jour\u00a0;\n"
            "- de remettre copie des documents en sa possession qui se rapportent aux faits exposés\u00a0;\n"
            "- de conserver tous les documents, sur quelque support que ce soit, qui s’y rapportent.",
        ),
        ("quotes", 1),
        (
            "p",
            "À défaut d’une réponse satisfaisante dans ce délai, nous avons pour instructions "
            "d’introduire une instance "
            "sans autre avis et de réclamer les dommages-intérêts ou toute autre réparation appropriée, "
            "avec intérêts "
            "et dépens. La présente sera produite au tribunal sur la question des dépens.",
        ),
        (
            "p",
            "Notre partie cliente préférerait un règlement. Une réponse franche, accompagnée des "
            "documents demandés, y "
            "contribuerait beaucoup.",
        ),
        ("plain", "Veuillez agréer l’expression de nos sentiments distingués."),
    ],
    "client_letter": [
        ("h", "Votre dossier\u00a0: où en sont les choses", 1),
        ("plain", "Bonjour {client},"),
        (
            "p",
            "Merci des documents et du temps que vous nous avez consacré. La présente lettre explique, "
            "aussi simplement "
            "que possible, ce que nous comprenons des faits, la manière dont le droit les envisage, les "
            "choix qui "
            "s’offrent à vous et ce dont nous avons besoin. Elle est confidentielle entre nous. Veuillez "
            "ne pas la "
            "transmettre ni en faire état publiquement.",
        ),
        ("h", "Ce que nous comprenons"),
        (
            "p",
            "Nous avons pris connaissance des pièces remises ({count}). Voici les points qui nous "
            "semblent essentiels.",
        ),
        ("quotes", 4),
        ("unsupported",),
        (
            "p",
            "Si quelque chose nous a échappé, dites-le-nous dès maintenant. Une erreur corrigée "
            "aujourd’hui ne coûte "
            "rien\u00a0; découverte plus tard, elle peut coûter cher.",
        ),
        ("h", "Comment le droit s’applique"),
        (
            "p",
            "Le tribunal examinera d’abord ce qui était convenu ou exigé, puis ce qui a été fait, et "
            "seulement ensuite "
            "ce qui doit en résulter. Il accorde plus de poids aux documents de l’époque qu’à la mémoire "
            "de chacun.",
        ),
        ("law", 2),
        (
            "p",
            "Le texte le plus important est {statute}. Rien de ce qui précède n’est une promesse de "
            "résultat\u00a0: {other} "
            "aura aussi sa version des faits, et nous ne l’avons pas encore entendue.",
        ),
        ("h", "Vos choix"),
        (
            "p",
            "Le premier choix consiste à écrire à {other} pour demander ce qui est dû. C’est la voie la "
            "moins coûteuse "
            "et souvent la plus rapide, mais elle dépend d’une réponse de bonne foi. Le deuxième est la "
            "négociation ou "
            "la médiation, qui demeure privée et vous laisse maître de l’issue. Le troisième est l’instance "
            "judiciaire\u00a0: plus lente et publique, elle permet rarement de recouvrer tous les frais.",
        ),
        (
            "p",
            "Nous recommandons de commencer par une lettre et de garder les autres choix ouverts dans "
            "l’attente d’une "
            "réponse.",
        ),
        ("h", "Ce dont nous avons besoin"),
        (
            "plain",
            "- Copie intégrale des documents cités ci-dessus, avec les courriels auxquels ils étaient "
            "joints.\n"
            "- Le nom des personnes présentes aux conversations que vous avez décrites.\n"
            "- Une courte note de ce que vous avez perdu à ce jour, avec les reçus, le cas échéant.\n"
            "- Vos instructions\u00a0: pouvons-nous écrire à {other}, et à quelles conditions "
            "régleriez-vous\u00a0?",
        ),
        (
            "p",
            "Veuillez ne rien effacer, même les messages qui paraissent défavorables, et ne pas parler du "
            "différend avec "
            "{other} avant notre prochain entretien. Des délais s’appliquent aux affaires de ce "
            "genre\u00a0; nous vous "
            "saurions gré de nous répondre d’ici une semaine.",
        ),
        ("plain", "Veuillez agréer nos salutations distinguées."),
    ],
    "factum_section": [
        ("h", "Partie II\u00a0: Les faits", 1),
        ("h", "A. Aperçu"),
        (
            "p",
            "L’instance porte sur un point bref. {Client} a fait ce qui était exigé et communiqué ce qui "
            "devait l’être. "
            "Il n’en va pas de même de {other}. Les documents de l’époque établissent ces deux "
            "propositions, et le droit "
            "qui en découle ne fait pas de doute.",
            "Le différend entre {client} et {other} est plus étroit que le volume du dossier ne le laisse "
            "croire. Ce qui "
            "a été dit et fait est consigné dans des documents de l’époque. Il reste à dire ce qui en "
            "découle en droit.",
        ),
        ("h", "B. La preuve"),
        ("quotes", 6),
        ("unsupported",),
        (
            "p",
            "Cette preuve n’a pas été ébranlée. Les documents émanent de plusieurs mains, ont été dressés "
            "à des fins "
            "ordinaires et précèdent toute perspective d’instance. Là où ils décrivent le même événement, "
            "ils concordent.",
        ),
        ("h", "Partie III\u00a0: Questions en litige et argumentation", 1),
        ("h", "A. Les questions"),
        (
            "p",
            "Deux questions se posent\u00a0: a) l’obligation invoquée par {client} est-elle établie par "
            "la preuve\u00a0? "
            "b) dans l’affirmative, existe-t-il un motif, de fait ou de droit, de ne pas lui donner effet "
            "selon ses "
            "termes\u00a0?",
        ),
        ("h", "B. L’obligation est établie"),
        ("law", 3),
        (
            "p",
            "Ces principes s’appliquent ici sans effort. L’obligation était connue, {other} pouvait "
            "l’exécuter, et le "
            "dossier montre quand et comment elle ne l’a pas été. Il ne suffit pas de dire que "
            "l’exécution était "
            "devenue moins commode.",
        ),
        ("quotes", 2),
        (
            "p",
            "On soutiendra peut-être au nom de {other} que les passages reproduits doivent être tenus "
            "pour provisoires, "
            "ou pour l’expression d’une courtoisie plutôt que d’un engagement. Cette lecture ne s’accorde "
            "ni avec leur "
            "libellé ni avec la conduite des parties\u00a0: chacune a agi comme si les mots avaient leur "
            "sens.",
        ),
        ("h", "C. Rien ne justifie de refuser la réparation"),
        ("law", 1),
        (
            "p",
            "Le législateur s’est exprimé dans le même sens. {Statute}\u00a0: ce texte s’interprète de la "
            "manière la plus "
            "équitable et la plus large qui soit compatible avec la réalisation de son objet, lequel "
            "serait contrecarré "
            "si une partie pouvait tirer avantage de son propre silence.",
        ),
        (
            "p",
            "L’ordonnance demandée ne cause aucun préjudice à {other}. Les faits déterminants sont à sa "
            "connaissance, "
            "les documents ont toujours été accessibles, et le retard s’explique par l’absence de la "
            "communication même "
            "qui est en cause.",
        ),
        (
            "p",
            "La proportionnalité milite dans le même sens. La question peut être tranchée sur dossier. Un "
            "processus plus "
            "long accroîtrait les frais des deux parties sans rien ajouter à ce dont le tribunal a besoin "
            "pour décider.",
        ),
        ("h", "Partie IV\u00a0: Ordonnance demandée", 1),
        (
            "p",
            "{Client} demande que soient accordées les conclusions énoncées dans l’avis, avec dépens, "
            "ainsi que toute "
            "autre réparation que le tribunal estimera juste.",
        ),
    ],
    "summary": [
        ("h", "Résumé des documents", 1),
        (
            "plain",
            "Le présent résumé porte sur les pièces remises ({count}) dans le dossier de {client}. Il "
            "vise à épargner du "
            "temps de lecture et ne remplace pas les documents. Les citations sont textuelles.",
        ),
        ("people",),
        ("h", "En bref"),
        (
            "p",
            "Les documents concernent un différend entre {client} et {other}. Ils montrent à quoi chacun "
            "s’est engagé, ce "
            "qui a ensuite été fait et les points sur lesquels les récits divergent. Les faits principaux "
            "sont "
            "documentés\u00a0; les motifs ne le sont pas.",
        ),
        ("h", "Passages essentiels"),
        ("quotes", 7),
        ("unsupported",),
        ("h", "Ce que les documents ne montrent pas"),
        (
            "p",
            "Plusieurs éléments auxquels on s’attendrait font défaut. La correspondance n’est pas "
            "complète, les pièces "
            "jointes mentionnées ne s’y trouvent pas toutes, et rien n’explique comment certains chiffres "
            "ont été "
            "obtenus. La position de {other} n’apparaît qu’à travers ce que d’autres en ont rapporté. Ces "
            "lacunes n’ont "
            "rien d’inhabituel à ce stade, mais chacune devra être comblée avant qu’un avis soit donné.",
        ),
        ("h", "Points de droit à retenir"),
        ("law", 1),
        (
            "p",
            "L’affaire doit aussi être examinée au regard de {statute}. Les délais devraient être "
            "vérifiés d’abord, car "
            "ils sont parfois plus courts que prévu et ne peuvent pas toujours être prorogés.",
        ),
        ("h", "Fiabilité"),
        (
            "p",
            "Les documents dressés dans le cours ordinaire des affaires méritent plus de poids que ceux "
            "qui suivent la "
            "naissance du différend. Les notes d’un entretien rapportent ce qui a été dit à un avocat et "
            "sont protégées "
            "par le secret professionnel\u00a0; elles servent à trouver la preuve et n’en sont pas une. "
            "Lorsque les pièces "
            "contiennent du ouï-dire, la personne qui a une connaissance directe des faits devrait être "
            "identifiée.",
        ),
        ("h", "Suites proposées"),
        (
            "plain",
            "- Obtenir les pièces jointes manquantes et l’ensemble de la correspondance.\n"
            "- Demander à {client} de confirmer les passages cités et d’expliquer ceux qui sont incomplets.\n"
            "- Fixer la date de prescription et l’inscrire à l’agenda.\n"
            "- Examiner s’il y a lieu de demander à {other} de conserver ses documents.",
        ),
    ],
    "time_entry": [
        (
            "plain",
            "Examen des pièces reçues de {client} ({count})\u00a0; repérage des passages touchant la "
            "responsabilité et le "
            "montant\u00a0; rapprochement des dates\u00a0; note au dossier sur les points à confirmer "
            "avec {client}.",
            "Lecture et analyse des pièces ({count}) dans l’affaire opposant {client} à {other}\u00a0; "
            "relevé des événements "
            "datés\u00a0; examen de la prescription et des documents manquants\u00a0; brève note au dossier.",
        ),
        ("quotes", 1),
        ("unsupported",),
        (
            "plain",
            "Le temps est inscrit par la personne qui l’a réellement consacré\u00a0; la rédaction du "
            "présent libellé n’y "
            "est pas comprise.",
        ),
    ],
}
