"""Ordinary words of English and French, folded: what somebody is called is looked for in any case, but where the name is
one of these it is a name only with a capital.

Compiled for this table: the words that the house's own texts in both languages (documentation, catalogue, and the labelled
passages other than the set that is held out) write small more often than not, and words of everyday that are surnames or
given names as well (trades, colours, plants, animals, land and weather, kin, days and months). Left out on purpose are
words that are met as names far oftener, `pierre`, `smith`, `roy`: a stone that is replaced does no harm, a name that crosses
does. It need not be complete: a word that is missing costs a false replacement, and only where a party is called so.
"""

from __future__ import annotations

ALSO_WORDS = frozenset(
    {"will", "may", "april", "june", "august", "mark", "grant", "hope", "grace", "faith", "joy", "rose", "bill",
    "art", "frank", "rich",
     "pat", "sue", "drew", "chase", "hunter", "mason", "dean", "earl", "duke", "major", "victor", "christian", "guy",
     "lane", "reed", "dale",
     "cliff", "glen", "heath", "rob", "rod", "norm", "gene", "jack", "parker", "cooper", "page", "bond", "young",
     "penny", "ruby", "pearl",
     "crystal", "amber", "ivy", "olive", "violet", "daisy", "iris", "summer", "autumn", "dawn", "eve", "angel",
     "chance", "constance",
     "prudence", "patience", "charity", "mercy", "melody", "harmony", "aurore", "marin", "desire", "france", "paris",
     "victoria", "regina",
     "georgia", "virginia", "alberta", "sydney", "vernon", "london", "chelsea", "mai", "avril", "juin", "mars",
     "constant", "modeste", "parfait",
     "innocent", "loyal", "marine", "claire", "blanche", "lac", "prosper", "clement", "juste", "fidele", "aime",
     "noel", "ocean", "camille"}
)  # fmt: skip
"""Given names that are words as well, or places: no names at the beginning of a sentence."""

SHORT = frozenset(
    """
ad ai am an as at au be bu by ce ci de do du en es et eu go ha he ho if il in is it je la le lu ma me mu my ne ni no
nu of oh on or os ou pu sa se si so su ta te to tu un up us va vu we
""".split()
)
"""Of two letters. Whoever is called so is met with a capital alone, and at the beginning of a sentence it is the word."""
ACCENTED = frozenset({"marie", "maries"})
"""Words only with their accent, `marié`: without one, or with a capital, it is the name."""
PLURALS = (("ies", "y"), ("ches", "ch"), ("shes", "sh"), ("sses", "ss"), ("xes", "x"), ("x", ""), ("s", ""))
"""Ends of a plural, and of its singular: `the Youngs` are a family where `young` is a word."""


def is_ordinary(words: tuple[str, ...]) -> bool:
    """Whether each of these is a word of the language, so that together they may be no name at all. Nobody is known by
    fewer than three letters that were typed small."""
    return len("".join(words)) < 3 or all(map(_is_word, words))


def _is_word(word: str) -> bool:
    if len(word) < 3 or word in WORDS or word in ALSO_WORDS:
        return True
    return any(word.endswith(many) and word.removesuffix(many) + one in WORDS for many, one in PLURALS)


WORDS = frozenset(
    """
abandonne abbe abbey abbot able abonnement abord about above abri abroad absence absent absente absolu abysse accept
accepte accepted acceptee accepts acces accord account accounts accueil achat acheminement acier acknowledge acre acte
actes acteur action active activite actor acts add added adder address addresses adds adieu admin administrator adr
adresse adroit adverse affaire affaires affiche affidavits affirme after afterwards again against age agents agit
agneau ago agree agreed agreement agreer agrees ahead aigle aiguille ail aile ailes ailleurs aimable aimee aine ainee
air ait ajoute ajoutez alarme album alder alerte algue all allee aller alley alliance alliee allier allocator allow
allowed allows almond alone alors alouette already also always amande amant amante ambre ame amende americains ami
amie amis among amount amour ampleur anchors ancien ancienne ancre and ane anew ange anges anglais angle ankle anneau
annee annexe annule anonymous another ans anse answer answered answers anterieure any anybody anyone anything anywhere
aout apart apercu app appartient appel appele appelle append appendonly apple application applications applique apply
approbation approbations approuve approuvee approuver approuves approval approvals approve approved approves apps
appui appuie apr apres apron arbre arc arch archer archive ardent ardoise are area argent argile argument arm armee
armoire armour armure army around arrangement arret arrete arrival arrive arrived arrivee arrivent arrives arrow
article artisan artist artiste ash ashes aside asile ask asked asking asks aspen assemble assembled assessment assez
assignment assignments assist associe associee associes assurance assureur atelier atout atteindre atteint atteinte
attempt attend attended attendent attente attention attestation attic aube auberge aucun aucune audience audit
auditeur auditor aug aujourd aune aunt auparavant aupres aurait aussi autel authentic authenticite authorised
authorities authority auto automne autorisation autorise autorisee autoriser autorite autorites autre autres aux
available avait avance avant avare avec avenir averse averties avez avion aviron avis avise avocat avocate avocats
avoine avoir away axe azur baby bac back backup backups bacon badge badger bagel bague baie bail bain baiser baker
balai balance bald baleine ball balle ballon ballot bamboo ban banc band bande bank banker banks banner banque bar
barbe barber barbier bard barge bark barley barn baron barque barrage barre barrel barriere barrow bas base basin
basket bass basse bassin bat batch bateau bath baton batteur battle baume bavard bay bayou beach beacon beads beam
bean bear beard beast beat beau beaucoup beauty beaux beaver bebe bec became because become becomes bed bee beech beef
been beer beet before beforehand began begin beginning begins begun behind being bel belier bell belle belles bellow
belongs below belt bench bend benefice benit berceau berge berger bergere berry beside besides besoin best bet beta
bete better between beurre bias bible biche bid bidder bien bienvenue biere bijou bijoux bike billet billing bin bind
birch bird birds birth birthday biscuit bise bishop bit bite black blacksmith blade blanc blancs bland blank blast
blaze ble bleach blesse blessing bleu bleue bleus blind bliss blob bloc block blocked blond blonde blondin blood bloom
bloquee blossom blow blower blue bluff blunt board boat bob body boeuf bois boisson boite boiteux bol bold bolt bombe
bon bonbon bone bonheur bonjour bonne bonnet bons bonus book booked bookkeeper boost boot booth bord bordeaux border
born borne bosse both botte bottle bottom bouche boucher boucherie bouchon boucle boue boul boulanger boulder boule
bouleau boulevard bourg bourgeois bourse bout bouteille boutique bouton bovin bow bowel bowl bowler bowman box boxes
boy boys brace bracketed brake bramble branch branche brand brandy brass brasseur brave breach bread break breaker
breakfast breaks breath brebis breeze bref breton brewer brick bride bridge bridges bridle brief bright brin bring
brings brique brise brisk broad broche broken broker brook brooks broom brother brothers brought brouillard brown
browser bruise bruit brun brune brush brusque brut brute bruyere buck bucket buckle bud buddy budget buffet bug
builder building builds buis buisson bulk bull bullet bun bunch bundle bunker bunny burden bureau burger burn burner
burns bus bush bushel business busy but butcher butin butler butter button buyer bye byte bytes cab cabane cabin
cabinet cable cachet cactus cadeau cadet cadre cafe cage caille caillou caisse cake call called calls calm calme cam
camarade came camel camion camp campagne can canadien canal canard canaries cancelled cancels cancer candle candy cane
canne cannon cannot canoe canonical canot canyon cap cape capitaine capitals caps captain car caractere caracteres
carafe caravan carbon card cardinal care career careful cargo caribou carp carpenter carpet carre carreau carried
carrier carriere carries carrot carry cart carte carton cas case cash cast castle cat catch categorie category cattle
cause cavalier cave ceci cedar cedre ceinture cela celeste celibataire cell cellar celle celles cellier celui cement
cendre cendres cent centre century cercle cerf cerise cerisier certificat certificate certificates certifie ces cet
cette ceux chacun chagrin chain chaine chair chaise chalet chaleur chalk challenge chaloupe chamber chambre chameau
champ champagne champion champs chandelle change changed changement changements changes changing channel chanoine
chanson chant chanteur chapeau chapel chapelle chaperon chapitre chaplain chaque char character characters charbon
charge charitable charite charm charmant charme charpentier charretier charrette charrier chart chasse chasseur chat
chataigne chateau chatte chaud chaude chauffeur chaume chaumiere chauve chaux cheap check checked checklist checkout
checkpoint checkpoints checks cheek cheer cheese chef chefs chemin cheminee chemise chene chenes cheque cher chere
cherie cherry chers chess chest chestnut cheval chevalier chevaux cheveu cheveux chevre chevreuil chez chi chick
chicken chief chien chiffre child children chill chin chips choc choice choir choisi choisir choisit choix chooses
chose chosen choses chou chouette choux chretien church cider cidre ciel cigale cigogne cimetiere cinder cinema
cinnamon cinq cinquante ciphertext circle cire citation citations cite cited citee cites citizen citoyen citron city
civil claim claims clair clairiere clam class clause clay cle clean cleaner clear clearance cleared clears clef clerc
clergy clerk cles clever client clients climate climb clinic cloak cloche clock cloisonnement clos close closed closes
closing cloth clothes cloture clou cloud clover club coach coal coast coat cobbler cobra coche cochon cock cocktail
cod code codes coeur coffee coffin coffre coin col cold colere collar colle colleague colleagues college collegue
collet collier colline colombe colonne colonnes colour colt column columns comb combat combe combien comble come comes
comete comfort comite command commande commands commas comme commence commencer comment commentaire commentaires
comments commerce commis commit common communication communiquer company compare compared compares compatible complet
complete completed compose compris comptant compte compter comptes comte comtesse con concerne concorde concordent
conditions condo conduire cone configure confined confirm confirmation confirme confirmed confirmee confirms conflict
conflicts conflit conforme conge connait connect connected connection connections connects connexion connu connue
conseil consent consentement consenti conservation conserve conservee conservees conserves considered consigne
consignee consignez console constate constraint constraints consult consultation consulte container containers conte
contenait contenir content contente contenu conteur context contiennent contient contract contractor contracts
contraire contrary contrat controle controles controls conversation conversations conviennent cook cookie cooking
cooks cool coop copain copie copied copies copper copy coq coquille corail coral corbeau corbeille cord corde cordier
cordon cordonnier core corn corne corneille corner corporal corps correct corrected correction corrects correspond
corrige cost costs costume cote coteau cotes coton cottage cotton cou couch couche coude cough could couleur couleurs
couleuvre council counsel count counted country counts county coup coupable coupe couple cour courage courant couronne
courriel courrier cours course court courte courtois courtroom courts cousin cousine couteau couteaux couture
couturier couvent couverte couvre covenant cover covered covers cow coward crab crabe crack cradle craft craie crainte
crane crapaud crash crazy cream creances created creation credit cree creek crees creme crete creux crew cri cricket
crime crise crisp crochets croix crook crop cross crossed crosses crossing crossings croute crow crowd crown cru cruel
cruise crust cry cub cube cue cuir cuisine cuisinier cuivre culte cup curb cure curieux curl current curry curtain
curve cushion custody cut cute cutter cycle cycles cygne dad daddy daily dairy dam damaged damages dame dames damp
dance dancer danger dans danse danseur dare dark darling dart data database date dated dates daughter dauphin day days
deacon dead deadline deal dealer dear death debile debit debout debt debut dec december decembre decent decide decided
decider decides deciding decision decisions deck declaration declare declencheurs declined declines decrit deed deep
deer default defaut defendant deja dejeuner dela delai delay delegate delegation deleted delice delivered deliveries
delivery dell demain demande demandee demanderesse demandes demeure demi demoiselle demonstration den denier dent
dentist dents depart depasse depends depose depot depuis der derived dernier derniere derniers des desactive describes
description desert design designe desir desk desormais dessert dessous dessus destin destinataire destroy destroyed
destroys destruction destructions details detient detruit dette deuil deux deuxieme devant development device devil
devrait dew diable dial diamant diamond diary dice did diesel diet dieu differ differe difference different differs
dig digest digests digit digits dindon diner ding dinner dire direct directeur director dirt disagrees discarded
disclosed disent dish disjoncteur disk disparu disque distribution dit ditch dive diver divided divin dix dock docker
docteur doctor document documente documents does dog doigt doigts doit doivent doll dollar dollars dolphin domaine
dome domicilie don donc done dong donkey donne donnee donnees donneur dont door dormeur dos dose dossier dossiers dot
dots double doubt doubtful douce douceur dough douleur doute doux douze dove down download draft drafted drafting
drafts dragon drain drake drama draw drawing drawn dream dress drift drill drink drive driver droit droite droits
drole drop drug drum drummer dry duc duchesse duck due duel dull dune dur durable dure duree during dusk dust duty
duvet dwarf dye each eager eagle ear earlier early earn earnest earth east easter easy eat eau eaux ebauche ebauches
ebony ecaille ecart ecarte echeance echo echue eclair ecole ecorce ecrasee ecrire ecrit ecrite ecuyer edge edit edited
editor effort egg eglise eight elder elegant element elements eleve elite elk elle elles elm else elsewhere email
ember emerald emeraude empereur emperor empire emploi employee empreintes emptied empties empty enclos encore encre
encrypted end ended ending ends enemy energy enfant enfants engine england english ennemi ennuis enregistre
enregistree ensuite entente entered enters entier entrainement entre entreprise entries entry envie environment envoi
envoie envois envoye envoyee envoyer envoyes epaule epee epice epinette epingle epouse epoux equipe equipes erable
ermine ermite erreur errone erronee error escalier espace espagne espoir esprit essai essais essayee est estate
estates estimated estime etable etabli etablie etablissement etage etaient etain etait etang etape etat ete etes
etoile etoiles etranger etre etroit etude etudiant eux evaluation evening event events eveque ever every everybody
everyone everything everywhere evidence evil exact exactement exactly exacts exam examen examine examiner example
excel except exception exceptions exchanged execute exemple exercice exige exigeait exigee exigent exist existe exists
exit expected expert expire expired expires explained export exporter exterieur externe eye eyes fable fabric fabrique
facade face facile facon fact facteur facteurs factor factors facts facture fade fails failure faim faint fair faire
fairy fait faite faites faithful faits falaise falcon fall falls false fame famille family fan fancy fang fantome far
farce farine farm farmer farrier fashion fast fat father fatigue faucon fault faults faun faut faute fauve favori
favour fawn fear feast feather feature feb february federale fee feed feel feet fellow femme femmes fence fenetre fer
ferme fermeture fermier fermiere fern ferry fetch feu feuille feuilles fever fevrier few fewer fibre fiche fichier
fichiers fiddle field fields fier fiere fierte fievre fig fight fighter figue figure figurent figurer figures fil file
filed files filing fille filled filles fils filter filters filtre fin final finance finch find findings finds fine
finger fingerprint finished fins fire fireman firm firms first fish fisher fist fit fits five fix fixe fixed fixee
flag flagged flamand flambeau flame flamme flash flat flavour flax flea fleche fleet flesh fleur fleurs fleuve flight
flint flood floor florist flot flour flow flower flowers flu flute fly foal foam focus fog foi foin fois fold folder
folders folie folio folk follow followed follows fonction fonctionne fond fonds fontaine food fool foot for force
forces ford foreign foreman forest forester foret forge forged forgeron forget fork form format formation formatted
forme formulaire fort forte fortune forum forward fosse foster fou foudre fouet fougere fougue foul foule found
fountain four fourmi fournisseur fourreau fourrure fowl fox foyer frais fraise framboise frame franc francais franche
franchirait franchise free freed freedom freeman freeze freight frein french frene frere freres fresh fri friand friar
friday friend frisson frog froid from fromage froment front frontiere frost fruit fruitier fry fuel fuite full fume
fun function fund funeral funny fur furieux furnace fury fusil futur gage gagne gagner gai gaie gaillard gain galant
gale galette gallery game gant gap garage garant garb garcon garde gardee gardees garden gardener garder gardes gare
garlic garment garnet gars gas gate gateau gates gather gauche gave gaz gazon geant gear geese gel gem gendarme gendre
general genie genou genre gentil gentle gentleman gentry gerbe geste gestion get gets ghost giant gibier gift gill
gilt ginger girl girls given gives glace glad glade gland glass glaze glide globe gloire gloom glory glove glover glow
glue goal goat god goes gold golden golf gomme gone good goods goose gore gorge gospel gosse gossip got gourmand gout
goutte gown grab gracieux grade grain graisse gram grand grande grandes grandeur grandfather grandma grandmother
grandpa grands grange granite granted grape graph grappe gras grass grave graves gravy gray great greed green greffe
grele grenier grenouille grey grief grille grin grip gris grise grocer groom gros gross grosse grotte ground group
groupe grouped grove grow growth grue guard guards gue guepe guerre guerrier guest guide guilt guitar gulf gull gum
gun gust gym habile habit habitation habite hache had hail hair haircut half hall ham hameau hammer hamper hand handle
handy hang hap happened happens happy harbour hard hardy hare haricot harm harpe harper harrow harvest has hasard hash
hashed hashes hat hate haut haute hauteur have haven havre hawk hawker hay hazard haze hazel head heading healer
health healthy heap heard hearing heart heat heaven heavy hedge heel heir held hell helm helmet help hem hen her herb
herbe herd here heritage heritier hermine hermit hero heron heros heure heures heureuse heureux hibou hide hier high
hill hills hind hint hip hire hirondelle hit hive hiver hobby hockey hog hold holder holds hole holiday hollow holly
holy homage homme hommes hon honest honey honnete honneur honour hood hoof hook hopital hopper horizon horloge horn
horodatage hors horse horses hose hospital host hosts hot hotel hotte houle hound hour hourly hours house houx how
however hug huge huile huit huitre hull humain human humble humeur humide hundred hunger hunt hurry hurt husband hut
ice ici icon idea idee identifiant identifiants identifier identifiers idle idol ile iles illisible ils image images
immeuble import importe imports impot inacheve inch incident incidents included income inconnu inconnue index indexed
india indique inference infirmier info information informe ingrat injoignable ink inn inscription inscriptions inscrit
inscrite inscrits insect inserted inside install installed installee instead instruction instructions insurance
insurer intake integrations interest interets interface interpreter interroge interrompus intime intitule into
invented invite invites invoice iron island itch item items its itself ivory jacket jade jail jaloux jam jamais jambe
jambon jan janitor january janvier jar jardin jardinier jaune jaw jay jazz jealous jeans jelly jersey jest jet jetons
jeu jeudi jeune jeunes jeunesse jewel job jockey joie joindre joint joke joker joli jolie jolies jolly jonc jour
journal journey jours joyau joyeux judge judgment juge jugement juice juillet jul july jumeau jumeaux jump jun junior
jupe juridique juridiques jury jus just justice kale keen keep keeper keeping keeps keg kelp kept kernel kettle key
keyed keys keyword kidney kill killed kin kind kinds king kingdom kings kiss kit kitchen kite kitten knee knife knight
knock knot know known knows label labelled lace lack lacune lad ladder lady lag laine laisse laissez lait laiton lake
lakes lamb lame lamp lampe lance land landlord language languages langue langueur lantern lap lapin laquelle large
largeur lark larme larmes laser lash lass last latch late later laugh laughter laundry laurier lavande law lawn laws
lawyer lawyers lay layer lazy lead leader leads leaf league leak lean leap lease least leave leaves lecture ledger
leech left leg legal legend leger legere legume lemon length lens lent lente leopard les less let lets letter letters
lettre leur leurs leve levee lever levre liar liberee liberte liberty library libre licence licences licensee lid lie
lien lierre lies lieu lievre life lift lifted lifts light lightning ligne lignes like lilac lilas lily limb lime limit
limite limited limits limp lin line linen lines linge link linked links lion lip lipstick lire lis lisible list liste
listed lists lit litigation litter live liver lives livraison livraisons livre livres load loaded loads loaf loan
lobby lobster local lock locker locks lodge loft log loge logger logiciel logs loi loin lonely long longer longest
longtemps longue look looked looking looks lord lords lorry lors loses loss lost lot lotus loud lounge loup loups
lourd loutre love lovely lover low lowers loyer luck lucky lue lui lumiere lump lunch lundi lune lunettes lung lush
lust lutte luxe lynx lyric lys mac mace machine machines macon madam madame made magasin maid maiden maigre mail main
mains maintenant maire mais maison maitre majeur make maker makes mal malade maladie male malgre malheur malin mall
malt mama maman man manage manager manche mandat mangeur manifest manly manner manoir manque mansion manteau mantle
manual many map maple mar marais marble marbre march marchand marchande marche marcheur mardi mare maree margin mari
mariage marinier marked marker markers market marks marlin marque marquis marraine marriage marron marry marsh marshal
mart marteau martyr mash mask masked mass masse massif mast master mat match matched mate matelot material math matin
matinee matricule matter matters mauvais mauve max mayor maze meadow meadows meal mean meaning means meant meantime
meanwhile measured meat meche medaille medal medecin mediation medic medley meek meeting meets meilleur melange melon
melt membre meme memes memoire memories memory men menage mend mended mendiant mends mene mention menu mer mercer
merchant merci mercier mercredi mercury mere merit merite merle merry merveille mess message messager messages messe
mesure met metadata metal methode metier metre metro meuble meunier mew mice middle midi midnight miel mieux mighty
mignon migration mild mile milieu militaire milk mill mille miller million milliseconds mills min mind mine miner
mineur ministre mint minuit minute minutes miracle miroir mirror mis misere misery mises miss missed missing mist
mistake mitt mix moan mob mod mode model modele models modest modification modifications modifie modifiee module moi
moine moineau moins mois moisson moitie mole mom moment mommy mon monday monde money monk monkey monnaie monster
montagne montant montee month months montre monument moo moody moon moor moose moqueur moral morale morceau more
morning mort morte morts moss most mot moth mother motif motifs motion motor mots motte mou mouche mouchoir mould
moulin mound mount mountain mourn mouse mousse mouth mouton moutons move moved moves movie moyen much mud muet mug
mule multiplier mum mummy mur mural mure muret murs muscle musee mushroom music musicien musique musk must mustard
myrte myrtle nag nageur nail nails nain naissance naked name named names nanny napkin nappe narrative narrow nation
native nature navire navy neat necessaire neck nee need needed needle needs neige neighbour neither nephew nerf nerve
nest net nettle network neuf never neveu new newer newest next nez nice niche nickel nickle nid niece nigaud night
nights nil nine nip noble nobody nocturne nodes noeud noir noire noirs noise noix nom nombre nomme nommez noms non
none nook noon nor nord normal north nos nose not notaire notaires notch note notes nothing notice notre nounou
nourrice nous nouveau nouvel nouvelle nov novel november novembre now nowhere noyau noyer nuage nuages nuit nulle
number numbered numbers numerisees numero numeros nurse nut oak oaks oar oasis oath oats objet obligation obligatoire
obscur observed observee occupe oct octets october octobre odd odeur oeil oeuf oeufs oeuvre off offer offered office
officer often oie oignon oil oiseau oiseaux old older ombre omen once oncle one ones ongle onion only ont onze opal
opale open opened opening opens opera operating operations operative opinion optional orage oral orange oranger
orchard orchid orchidee order ore oreille org organ organisation organisme organization orge orgueil origin original
origine orme orphelin other others otherwise otter oubli ouest oui our ours ourson out outcome outil outils outlaw
outputs outside ouvert ouverte ouverts ouverture ouvrables ouvrage ouvre ouvrier ouvrir oval oven over overwritten
owed owl own owner owns oyster pace pack packages paddle pages paid paiement paille pain paint painter pair paix
palace palais pale palm palme palmier pan panda panel pang panic panier panneau pansy pantalon panther pants paon papa
pape paper papers papier papillon paquet par para parade paradis paradise paragraph paragraphe paraissent parait
parajuriste paralegal paras parc parce parcel parcours pardon pareil parent parents parfum pari parish park parks
parle paroi parole parrain parrot parson part partage parti partial participe partie parties partir partner partout
parts party pas passage passages passe passed passeport passer passes passion passport password past paste pasteur
pastor pasture patch pate path patient patin patrie patrol patron patte pattern pause pauvre pave pavillon paw pawn
pay payable payroll pays paysan peace peach peacock peak pear peas peau pebble peche pecheur peck peel peer peine
peintre pelletier pelouse pen penalty pencil pendant pensee pension people pepin pepper per perch perche perdrix perdu
perdue pere peres perfect perfume peril period periode perk perle permet permis permise permission permit permits
permitted perron persil persistence person personne personnes persons perte pest pet petal petit petite petites petits
petty peu peuple peuplier peur peut peuvent phare phi phoenix phone photo piano pic pick pickle picnic picture
pictures pie piece pieces pied pieds piege pier pierres pig pigeon pike pile pilgrim pill pillow pilot pilote pin
pince pinceau pine ping pink pinned pinson pint pioneer pipe piper pique piquet piscine piste pit pitch pitcher pitie
pity pizza place placed placeholder placeholders places plage plague plain plaine plains plaintiff plaisir plan
planche plane planet plank plant plante plants plaque plastic plat plate platinum platre play player pleasant pleasure
pledge plein pleine pleurs pli plomb plough plow pluie plum plumber plume plump plunge plus plutot poche pocket poem
poeme poesie poet poete poids poil poing point pointe pointed points poire poirier pois poison poisson poitrine poivre
poker polar pole poli police policy polite politique pomme pommier pompe pond pong pont pony pool poor pope poppy porc
porch pork port porte porter portier portrait pose possible post postal poste posts pot potato potier potter pouce
pouch poudre poulain poule poulet poumon pound pounds poupee pour pourpre pourquoi pourrait poussiere pouvez pouvoir
powder power powers practice prairie praise pray prayer pre preacher precede precedent precieux precious preferences
premier premiere prend prennent prenom prepare prepared preparer prepares present presente presse prest prestige pret
pretre preuve preview previewed prevot prevu price prices pride priest prime prince princess princesse print printed
printemps prints prior pris prison privacy privee privilege prix prize procedure process processes processor processus
prochain produce production produit professionnel profit profond program programs proie projet projets promesse
promise prompt prompts proof proofs proper prophet propose proposed proposee proposes proposition propre propres prose
protected proud prouve prove proved proves province proxy prudent prune prunier pub public publie publiee published
publishes puce puff puis puissant puisse puits pull pulse pump pun punch pupil puppet puppy pur pure purple purpose
purse put puts quai quail quaint quand quant quart quarter quatre que queen queer quel quelle quelles quelque quest
question questions queue queued queues qui quick quiconque quiet quietly quill quilt quince quinze quit quitte quitter
quoi quotations quotidien rabbi rabbit race racer racine rack radeau radio raft rag rage raie rail rain rainbow rains
raised raises raisin raison rake ralentir ram rameau ramier ran ranch randint random rang range ranger rank ransom
rape rapid rapide rapport rare rash rasoir raspberry rat rate raven ravin raw ray rayon razor reach reached reaches
reaching read reader reading reads ready real realm reap reason reasons rebel rebelle received recent recente
reception recette recipient reclamation reclame recognised recognisers recognition recognized recoit recolte
recomputed reconcile reconnu reconnue record recorded recording recordings records recu recus red redaction redige
rediger reef reessayez reeve ref reference references referme refuge refuse refused refuses regard region register
registered registre reglage reglages regle regles regulator rein reine reines reins relatifs relay releve relie relied
relies relish relu relue remainder remarks remede remet remettez remise remises remove removed removes remplace
remplacement remplacer remplaces renard rencontre rendered rendering rendu renewed renonce rent renvoye renvoyes repas
repeated repeats replace replaced replacement replaces replies reply repond repondre repondu reponse reponses report
reported reports repos repose repository reprend reprendre repris request requested requests requiert required rescue
reseau reserve resident responsable responsible rest reste restent restore restored rests result resultats results
retablie retained retainer retard retention retient retire retired retiree retirez retour return returned reve reveil
revenu reveur revient review reviewed reviewer reviews revision revisions revoir revoke revoyez revue reward rewritten
rho rhyme riant ribbon rice riche riches richesse ride rideau rider ridge rien rifle right rights rigueur rim ring
rings riot rip ripple rire rise risk rivage rive river rivers riviere riz road roads roar roast robber robe robot roc
roche rocher roches rock rocket rocks rode rogue roi rois role roles roll roman romance ronce rond ronde roof rook
rookie room root rope rosaire roseau rosee roses rosier rosiers rosy rot roue rouge rough roulant rouleau round rousse
route routing rouvre roux rover row rowdy rows royal royaume rub ruban rubber ruche rude rue ruelle ruff rug ruin
ruine ruisseau rule ruler rules rum run running runs rusee rush rust rye rythme sable sabot sabre sac sack sacre
sacred sacree sad saddle safe safety saffron sage sagesse said sail sailor saint sainte saisi saison salad salaire
sale sales salle salmon salon salt salut salutations same samedi sample sand sands sandwich sang sans sante sap sapin
sapphire sat satin saturday sauce sauf saule saumon saut sauvage sauve sauvegarde sauvegardes savage savant save saved
saveur savon savory saw sawyer say says scale scales scanned scar scarf scarlet sceau scelle scheduler schema school
scie scope score scout screen screened screens scribe scripts scrub sea seal sealed seals seaman search searched
searches season seat seau sec seche second seconde seconds secret secrets section securite security see seed seen sees
seigneur sel self selle seller selon semaine semaines semence send sending sends senior sens sense sent sentence sep
separe sept september septembre sequencer sequenceur sera serait serein serene sergeant sergent serment sermon serpent
serre sert servant serve served server servers serves serveur servi service services servir ses session sessions set
sets setting settings settle settled settles seuil seul seule seulement seven several severe sew shade shadow shake
shall sham shame shape share shared shares shark sharp shed sheep sheet sheets shelf shell shelter shepherd sheriff
shield shift shin shine ship shipping shirt shock shoe shoes shop shore short shorter shot should shoulder shouted
shovel show shower showing shown shows shrub shy sick sickle side siecle siege sierra sigh sight sign signal signale
signalee signalent signaler signataire signature signatures signe signed signee signer signifie signs silence silk
silver simple sin since sing singe singer sink sinner sire sirop sister sisters sit sites sitter six sixteen size
skate ski skill skin skinner skip skirt skull sky slate slaughter slave slay sleep sleeve slice slide slim slip slope
slot slots slow sly small smart smell smile smoke smooth snail snake snapshot snow snowball soap sober sobre social
sociale societe societes soeur soeurs sofa soft soie soif soil soin soir soiree soit sol soldat soldier sole soleil
solid solide sombre some somebody someone something somme sommeil sommet son song songe songs sonnet sons sont soon
sorbier sorcier sorciere sore sorrel sorrow sort sorte sortie sortir souci souhait soul soulier sound soup soupe sour
source sources sourcier sourd souris sous south southern souvenir sow soy spade spain spare spark sparrow speak
speaker spear special speed spell spelling spent spice spider spike spin spirit spite split spoon sport spot spray
spring springs sprout spruce spur spy square squire squirrel stable stack staff stage stages stairs stake stale stall
stallion stamp stand standard stands stanza staple star stark starling stars start started starts stat state stated
statement statements station status statute stay stays steal steam steed steel steep stem step sterling stern stick
still sting stock stocks stoker stolen stone stones stood stool stop stopped stops stored stores storey stork storm
stormy story stout stove straight stranger straw strawberry stream street strength stretch strict strike string stripe
stroke strong student stump stun style subject subscription substitut substituts such sucre sud suede sugar suggested
suis suisse suit suite suits suivante suivi suivies sujet sullen sum summary summers summit sun sunday sung sunny
sunrise sunset sunshine superieure supervision supper support supprime sur sure surete surface surgeon surname
surprise surveille swallow swamp swan swap swarm swear sweat sweet swell swift swim swing switch switched switches
sword sycamore sync system systeme tab tabac table tableau tables tache tag tail taille tailleur tailor take taken
takes taking talent tall talon tambour tame tan tang tank tanner tant tante tap tape tapis tar tard target tart tarte
tas task tasse taste tat tattoo taupe taureau taux tawny tax taxe tea teacher team teams tear tears tee teen teeth tel
telephone tell telle tells tels temoin tempest template templates temple temporary temps ten tenant tender tendre
tennis tent tentative tente tenth tenths tenture tenu termine terms terrace terre terres terrible terror test tests
tete text texte textes texts than that the their theirs them themselves then there these they thick thief thigh thin
thing things think thirty this thistle thorn thorns thorny those thousand thread threads three thrift thrill throat
throne through thu thumb thunder thur thurs thursday thy thym tic ticket tide tie tient tiers tige tiger tight tigre
tile till tiller tilleul timber timbre time timer times timestamp timestamps timid tin tinker tiny tip tire tiree
tisserand tissu title titled titles titre titulaire toad toast today toe together toil toile toit token tokens told
tomate tomato tomb tombe tomorrow ton tong tongue tonic tonight tonneau tonnelier tonnerre too took tool tooth top
topaz torch torment torrent tort tortue toss total touch touched tough toujours tour tourelle tournesol tourneur tours
tous tout toute toutes tow towel tower towers town toy trace track tracteur trade trader trail train trainer training
trait traitant traitement tramp tranche tranquille transaction transactions transcript transcription transcripts
transfer transfert transit transport trap trash travail travaille travailler travel traveller tray treasure treat tree
treize tremblant tremble trench trente tresor treve trial tribe tribu tribunal trick tried tries trigger triggers trim
trip triste triumph trois trompette tronc trone troop trop trophy trot trou trouble troupe trout trouve truck true
truite truly trump trumpet trunk trust trusted truth try tub tube tue tues tuesday tug tuile tulip tuna tune tung
tunnel turf turkey turmoil turn turned turner turnip turtle tuteur tutor twice twig twilight twin twins twist two
tycoon type typed typefaces types umpire unchanged unclaimed uncle under une unfinished union unique unit unity
unknown unless unlisted unread until upload upper urban urge url usage use used user uses usher usine utilisation
utilise vacation vache vacher vagabond vague vaillant vain vaisseau val vale valentine valet valeur valid valide
vallee valley vallon valour valse value values vamp van vane vanite vapeur vase vault vaut veal veau vehicle veil
veille vein velours velvet vendor vendors vendredi vengeance venir venom vent vente ventre vents venture venu venue
ver verdure verge verger verification verifications verifie verified verifiee verifier verifies verify verite
vermeille verre verres vers verse version versioned versions vert verte vertu very vessel vest veste vestry vet veut
veuve viande vicar victim victoire vide vie vieil vieillard vieille vient vieux view vif vigne vigneron vigueur vilain
villa village villain ville vin vine vingt violette violin violon viper vipere virgin virtue visage vise vision visit
vitesse vitre vive voeu voice voie voies voile voir voisin voisine voit voiture voix vol vole voleur volonte volt
volumineux vos votre vous vow voyage voyageur voyer voyez vrai vrais vue vulture wad wage wages wagon waist wait
waiter waits wake walk walker wall walls walnut waltz wan wand wang want wanted wants war ward warden warm warns
warrant warrior was wash wasp waste watch watched water waters wave wax way ways wealth weapon wear weary weather
weaver web wed wedding wedge wednesday wee weed week weeks weep weight welcome weld welder well wells went were west
western whale what whatever wheat wheel wheeler when where wherever whether which whichever while whip whisky whisper
whistle white who whoever whole whom whose why wicked wicker widow width wife wild wilderness willing willow win wind
window winds wine wing wings winner winter winters wire wisdom wise wish wit witch with withdraw withdrawn withdrew
within without witness witnesses witty wizard woe wok wolf woman women won wonder wood wooden woodland woods wool
words work worker workers workflow workflows working works workspace worm worry worship worth worthy would wound
wrapped wrapper wreath wreck wren wrench wrist writ write writer writes writing written wrong wrote yacht yam yang
yard yarn year years yeast yell yellow yen yeoman yes yet yin yoga yoke you your yours youth yuan zeal zebra zele zen
zero zest zinc zone
""".split()
)
