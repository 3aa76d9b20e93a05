"""Given names that people in Canada have, folded: where one stands ahead of another word with a capital, somebody may
be named.

A sample of common ones in the languages spoken here, written for this table. It is not complete and need not be: it
only points out. Names that are words first (`will`, `may`, `grant`) are left out.
"""

from __future__ import annotations

GIVEN = frozenset(
    """
    aaron abdul abdullah abigail adam adele adrian adrienne agathe agnes ahmad ahmed aicha aiden aisha alain alan albert
    alejandro alessandro alex alexander alexandra alexandre alexis ali alice alicia alison allan allen allison alyssa amanda
    amar amelie amina amir amit amy ana andre andrea andreas andree andrew angela angele angelique angelo anil anita anjali
    ann anna anne annette annie anouk anthony antoine antonio antony anwar arash arjun armand arnold arthur asha ashley
    audrey aurelie ayesha baljit balwinder barbara barry beatrice belinda ben benjamin benoit bernadette bernard bertrand
    beth bethany betty beverly bianca bogdan bonnie brad bradley brandon brenda brendan brent brett brian brianna bridget
    brigitte bruce bruno bryan caitlin calvin cameron camilla carl carla carlos carmen carol carole caroline carolyn
    catherine cathy cecile cedric celine chad chantal charlene charles charlotte cheryl chidi chloe chris christelle
    christina christine christopher cindy claire clara claude claudette claudia clement clementine clifford clint colette
    colin colleen connie connor corinne cory craig curtis cynthia cyril daljit damien dan daniel daniela danielle danny
    darlene darren darryl dave david deborah debra deepak delphine denis denise dennis derek diana diane dieter dimitri
    dmitri dominic dominique don donald donna dora doreen doris dorothy doug douglas duncan dwight dylan edith edmond
    eduardo edward edwin eileen elaine eleanor elena eliane elias elijah elisabeth elise elizabeth ella ellen eloise elsa
    emeka emeline emile emilie emily emma emmanuel eric erica erik erin ernest esther ethan etienne eugene eva evan eve
    evelyn fabien farah farid fatima fatou felix ferdinand fernand fernando fiona flora florence floyd francesca francesco
    francine francis francisco francois francoise fred frederic frederick frederique gabriel gabriela gabrielle gael gail
    garry gary genevieve geoffrey george georges gerald gerard gertrude ghislain ghislaine giancarlo gilbert gilles gina
    ginette giovanni gisele giuseppe gladys glenda glenn gloria gordon graham greg gregoire gregory greta guillaume
    gurpreet gustavo guylaine gwen hadiza hannah hans hao harjit harold harpreet harry harvey hassan heather hector
    helen helena helene henri henriette henry herbert hiroshi howard hubert hugh hugo hussein ian ibrahim ifeoma igor
    ikram ilse imran ines ingrid irene irina isaac isabel isabella isabelle ismail ivan jackie jacob jacqueline jacques
    jaime jake jamal james jamie jan jana jane janet janice janine jared jasmine jason jaspreet jatinder javier jayden
    jean jeanette jeanne jeannine jeff jeffrey jen jenna jennifer jenny jeremie jeremy jerome jesse jessica jill jim
    jing jitendra joan joanna joanne jocelyn jocelyne jody joe joel joelle johanna johanne john johnny jon jonathan jordan
    jorge jose josee joseph josephine josette joshua josiane joyce juan juanita judith judy julia julian juliana julie
    julien juliette justin justine kamal kamala karen karim karina karine karl karla kassandra kate katelyn katherine
    kathleen kathryn kathy katia katrina kavita kayla keith kelly ken kenneth kenji kerry kevin khadija khalid kim
    kimberly kiran kirsten kristen kristin kristina krista krystyna kwame kyle lamine lana lance larissa larry laura
    laure laurel lauren laurence laurent laurie lawrence leah leanne lee leila lena leo leon leonard leonie leopold leroy
    leslie liam lidia liette liliane lillian linda lindsay lionel lisa lise lisette liudmila lloyd logan lois lorena
    lorna lorraine louis louise luc lucas lucia lucie lucien lucienne lucille luis luise lydia lynda lynn lynne madeleine
    madison magali mahmoud malcolm malika manjit manon manpreet manuel mara marc marcel marcelle marcia marco marcus margaret
    margarita margot marguerite maria mariam marianne marie mariette marilyn marina mario marion marjorie marlene marta
    martha martin martine marvin mary maryam maryse mateo mathieu matthew matthieu maureen maurice max maxime maya megan
    mehdi mei melanie melinda melissa mercedes michael michel micheline michele michelle miguel mihaela mike mikhail
    mildred milena ming mireille miriam mitchell mohamed mohammad mohammed moira molly mona monica monika monique
    morgan mostafa muhammad muriel murray mustafa myriam nadia nadine nancy naomi natacha natalia natalie natasha nathalie
    nathan neha neil nelson ngozi nicholas nick nicola nicolas nicole nigel nikhil nina noah noella noemie nora noreen
    norma norman normand nour odette olga oliver olivia olivier olusegun omar oscar osman otto pamela paola pascal pascale
    patricia patrick paul paula paule paulette pauline pavel pedro peggy penelope perry peter petra phil philip philippe
    phillip phyllis pierre pierrette prakash preeti priya rachel rafael rahul raj rajesh ralph ramon randall randy raoul
    raphael raymond raymonde rebecca regis rejean rejeanne renata renaud rene renee rhonda ricardo richard rita robert
    roberta roberto robin roch rodney rodrigo roger roland rolande romain roman ron ronald rosa rosalie rosanne rosemary
    ross roxanne roy russell ruth ryan sabine sabrina sally salma sam samantha samira samuel sandeep sandra sandrine sandy
    sanjay sara sarah satish scott sean sebastien selina serge sergei sergio seth shannon sharon shawn sheila shelley
    sherry shirley sidney silvia simon simone simran sofia solange sonia sophia sophie stacey stanislas stanley stefan
    stella stephane stephanie stephen steve steven stewart stuart sukhdeep sunita suresh susan susanne suzanne svetlana
    sylvain sylvia sylvie tamara tania tanya tara tariq tatiana ted terence teresa terry tessa thanh theo theodore
    theresa therese thi thierry thomas tiffany tim timothy tina todd tom tomasz tommy toni tony tracey tracy trevor tristan
    tyler ulrich ursula valentina valerie vanessa vera veronica veronique vicky victor vijay vikram vincent vivian
    viviane vladimir wade walter wanda warren wayne wei wendy wesley wilfred wilhelm william willie winston xavier xiao
    yan yannick yasmin yasmine yolande youssef yuki yves yvette yvon yvonne zachary zahra zainab zoe zoran
    """.split()
)
NEVER = frozenset(
    """
    a an the this that these those on in at of for to from by with and or as if no yes not it he she they we you i my our
    his her their its who when where what which how why there here mr mrs ms dr mme mlle me m
    january february march april may june july august september october november december monday tuesday wednesday thursday
    friday saturday sunday janvier fevrier mars avril  juin juillet aout septembre octobre novembre decembre lundi mardi
    mercredi jeudi vendredi samedi dimanche
    street st avenue ave road rd boulevard blvd drive lane crescent court place square rue chemin rang route autoroute
    highway trail park parc hospital hopital clinic clinique school ecole university universite college centre center
    bank banque caisse credit union church eglise county comte city ville town township district region province
    canada ontario quebec alberta manitoba saskatchewan british columbia nova scotia brunswick newfoundland labrador
    yukon nunavut territories toronto montreal vancouver calgary edmonton ottawa winnipeg halifax regina saskatoon victoria
    hamilton london kingston laval gatineau sherbrooke longueuil levis mississauga brampton surrey burnaby kelowna moncton
    fredericton charlottetown supreme superior federal provincial divisional appeal cour tribunal commission board
    bureau regie conseil council ministry minister ministere ministre department departement crown couronne  
    majesty act loi code rules regles regulation reglement charter charte schedule annexe section article part partie
    chapter inc ltd ltee limited limitee corp corporation company compagnie llp llc senc group groupe services service
    insurance assurance assurances society societe association foundation fondation institute institut agency agence
    police fire ambulance emergency office north south east west nord sud est ouest nord-est general national international
    road report rapport form formulaire note notes re objet subject date page total amount montant account compte file
    dossier claim policy police exhibit piece tab onglet appendix question answer reponse schedule contract contrat lease
    bail mortgage hypotheque agreement entente convention notice avis order ordonnance judgment jugement motion requete
    statement declaration affidavit application demande first second third premier premiere deuxieme new nouveau nouvelle
    old     saint sainte lake lac river riviere mount mont island ile      
    le la les un une des du de et ou au aux dans sur sous pour par avec sans que qui quoi dont elle il ils elles on nous
    vous je tu ce cet cette ces son sa ses leur leurs mon ma mes notre votre est
    all any both each every some such please dear cher chere sincerely yours
    human humaines resources ressources shipping transport construction management gestion property properties immobilier
    immobiliere motors auto restaurant hotel pharmacy pharmacie lakes air airlines systems technologies solutions consulting
    holdings enterprises entreprises industries logistics communications energy energie hydro telecom mobility electric foods
    market marche store magasin depot garage law legal juridique partners associates team equipe committee comite unit
    division branch succursale building tower tour plaza mall hall house maison residence manor villa home homes care sante
    health medical medicale dental therapy rehabilitation readaptation urgence family famille familiale children youth jeunesse
    protection works labour travail workplace safety rights droits immigration refugee citizenship revenue revenu customs
    land lands title registry registre foncier small claims criminal criminelle civil civile estate trust fiducie fund fonds
    pension benefits plan program programme project projet system google microsoft apple ford honda toyota hyundai mazda
    nissan chevrolet dodge jeep subaru volkswagen kia visa mastercard english french anglais francais canadian canadien
    canadienne indigenous nation nations reserve covid internet party parties plaintiff plaintiffs defendant defendants
    respondent respondents appellant demandeur demanderesse defendeur defenderesse intime intimee purchaser vendor tenant
    landlord lessor lessee borrower lender creditor debtor client employer employee applicant claimant insured insurer bailleur
    locataire locateur vendeur acheteur acquereur preteur emprunteur creancier debiteur employeur employe assure assureur mandant
    mandataire notaire notary witness temoin officer president director secretary treasurer manager lawyer counsel avocat
    january sale purchase ltd date time place city name signature signed sworn dated prepared by per attn tel fax phone email courriel
    facebook instagram linkedin twitter standard time monday inbox sent subject only private confidential without prejudice
    on qc bc ab sk mb ns nb pe nl yt nt nu pei records people outback certificat cst det sgt const insp amf that's diffusion rav civic
    share testament enclosed q r residential tenancies churchill falls american express interac virement thunder accountants public see voir your
    numero number business nom noms avez addr address adresse born ne nee age sex sexe gender mise fin sin nas dob
    justice judge juge registrar greffier master chancellor honourable honorable
    """.split()
)
"""Words with a capital that are in nobody's name, as far as one can tell: a pair with one of them is not pointed out."""
