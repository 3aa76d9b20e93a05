"""What people of a given name are called: `Bob Smith` is Robert. Folded, in English and French, written for this table;
not complete. Beside the surname alone: by itself each is anybody's.
"""

from __future__ import annotations

SAME = (
    ("abigail", "abby", "gail"), ("abraham", "abe"), ("alan", "allan", "allen", "al"), ("albert", "al", "bert"),
    ("alexander", "alex", "sandy", "sasha", "xander"), ("alexandre", "alex"),
    ("alexandra", "alex", "sandra", "sandy", "sasha", "lexi"), ("alfred", "fred", "alf"), ("amanda", "mandy"),
    ("andrew", "andy", "drew"), ("angela", "angie"), ("anne", "ann", "anna", "annie"), ("anthony", "tony", "ant"),
    ("antoine", "tony"), ("antonio", "tony", "nino"), ("arthur", "art", "artie"), ("barbara", "barb", "barbie"),
    ("benjamin", "ben", "benny", "benji"), ("benoit", "ben"), ("bernard", "bernie"), ("beverly", "bev"),
    ("bradley", "brad"), ("brenda", "bren"), ("calvin", "cal"), ("cameron", "cam"), ("caroline", "carrie", "caro"),
    ("catherine", "cathy", "kate", "katie", "cat", "cath"), ("katherine", "kathy", "kate", "katie", "kat", "kit"),
    ("kathleen", "kathy", "kate", "kay"), ("kathryn", "kathy", "kate", "katie"),
    ("charles", "charlie", "chuck", "chas", "charly"), ("charlotte", "charlie", "lottie"), ("cheryl", "cher"),
    ("christina", "chris", "tina", "chrissy"), ("christine", "chris", "tina", "chrissy", "kris"),
    ("christopher", "chris", "topher", "kit"), ("christian", "chris"), ("clifford", "cliff"), ("cynthia", "cindy"),
    ("daniel", "dan", "danny"), ("danielle", "dani"), ("david", "dave", "davey"),
    ("deborah", "deb", "debbie", "debra"), ("dennis", "denny"), ("dominique", "dom"), ("dominic", "dom", "nic"),
    ("donald", "don", "donny", "donnie"), ("dorothy", "dot", "dottie", "dolly"), ("douglas", "doug"),
    ("edward", "ed", "eddie", "ted", "teddy", "ned"), ("edmund", "ed", "eddie"), ("edouard", "ed", "eddy"),
    ("eleanor", "ellie", "nora", "nell"),
    ("elizabeth", "liz", "beth", "betty", "lizzie", "eliza", "betsy", "libby", "lisa", "bess", "liza"),
    ("elisabeth", "elise", "lise", "lisa", "babette"), ("emily", "em", "emmy"), ("emmanuel", "manny", "manu"),
    ("eugene", "gene"), ("frances", "fran", "frannie", "fanny"), ("francis", "frank", "fran"),
    ("francois", "frank", "franck"), ("franklin", "frank"), ("frederick", "fred", "freddie", "freddy", "rick"),
    ("frederic", "fred"), ("gabriel", "gabe", "gab"), ("gabrielle", "gabby", "gab"),
    ("genevieve", "gen", "genny", "gene"), ("geoffrey", "geoff"), ("jeffrey", "jeff"), ("gerald", "gerry", "jerry"),
    ("gerard", "gerry"), ("gordon", "gord", "gordie"), ("gregory", "greg"), ("guillaume", "guy", "will", "gui"),
    ("harold", "harry", "hal"), ("henry", "harry", "hank", "hal"), ("herbert", "herb", "bert"),
    ("hubert", "hugh", "bert"), ("isabella", "bella", "izzy"), ("isabelle", "isa", "belle"), ("jacob", "jake"),
    ("jacqueline", "jackie", "jacquie"), ("jacques", "jack"), ("james", "jim", "jimmy", "jamie"), ("janet", "jan"),
    ("jason", "jay"), ("jennifer", "jen", "jenny", "jenn"), ("jeremy", "jerry", "jem"), ("jerome", "jerry"),
    ("jessica", "jess", "jessie"), ("joanne", "jo"), ("john", "jack", "johnny", "jon"),
    ("jonathan", "jon", "nathan", "johnny"), ("joseph", "joe", "joey", "jo"), ("joshua", "josh"),
    ("josephine", "jo", "josie"), ("joyce", "joy"), ("judith", "judy"), ("juliette", "julie"),
    ("kenneth", "ken", "kenny"), ("kimberly", "kim", "kimberley"), ("lawrence", "larry", "laurie"),
    ("laurent", "larry"), ("leonard", "len", "lenny", "leo"), ("leslie", "les"), ("lillian", "lil", "lily"),
    ("louis", "lou", "louie"), ("louise", "lou", "loulou"), ("lucille", "lucy"),
    ("madeleine", "maddie", "mado", "maddy"), ("malcolm", "mal"), ("marc", "mark"),
    ("margaret", "maggie", "peggy", "meg", "peg", "marge", "margie", "greta", "rita", "daisy", "madge"),
    ("marguerite", "margot", "rita", "margo"), ("maria", "mary", "mia"), ("marie", "mimi"), ("marilyn", "lynn"),
    ("martin", "marty"), ("mary", "molly", "polly", "mamie"), ("mathieu", "mat", "matt"),
    ("matthew", "matt", "matty"), ("maurice", "moe", "momo"), ("maxime", "max"), ("maximilian", "max"),
    ("melissa", "mel", "missy"), ("melanie", "mel"), ("michael", "mike", "mick", "mickey", "mikey"),
    ("michel", "mike", "mitch"), ("michelle", "shelley", "mich"), ("mitchell", "mitch"),
    ("mohammed", "mo", "mohamed", "mohammad", "muhammad"), ("mohamed", "mo", "mohammed", "mohammad", "muhammad"),
    ("nancy", "nan"), ("natalie", "nat", "talia"), ("natasha", "tasha", "natalia"), ("nathalie", "nath", "nat"),
    ("nathaniel", "nate", "nathan", "nat"), ("nathan", "nate", "nat"), ("nicholas", "nick", "nicky"),
    ("nicolas", "nic", "nick", "nico"), ("normand", "norm"), ("norman", "norm"), ("oliver", "ollie"),
    ("olivier", "oli", "ollie"), ("pamela", "pam"), ("patricia", "pat", "patty", "trish", "tricia", "patsy"),
    ("patrick", "pat", "paddy", "rick"), ("peter", "pete"), ("philip", "phil", "pip"), ("philippe", "phil"),
    ("phillip", "phil"), ("pierre", "pete", "pierrot"), ("rachel", "rach", "shelly"), ("raymond", "ray"),
    ("rebecca", "becky", "becca", "beck"), ("reginald", "reg", "reggie"),
    ("richard", "rick", "rich", "dick", "ricky", "richie", "ritchie"),
    ("robert", "bob", "rob", "bobby", "robbie", "bert"), ("roberta", "bobbie", "robbie"), ("rodney", "rod"),
    ("roger", "rog"), ("ronald", "ron", "ronnie", "ronny"), ("russell", "russ", "rusty"),
    ("samantha", "sam", "sammy"), ("samuel", "sam", "sammy"), ("sandra", "sandy"), ("sebastien", "seb", "bastien"),
    ("sharon", "shari"), ("stanley", "stan"), ("stephanie", "steph", "stef"), ("stephane", "steph", "stef"),
    ("stephen", "steve", "stevie"), ("steven", "steve", "stevie"), ("stewart", "stew", "stu"),
    ("stuart", "stew", "stu"), ("susan", "sue", "susie", "suzie", "suzy"), ("suzanne", "sue", "suzie", "suzy"),
    ("sylvain", "syl"), ("sylvie", "syl"), ("terence", "terry"), ("teresa", "terry", "tess", "tessa"),
    ("theresa", "terry", "tess", "tracy"), ("theodore", "ted", "teddy", "theo"), ("therese", "tess"),
    ("thomas", "tom", "tommy"), ("timothy", "tim", "timmy"), ("valerie", "val"), ("veronica", "ronnie", "vera"),
    ("veronique", "vero"), ("victor", "vic"), ("victoria", "vicky", "vicki", "tori"),
    ("vincent", "vince", "vinnie", "vin"), ("virginia", "ginny", "ginger"), ("walter", "walt", "wally"),
    ("wilfred", "wilf", "fred"), ("william", "bill", "will", "billy", "willie", "liam", "willy"),
    ("winston", "win"), ("yvonne", "vonnie"), ("zachary", "zach", "zack", "zac"),
    ("oleksandr", "alex", "sasha", "oleks"), ("mykola", "nick", "kolya"), ("ivan", "vanya", "john"),
    ("dmitri", "dima"), ("vladimir", "vlad", "volodya"), ("volodymyr", "vlad", "vova"),
    ("ekaterina", "katya", "kate"), ("kateryna", "katya", "kate"), ("aleksandra", "sasha"), ("nataliya", "natasha"),
    ("anastasia", "nastya", "stacy"), ("gurpreet", "preet"), ("harpreet", "preet"), ("jaspreet", "jas", "preet"),
)  # fmt: skip


def _by_name() -> dict[str, frozenset[str]]:
    """Each name with the others of its rows: who is called by the whole one as well as by the short."""
    others: dict[str, set[str]] = {}
    for whole, *short in SAME:
        others.setdefault(whole, set()).update(short)
        for each in short:
            others.setdefault(each, set()).add(whole)
    return {name: frozenset(each - {name}) for name, each in others.items()}


CALLED = _by_name()
