"""Papiers en français, in the same way: a line is a sentence, its wordings parted by `||`; `/` begins a line."""

PAPERS = (
    # Mise en demeure.
    """
    / SANS PRÉJUDICE || PAR HUISSIER ET PAR COURRIEL
    / {city}, le {date}
    / {g}
    / {homelines}
    / Objet : Mise en demeure, {c} c. {g}. N/D : {f:ours} || OBJET : {c:last} c. {g:caps}; notre dossier : {f:ours}; votre dossier : {f:theirs}
    / Maître, || Madame, Monsieur,
    / Nous sommes les procureurs {c:de}, qui vous a confié le {date} la réfection de la toiture du {street}, à {city}. || Nous représentons {c:title}, propriétaire de l'immeuble situé au {street}, {city} (Québec) {postal}.
    Les travaux, facturés {money}, sont affectés de vices, comme l'a constaté l'inspecteur {u} le {date}. || Votre contremaître, {u}, a reconnu devant {v} que la membrane avait été mal posée.
    Vous êtes mis en demeure de payer {money} dans les 10 jours, avec intérêts au taux légal de 5 % (art. 1619 C.c.Q.). || À défaut de corriger les travaux d'ici 15 jours, des procédures seront prises sans autre avis, en vertu des articles 1726 et 2120 du Code civil du Québec.
    / VEUILLEZ AGIR EN CONSÉQUENCE.
    / {w}, avocat{w?/e}, tél. : {phone}, téléc. : {fax}
    """,
    # Demande introductive, divorce.
    """
    / CANADA, PROVINCE DE QUÉBEC, DISTRICT DE {citycaps} || COUR SUPÉRIEURE (Chambre de la famille), district de {city}
    / No : {f:quebec} || N° {f:quebec}
    / {c:caps}, domicilié{c?/e} au {street}, {city}, {postal}, {c?demandeur/demanderesse}, c. {o:caps}, {o?défendeur/défenderesse}
    / DEMANDE INTRODUCTIVE D'INSTANCE EN DIVORCE
    / 1. {c:title} est né{c?/e} le {c.birth} et {o:title}, le {o.birth}. || 1. Le {c?demandeur/demanderesse} est né{c?/e} à {city} le {c.birth}.
    2. Les parties se sont mariées le {earlier} et vivent séparées depuis le {date}. || 2. Le mariage a été célébré à {city} le {earlier}, sous le régime de la société d'acquêts.
    3. Deux enfants sont issus de l'union : {u:first}, né{u?/e} le {birth}, et {v:first}, né{v?/e} le {birth}.
    4. Le revenu annuel {o:de} est de {money}. || 4. {o:title} gagne {money} par année, ce {o:que} ne conteste pas.
    5. Le patrimoine familial (art. 414 et suiv. C.c.Q.) comprend la résidence évaluée à {big}. || 5. La demande est faite selon l'art. 8 de la Loi sur le divorce, L.R.C. 1985, c. 3 (2e suppl.).
    / {city}, le {date} {w}, {w.email} || (s) {w}, procureur{w?/e}, {phone}
    """,
    # Déclaration sous serment.
    """
    / No {f:quebec}
    / DÉCLARATION SOUS SERMENT {c:DE} || DÉCLARATION ASSERMENTÉE
    / Je, soussigné{c?/e}, {c}, domicilié{c?/e} et résidant au {street}, à {city}, district de {city}, affirme solennellement ce qui suit :
    / 1. Je suis l{c?e demandeur/a demanderesse} en l'instance. || 1. J'ai travaillé pour {g} du {earlier} au {date}.
    2. Le {date}, vers {time}, {o:title} m'a remis une enveloppe contenant {money}. || 2. J'ai prêté {money} à {o}, tel qu'il appert de la pièce P-3.
    3. Le virement a été fait de mon compte, {bank}. || 3. Le dépôt a été fait au compte {o:de} ({bank}), pièce P-5.
    4. {u?Mon voisin/Ma voisine}, {u}, a tout vu. || 4. {u} et {v} étaient présents dans la cuisine.
    5. Tous les faits allégués sont vrais. || 5. Je n'ai reçu aucun paiement depuis 14 mois, malgré l'art. 1590 C.c.Q.
    / Et j'ai signé à {city}, le {date}
    / /s/ {c} || (S) {c:short}
    / Affirmé devant moi, {w}, commissaire à l'assermentation
    """,
    # Courriel de client.
    """
    Bonjour Maître {u:family}, || Bonjour {u:first},
    / Voici les renseignements demandés pour l'indemnité de la SAAQ. || Je vous envoie ce qui manquait au dossier.
    / Date de naissance : {c.birth} || Je suis né{c?/e} le {c.birth}
    / Assurance maladie : {c.ramq} || Mon numéro d'assurance maladie est le {c.ramq}.
    / Permis de conduire : {c.licence} || No de permis de conduire {c.licence}
    / NAS : {sin} || Numéro d'assurance sociale : {sin}
    / Le numéro de réclamation est le {f:claim}; l'agent{v?/e}, {v}, est au {phone}, poste 3312. || La réclamation porte le no {f:claim}.
    / Le rapport d'accident de la police a le numéro {f:policefr}. || Rapport de police no {f:policefr}, rédigé vers {time}.
    / J'ai manqué 22 jours et perdu environ {money}; l'orthèse a coûté 189,95 $. || Mon salaire est de 27,40 $ l'heure, 37,5 heures par semaine.
    / Ma nouvelle adresse : {home}
    / Merci et bonne journée, || Cordialement,
    / {c:short}, cell. {phone}, {c.email}
    """,
    # Convention de garde et mesures accessoires.
    """
    / CONVENTION SUR MESURES ACCESSOIRES || PROJET D'ACCORD (médiation familiale)
    / ENTRE {c:caps} ET {o:caps}
    / 1. {c:first} et {o:first} exerceront une garde partagée de leur enfant {u:first}, né{u?/e} le {birth}. || 1. La garde de {u:first} ({birth}) est confiée à {c:title}, avec accès une fin de semaine sur deux, du vendredi 18 h au dimanche 17 h.
    2. {o:title} versera {monthly} par mois, par dépôt au compte {bank}. || 2. La pension de {monthly} sera déposée le 1er de chaque mois ({bank}).
    3. Les frais particuliers sont partagés {pct} et {pct}. || 3. Le revenu {o:de} est établi à {money} (annexe I).
    4. La résidence du {street}, à {city}, sera vendue au prix de {big}. || 4. {c:title} conserve la maison sise au {street}, {city} {postal}.
    5. {c:title} et {o:title} renoncent au partage des gains inscrits à Retraite Québec. || 5. Le NAS {c:de} est le {sin}, et celui de {o:title} est le {sin}.
    6. Voir Droit de la famille 161206, 2016 QCCA 376. || 6. Les parties demandent l'homologation selon l'art. 521.17 C.c.Q.
    / Médiat{v?eur/rice} : {v}, {phone}
    """,
    # Bail commercial.
    """
    / BAIL COMMERCIAL intervenu le {date} || ANNEXE « A » AU BAIL, datée du {date}
    / BAILLEUR : {g}, NEQ {neq}, {street}, {city} (Québec) {postal} || Entre {g:caps}, inscrite au registre sous le numéro d'entreprise {business}, le bailleur,
    / LOCATAIRE : {c}, {home}, tél. {phone} || et {c:caps}, domicilié{c?/e} au {home}, le locataire.
    / Lieux loués : 1 450 pieds carrés au {street}, {city}. || Local de 135 mètres carrés, rez-de-chaussée du {street}.
    / Loyer : {monthly} par mois plus TPS et TVQ, soit 14,975 %. || Loyer de base de {monthly}, indexé de 2,5 % l'an.
    / Prélèvements : {bank} || Le loyer est prélevé au compte du locataire, {bank}.
    / Caution : {o}, né{o?/e} le {o.birth}, permis de conduire {o.licence}. || {o:title}, né{o?/e} le {o.birth}, se porte caution jusqu'à {money} (art. 2333 C.c.Q.).
    / Gestionnaire : {u}, {phone}, télécopieur {fax}, {u.email} || Urgences : {u}, {tollfree}.
    """,
    # Tribunal administratif du logement.
    """
    / TRIBUNAL ADMINISTRATIF DU LOGEMENT, no dossier : {f:tal} || TAL, bureau de {city}. Dossier {f:tal}
    / {g:caps}, locateur, c. {c:caps}, locataire
    / AVIS D'AUDIENCE : {date} à {time}, salle 3.02 || PROCÈS-VERBAL D'AUDIENCE du {date}, {time}
    / Le locateur réclame {monthly} de loyer et la résiliation du bail (art. 1971 C.c.Q.). || Par une demande du {date}, {g} demande l'expulsion {c:de} et {money}.
    {c:title}, qui habite au {street}, {city}, {postal}, soutient que le logement est infesté. || {c?Le/La} locataire, {c}, produit les photos L-1 à L-6 et la mise en demeure du {date}.
    {u?Le/La} concierge, {u}, a témoigné pendant 20 minutes. || {u}, exterminateur, a visité trois fois le {street}.
    La preuve peut être envoyée par télécopieur au {fax}. || Pour toute question : {phone} ou {tollfree}.
    Représentant du locateur : {v}, {v.email}. || Voir l'arrêt Bell Canada c. Commission des droits, 2003 CSC 36.
    """,
    # Petites créances.
    """
    / COUR DU QUÉBEC, Division des petites créances, n° {f:qcsmall} || Petites créances, district de {city}. Dossier : {f:qcsmall}
    / Partie demanderesse : {c:last}, {home}, téléphone {phone}, courriel {c.email}
    / Partie défenderesse : {g}, {street}, {city} {postal}, NEQ {neq}
    / La partie demanderesse réclame {monthly}. || Montant réclamé : {monthly}, plus l'indemnité additionnelle de l'art. 1619 C.c.Q.
    Le {date}, {c:title} a versé un acompte de {monthly} avec la carte {card}. || L'acompte de {monthly} a été porté à la carte Visa no {visa}.
    {u}, représentant de {g}, a promis de finir avant le {date}. || {u?Un employé/Une employée}, {u}, est venu{u?/e} le {date} à {time} et n'est jamais revenu{u?/e}.
    {c:QUE} ait payé n'est pas contesté. || {o}, témoin, a vu l'eau couler du plafond pendant 2 heures.
    La limite est de 15 000 $ selon l'art. 536 C.p.c. || La garantie de la Loi sur la protection du consommateur, RLRQ, c. P-40.1, art. 37 et 38, s'applique.
    Pièces P-1 à P-8. || Le conciliateur, {v}, a proposé {monthly}.
    """,
    # Testament notarié.
    """
    / L'AN DEUX MILLE VINGT-DEUX, le quatorze mars. DEVANT Me {u:caps}, notaire à {city} || Testament reçu le {date} par Me {u}, notaire
    / A COMPARU : {c:caps}, né{c?/e} à {city} le {c.words}, domicilié{c?/e} au {street}, {city}. || COMPARAÎT {c}, retraité{c?/e}, né{c?/e} le {c.words}, demeurant au {home}.
    / ARTICLE 1. Je révoque tout testament antérieur. || 1. Je révoque toutes mes dispositions testamentaires antérieures.
    ARTICLE 2. Je lègue à {v} la somme de {money} et ma bibliothèque. || 2. À titre particulier, je lègue mon chalet du {country}, à Saint-Donat, à {v}.
    ARTICLE 3. Je nomme {o} liquidateur de ma succession, et à son défaut {w}. || 3. Je désigne {o:title}, {o:ami}, comme liquidat{o?eur/rice}, avec pleine administration (art. 1307 C.c.Q.).
    ARTICLE 4. Le résidu est partagé entre mes neveux, dont {w}, par parts égales. || 4. Tout legs est insaisissable et exclu du patrimoine familial et de la société d'acquêts.
    / Lecture faite, {c?le testateur/la testatrice} signe en présence de {x}, témoin. || ET APRÈS LECTURE, {c:title} signe avec le notaire et {x}.
    """,
    # Inventaire de succession.
    """
    / INVENTAIRE DE LA SUCCESSION DE {u:caps} || Succession de feu {u}, décédé{u?/e} le {date} à {city}
    / Liquidat{c?eur/rice} : {c}, {home}, {phone}
    / {u?Le défunt/La défunte}, né{u?/e} le {u.birth}, avait le NAS {sin} et la carte d'assurance maladie {u.ramq}. || Renseignements {u?du défunt/de la défunte} : date de naissance {u.birth}; numéro d'assurance sociale {sin}; assurance maladie {u.ramq}
    / Compte d'opérations, {bank} : {money} || Caisse Desjardins, {bank}, solde de {money} au décès
    / Carte de crédit {card} : solde dû de {money} || Mastercard {mastercard}, à annuler, {money}
    / Immeuble situé au {street}, {city} {postal} : {big} || Maison du {street}, {city}, évaluation municipale de {big}
    / REER, bénéficiaire {o} : {money} || Véhicule 2017, 84 000 km, remis à {o:title} : {money}
    / Les frais funéraires de {money} ont été payés par {v}. || {v}, {v?créancier/créancière}, réclame {money}.
    / L'avis de clôture est publié selon l'art. 795 C.c.Q. || Total de l'actif : {money}; passif : {money}.
    """,
    # Lettre de médecin.
    """
    / Dr{u?/e} {u}, médecine familiale, clinique du {street}, {city} {postal}, tél. {phone}, fax {fax}
    / Le {date}
    / Patient{c?/e} : {c:last}, DDN {c.birth}, NAM {c.ramq} || Concerne : {c}, né{c?/e} le {c.birth}, RAMQ {c.ramq}
    / À qui de droit, || Maître,
    / Je suis {c:title} depuis 2011. || J'ai évalué {c:short} le {date} à la demande de son procureur.
    {c?Il/Elle} présente une entorse lombaire (L5-S1) et prend 20 mg d'amitriptyline au coucher. || La tension est de 138/86; l'échelle de douleur est à 7/10 et le sommeil dure 4 heures.
    {c?Il/Elle} a été vu{c?/e} par le Dr {v:family}, orthopédiste, qui prévoit une infiltration. || {v?Le/La} physiothérapeute {v} l'a traité{c?/e} à 18 reprises.
    {o:title}, {o?son conjoint/sa conjointe}, fait les courses depuis l'accident du {date}. || D'après {o}, {c?il/elle} ne conduit plus au-delà de 15 minutes.
    Déficit anatomo-physiologique : 2 %. || Arrêt de travail de 8 semaines; dossier CNESST {f:cnesst}.
    Honoraires : 250 $. || Les honoraires de {monthly} sont joints.
    """,
    # Travail: TAT / CNESST.
    """
    / TRIBUNAL ADMINISTRATIF DU TRAVAIL, dossier {f:tat} || No de dossier du TAT : {f:tat}; dossier CNESST : {f:cnesst}
    / {c:caps}, partie demanderesse, et {g:caps}, employeur
    / {c:title} dépose une plainte selon l'art. 124 de la Loi sur les normes du travail, RLRQ, c. N-1.1. || {c} conteste son congédiement du {date}, survenu après {small} ans de service.
    Le salaire {c:de} était de {money}, plus un boni de {pct}. || {c?Il/Elle} gagnait 31,25 $ l'heure pour 40 heures par semaine.
    Son supérieur, {u}, lui a remis la lettre à {time}. || {u?Le directeur/La directrice} des ressources humaines, {u}, l'a fait escorter par {v}.
    {g}, numéro d'entreprise {business}, dit avoir aboli 3 postes. || L'employeur invoque l'affaire Wallace c. United Grain Growers Ltd., [1997] 3 R.C.S. 701.
    Le relevé d'emploi, au NAS {sin}, indique le code A. || Relevé d'emploi de {c:last}, NAS {sin}, code K.
    Conciliation le {date}, 9 h 30, salle 4. || L'audience est fixée au {date}, pour 2 jours.
    / {w}, {street}, {city} {postal}, {w.email}, téléc. {fax}
    """,
    # Cour fédérale immigration.
    """
    / COUR FÉDÉRALE, dossier {f:imm} || No du dossier de la Cour : {f:imm}
    / ENTRE : {c:caps}, partie demanderesse, et LE MINISTRE DE LA CITOYENNETÉ ET DE L'IMMIGRATION, partie défenderesse
    / DEMANDE D'AUTORISATION ET DE CONTRÔLE JUDICIAIRE (par. 72(1) de la Loi sur l'immigration et la protection des réfugiés, L.C. 2001, ch. 27) || MÉMOIRE DES ARGUMENTS
    / {c:title}, IUC {f:uci}, conteste la décision du {date} dans le dossier {f:irbfr} de la SAR. || La demande no {f:application} (IUC : {f:uci}) a été rejetée le {date}.
    Né{c?/e} le {c.birth}, {c?il/elle} est titulaire du passeport {passport}. || {c}, né{c?/e} le {c.birth}, passeport no {passport}, vit à {city} depuis {small} ans.
    L'agent a ignoré le rapport de {u}, psychologue, et la lettre du père {v:family}. || L'agente n'a rien dit de la lettre de {v}, employeur {c:de}.
    La norme est celle de la décision raisonnable : Canada (Ministre de la Citoyenneté et de l'Immigration) c. Vavilov, 2019 CSC 65, par. 99. || Voir Kanthasamy c. Canada (Citoyenneté et Immigration), 2015 CSC 61, [2015] 3 R.C.S. 909.
    / {w}, {street}, {city} (Québec) {postal}, téléphone {phone}, télécopieur {fax}
    """,
    # Avis de convocation IRCC.
    """
    / Immigration, Réfugiés et Citoyenneté Canada || Agence des services frontaliers du Canada
    / {date}
    / IUC : {f:uci} || No de client (IUC) {f:uci}
    / Demande : {f:application}
    / {c:last}
    / {homelines}
    / {c?Monsieur/Madame}, || {c:madame},
    / Vous êtes convoqué{c?/e} le {date} à {time}, au {street}, 2e étage, {city}. || AVIS DE CONVOCATION : présentez-vous au {street}, {city}, le {date}, à {time}.
    Apportez votre passeport ({passport}), deux photos de 50 mm sur 70 mm et 85 $. || Veuillez avoir en main le passeport no {passport} et la preuve de fonds de {money}.
    {o}, né{o?/e} le {o.birth}, doit vous accompagner. || Votre répondant, {o:title}, peut assister à l'entrevue.
    L'absence sans motif peut mener à l'abandon (art. 168 de la LIPR). || Le dossier de la CISR est {f:irbfr}.
    Joignez l'agent{u?/e} {u} au {phone} ou par télécopieur au {fax}. || Renseignements : {u}, {tollfree}.
    """,
    # Consentement dossier médical.
    """
    / AUTORISATION DE COMMUNIQUER DES RENSEIGNEMENTS DE SANTÉ || CONSENTEMENT À L'ACCÈS AU DOSSIER
    / Je, {c}, né{c?/e} le {c.birth}, domicilié{c?/e} au {home}, || Nom : {c:last} Naissance : {c.birth} Adresse : {home}
    / numéro d'assurance maladie {c.ramq}, || NAM : {c.ramq}
    / autorise l'Hôpital du Sacré-Cœur et {u?le Dr/la Dre} {u:family} à transmettre mon dossier, de 2016 à ce jour. || autorise {u}, psychologue, à remettre copie de ses notes à mes avocats.
    / Cette autorisation vise aussi les notes de {v}, {v?travailleur social/travailleuse sociale}. || Elle ne vise pas le dossier que détient {g}.
    / Elle vaut 90 jours, selon la Loi sur les services de santé et les services sociaux, RLRQ, c. S-4.2, art. 19. || Je peux la révoquer en tout temps.
    / Transmettre par télécopieur : {fax} || À envoyer à {w.email}
    / Signé à {city}, le {date}
    / {c:init} || {c:short}
    / Tél. : {phone}; en cas d'urgence {o}, {phone}
    """,
    # Vente immobilière, courriel entre notaires.
    """
    Chère consœur, || Bonjour Me {u:family},
    / Vente {o:family} à {c:family}, {street}, {city}; signature le {date}. V/D : {f:theirs}, N/D : {f:ours} || Objet : vente par {o:last} à {c:last}, n/d {f:ours}
    / L'acheteu{c?r/se}, {c}, est né{c?/e} le {c.birth}; pièce d'identité : permis {c.licence}. || {c:title} m'a montré son passeport canadien, no {passport}, et son permis de conduire, {c.licence}.
    Le solde du prix, {big}, sera viré à votre compte en fidéicommis, {bank}. || Veuillez confirmer les coordonnées bancaires ({bank}) avant le virement de {money}.
    La quittance du prêteur et le certificat de localisation de moins de 10 ans manquent encore. || Les droits de mutation sont de {money} et les taxes scolaires de 312,40 $.
    {v?Le courtier/La courtière}, {v}, aura les clés (cell. {phone}). || {v}, inspecteur, a remis un rapport de 46 pages.
    {o:title} déclare être résident canadien selon l'art. 116 de la Loi de l'impôt sur le revenu. || L'adresse {o:de} après la vente sera {home}.
    / {w}, notaire, {phone}, {w.email}
    """,
    # Procès-verbal d'une assemblée.
    """
    / PROCÈS-VERBAL de l'assemblée des copropriétaires tenue le {date} à {time} || Procès-verbal de la réunion du conseil d'administration de {g}, le {date}, {time}
    / au {street}, {city}, sous la présidence de {u}. || Lieu : {street}, bureau 200. Secrétaire d'assemblée : {u}.
    / Présents : {c:init}, {o:init}, {v}. Excusé{w?/e} : {w}. || Sont présents {c}, {o} et {v}, soit 64 % des voix.
    / 1. Le budget de {money} est adopté, appuyé par {c:title}. || 1. {c:title} propose, appuyé{c?/e} par {o:title}, d'adopter les états financiers.
    2. La soumission de {g}, NEQ {neq}, est retenue à {money}. || 2. Un appel de fonds de {money} par fraction est voté (art. 1072 C.c.Q.).
    3. Le compte d'exploitation passe à {bank}. || 3. Les signataires du compte {bank} seront {c:title} et {v}.
    4. La réclamation d'assurance {f:claim} suit son cours. || 4. L'assureur a ouvert le dossier de réclamation no {f:claim}.
    / Levée à 21 h 15. || L'assemblée est levée à 20 h 40.
    """,
    # Police, lettre.
    """
    / Service de police de la Ville de {city}, accès à l'information || SERVICE DE POLICE, {city}, module des archives
    / Le {date}
    / Objet : événement no {f:policefr} || Votre demande visant le rapport d'événement {f:policefr}
    / Le {date}, à {time}, les agents ont été appelés au {street}, à {city}. || L'agent {u:family}, matricule 5521, s'est présenté au {street} vers {time}.
    {c:last}, né{c?/e} le {c.birth}, tél. {phone}, dit {o:que} l'a poussé{c?/e} dans l'escalier. || La partie plaignante, {c} (DDN : {c.birth}), a déclaré {o:que} avait pris ses clés.
    {o:caps}, permis de conduire {o.licence}, avait quitté les lieux. || {o:title} (permis no {o.licence}) a été avisé{o?/e} de partir.
    Un témoin, {v}, demeurant au {street}, a entendu des cris. || {v} a remis une vidéo de 40 secondes.
    Aucune accusation n'a été portée selon l'art. 266 du Code criminel. || Certains passages sont masqués selon l'art. 59 de la Loi sur l'accès, RLRQ, c. A-2.1.
    / {w}, responsable de l'accès, {phone}, {w.email}
    """,
    # Convention d'honoraires.
    """
    / Notre référence : {f:ours} || N/Réf. : {f:ours}
    / {city}, le {date}
    / {c:madame} {c:short}
    / {homelines}
    / {c?Cher/Chère} {c:madame}, || {c?Monsieur/Madame},
    / Nous confirmons notre mandat dans le dossier qui vous oppose à {o}. || Vous nous avez confié le {date} le dossier {o:de}.
    Nos taux vont de 195 $ à 390 $ l'heure, et la provision est de {monthly}. || Une avance de {monthly} est versée en fidéicommis, à {bank}.
    Selon le règlement du Barreau, nous avons vérifié votre identité : passeport {passport}, permis {c.licence}. || Pièce d'identité vérifiée : permis de conduire no {c.licence}.
    Nos numéros de taxes : TPS {business_gst}, TVQ {qst}. || TPS : {business_gst}
    Mon adjointe, {u}, vous répond au {phone}. || Écrivez à {u}, {u.email}, télécopieur {fax}.
    Le délai de prescription est de 3 ans (art. 2925 C.c.Q.). || Nous prévoyons 12 à 15 heures de travail.
    / {w}, avocat{w?/e}
    """,
    # Ontario in French.
    """
    / COUR SUPÉRIEURE DE JUSTICE DE L'ONTARIO, no de dossier du greffe {f:ontario} || Numéro de dossier : {f:ontario}, Cour supérieure de justice, Ottawa
    / {c:caps}, requérant{c?/e}, et {o:caps}, intimé{o?/e}
    / ÉTAT FINANCIER (formule 13.1) || MÉMOIRE DE CONFÉRENCE RELATIVE À LA CAUSE
    / Je m'appelle {c} et j'habite à {city}, au {street}. || {c:title}, du {street}, à {city}, est âgé{c?/e} de {age} ans.
    Numéro de carte Santé de l'Ontario : {health_on}. || Ma carte Santé porte le numéro {health_on} et mon NAS est {sin}.
    Le revenu {o:de} à la ligne 15000 était de {money}. || {o:title} gagne {money} et paie {monthly} de loyer.
    L'enfant {u:first}, né{u?/e} le {birth}, fréquente l'école depuis {small} ans. || Notre {u?voisin/voisine}, {u}, garde les enfants de 15 h 30 à 18 h.
    La Loi sur le droit de la famille, L.R.O. 1990, chap. F.3, art. 5, régit l'égalisation. || L'arrêt Moge c. Moge, [1992] 3 R.C.S. 813, s'applique.
    Le compte conjoint, {bank}, a été vidé le {date}. || Dette : carte {card}, {money}.
    / {w}, {phone}, téléc. {fax}
    """,
    # Courriel bref, relâché.
    """
    allo, c'est {c:lower} || Salut {u:first}, ici {c:first}.
    / jai retrouvé les papiers, {o:lower} a pris {money} dans le compte {bank} || La carte que {o:first} utilisait est la {card}.
    / mon nouveau cell est le {phone}, plus l'ancien {phone} || appelez-moi au {phone} après 17 h
    / {o:first} reste au {street} à {city} avec {v} || {o:first} a déménagé au {street}, {city}, je pense.
    / {w?le petit/la petite} {w:first} a eu 7 ans mardi, faut renouveler son passeport {passport} || le passeport {o:de} c'est {passport}
    / est-ce que la cour c'est encore le {date} à 9 h ? || J'ai payé 450 $ mardi, il reste 1 200 $.
    / mon permis : {c.licence} || Vous vouliez mon permis de conduire, c'est {c.licence}.
    / mon courriel est toujours {c.email} || {c.email}
    / merci! || Merci beaucoup,
    / {c:first}
    """,
    # Procuration / mandat de protection.
    """
    / MANDAT DE PROTECTION || PROCURATION GÉNÉRALE
    / Je, {c:caps}, né{c?/e} à {city} le {c.words}, demeurant au {street}, à {city}, {postal}, || L'AN DEUX MILLE VINGT-TROIS, le six juin, DEVANT Me {w}, notaire, a comparu {c}, né{c?/e} le {c.words}, demeurant au {home},
    / nomme {o} mandataire, et à son défaut {u}. || désigne comme mandataire {o:title}, {o:ami}, ou à défaut {u}.
    / {o:title} pourra administrer mon compte {bank}. || {o} pourra retirer du compte {bank}, jusqu'à {monthly} par mois.
    {o?Il/Elle} peut vendre l'immeuble du {street}, à {city}. || Le mandat couvre mon chalet, {country}, Lac-Mégantic.
    Mon médecin est {v}, au {phone}. || Consulter {v}, mon médecin de famille, avant tout hébergement.
    Mon numéro d'assurance maladie est {c.ramq} et mon NAS, {sin}. || RAMQ : {c.ramq}.
    Le mandat prend effet à l'homologation (art. 2166 C.c.Q.). || La reddition de compte se fait à {x} tous les 12 mois.
    / Témoin : {x}
    """,
)
