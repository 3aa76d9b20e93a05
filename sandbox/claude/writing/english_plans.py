"""English: the plan of each kind of work."""

PLANS: dict[str, list[tuple]] = {
    "intake_memo": [
        ("h", "Intake memorandum", 1),
        ("plain", "**Privileged and confidential.** Prepared for the responsible lawyer from {count}."),
        ("h", "Purpose"),
        (
            "p",
            "This memorandum summarizes what {client} has told us and what the documents show, identifies "
            "the "
            "issues that arise, and proposes next steps. It is a working document: it does not reach "
            "conclusions on "
            "credibility, and every fact below should be confirmed with {client} before we act on it.",
        ),
        ("people",),
        ("h", "Facts as presently understood"),
        (
            "p",
            "{Client} seeks advice about a dispute with {other}. The account given is coherent in its "
            "main lines. "
            "Where the documents speak to a point, their own words are set out, so that the reader can "
            "see what is "
            "recorded and what is inference.",
        ),
        ("quotes", 5),
        ("unsupported",),
        ("h", "Issues"),
        (
            "p",
            "Three questions present themselves. The first is whether the facts above, if proved, "
            "establish the "
            "entitlement that {client} asserts. The second is whether {other} has an answer on the merits "
            "or on "
            "timing. The third is what can be recovered in practice, having regard to cost and to "
            "proportionality.",
        ),
        ("law", 2),
        (
            "p",
            "The statutory setting also has to be kept in view, in particular {statute}. The current text "
            "should be "
            "pulled and the relevant provisions confirmed before advice is given.",
        ),
        ("h", "Assessment"),
        ("quotes", 2),
        (
            "p",
            "On the present material {client} has a case that merits being put to {other} in writing. Its "
            "strength "
            "lies in the contemporaneous documents; its weakness is that parts of the account rest on "
            "recollection "
            "alone. Neither the existence of the obligation nor the measure of any loss should be assumed.",
        ),
        ("h", "Conflicts, limitation and preservation"),
        (
            "p",
            "A conflict search against every person and organization named should be completed before the "
            "retainer "
            "is signed. The earliest date on which {client} knew, or ought to have known, of the claim "
            "has to be "
            "established, and a conservative limitation date diarized at once. {Client} should be told in "
            "writing to "
            "preserve messages, e-mail, photographs and accounting records, including those on personal "
            "devices.",
        ),
        ("h", "Recommended next steps"),
        (
            "plain",
            "- Confirm the chronology with {client} and obtain complete copies of each document quoted.\n"
            "- Request any document referred to in the material but not yet provided.\n"
            "- Identify witnesses to the conversations relied on, and take short statements while memory "
            "is fresh.\n"
            "- Settle the scope of the retainer, the estimate of fees and the client’s instructions on "
            "settlement.\n"
            "- Prepare a demand letter for the responsible lawyer’s review.",
        ),
    ],
    "chronology": [
        ("h", "Chronology", 1),
        (
            "plain",
            "Prepared from {count} provided by {client}. Each entry gives the words of the document on "
            "which it "
            "rests, so that it can be verified at a glance. No date has been inferred.",
        ),
        ("people",),
        ("h", "Events in order"),
        ("dates",),
        ("h", "Statements without a date"),
        (
            "p",
            "The following passages bear on the matter but cannot be placed with confidence. They are "
            "listed so "
            "that they are not lost, and so that {client} can be asked about them.",
        ),
        ("quotes", 4),
        ("unsupported",),
        ("h", "Gaps and points to confirm"),
        (
            "p",
            "A chronology is only as good as the documents behind it. There is no independent record of "
            "what passed "
            "between the parties in the intervals between the dated entries, and silence in the documents "
            "should "
            "not be read as agreement. Where two documents describe the same event, the earlier one has been "
            "preferred, and the later one should be checked against it.",
        ),
        (
            "p",
            "Before this chronology is relied on, the responsible lawyer should confirm the date on which "
            "{client} "
            "first knew of the facts now complained of, whether any notice was given to {other} and how "
            "it was "
            "delivered, and whether any payment or acknowledgement has been made since. Those three dates "
            "will govern any analysis of limitation and notice, read with {statute}, and they are the ones "
            "most likely to be contested.",
        ),
        (
            "p",
            "Originals, with their metadata, should be obtained for each document cited, since copies "
            "forwarded by "
            "a party may not show when they were made or changed. Entries drawn from notes of a "
            "conversation should "
            "be marked as such if the chronology is later exchanged with {other} or put before a court.",
        ),
    ],
    "demand_letter": [
        ("plain", "**Without prejudice to our client’s rights and remedies, all of which are reserved**"),
        ("recipient",),
        ("h", "Re: Demand on behalf of {client}", 1),
        (
            "p",
            "We act for {client}. We write to set out our client’s position and to give {other} an "
            "opportunity to "
            "resolve this matter without the expense of a proceeding. Please direct any further "
            "communication about "
            "it to this office. If you are represented, kindly pass this letter to your lawyer.",
        ),
        ("h", "The facts"),
        (
            "p",
            "The facts that matter are documented. We set out the words of the documents themselves, "
            "because they "
            "were written before this dispute arose and they admit of little argument.",
        ),
        ("quotes", 4),
        ("unsupported",),
        ("h", "Our client’s position"),
        (
            "p",
            "On these facts {other} is in breach of obligations owed to {client}. The obligations were "
            "clear, their "
            "performance lay within {other}’s own control, and no reason has been given that would excuse "
            "what "
            "occurred. Our client has performed what was required on its side and has been put to loss and "
            "inconvenience that were entirely foreseeable.",
        ),
        ("law", 2),
        (
            "p",
            "Our client relies as well on {statute}, and on its entitlement to interest and costs. We do "
            "not accept "
            "that the passage of time, or any earlier courtesy extended to {other}, amounts to a waiver "
            "of those "
            "rights.",
        ),
        ("h", "What is required"),
        (
            "p",
            "We require that {other}, within fourteen days of the date of this letter:",
        ),
        (
            "plain",
            "- confirm in writing that the obligation described above is acknowledged;\n"
            "- pay the amounts outstanding, or propose terms of payment supported by current financial "
            "disclosure;\n"
            "- deliver copies of the documents in {other}’s possession that bear on the matters set out "
            "above; and\n"
            "- preserve all records, in whatever form, that relate to them.",
        ),
        ("quotes", 1),
        (
            "p",
            "If we do not receive a satisfactory answer by then, our instructions are to begin "
            "proceedings without "
            "further notice and to seek damages or other appropriate relief, with interest and costs. "
            "This letter "
            "will be put before the court on the question of costs.",
        ),
        (
            "p",
            "Our client would prefer to see this resolved. A frank response, with the documents asked "
            "for, would go "
            "a long way towards that end.",
        ),
        ("plain", "Yours truly,"),
    ],
    "client_letter": [
        ("h", "Your matter: where things stand", 1),
        ("plain", "Dear {client},"),
        (
            "p",
            "Thank you for the documents and for the time you gave us. This letter explains, as plainly "
            "as we can, "
            "what we understand to have happened, how the law is likely to see it, what your choices are, "
            "and what "
            "we need from you. It is confidential between us. Please do not forward it or post about it.",
        ),
        ("h", "What we understand"),
        ("p", "We have read {count}. The points below seem to us the most important."),
        ("quotes", 4),
        ("unsupported",),
        (
            "p",
            "If we have misunderstood anything, please tell us now. A mistake corrected today costs "
            "nothing; one "
            "found later can be expensive.",
        ),
        ("h", "How the law applies"),
        (
            "p",
            "A court will look first at what was agreed or required, next at what was done, and only then "
            "at what "
            "should follow. It gives more weight to documents made at the time than to anyone’s memory.",
        ),
        ("law", 2),
        (
            "p",
            "The legislation that matters most is {statute}. Nothing here is a promise of a result: "
            "{other} will "
            "have a version of events too, and we have not yet heard it.",
        ),
        ("h", "Your choices"),
        (
            "p",
            "The first choice is to write to {other} and ask for what is owed. It is the least costly "
            "course and "
            "often the quickest, but it depends on a willing answer. The second is negotiation or "
            "mediation, which "
            "is private and keeps the outcome in your hands. The third is a proceeding. It is slower, it "
            "is public, "
            "and a successful party seldom recovers all of its legal costs.",
        ),
        (
            "p",
            "Our recommendation is to begin with a letter, and to keep the other choices open while we wait.",
        ),
        ("h", "What we need from you"),
        (
            "plain",
            "- Complete copies of the documents quoted above, including any e-mail they were attached to.\n"
            "- The names of anyone who was present at the conversations you described.\n"
            "- A short note of what you have lost so far, with receipts where you have them.\n"
            "- Your instructions on whether we may write to {other}, and on what terms you would settle.",
        ),
        (
            "p",
            "Please do not delete anything, even messages that seem unhelpful, and do not speak with "
            "{other} about "
            "this dispute until we have talked. There are time limits in matters of this kind, so we "
            "would be "
            "grateful to hear from you within the next week.",
        ),
        ("plain", "Yours truly,"),
    ],
    "factum_section": [
        ("h", "Part II: Facts", 1),
        ("h", "A. Overview"),
        (
            "p",
            "This proceeding turns on a short point. {Client} did what was required and disclosed what "
            "had to be "
            "disclosed. {Other} did not. The documents made at the time establish both propositions, and "
            "the law "
            "that follows from them is not in doubt.",
            "The dispute between {client} and {other} is narrower than the volume of paper suggests. What "
            "was said "
            "and done is recorded in documents made at the time. The question is what follows from them "
            "in law.",
        ),
        ("h", "B. The evidence"),
        ("quotes", 6),
        ("unsupported",),
        (
            "p",
            "None of this evidence was shaken. The documents were prepared by different hands, for ordinary "
            "purposes, before any proceeding was contemplated. Where they speak to the same event they "
            "agree.",
        ),
        ("h", "Part III: Issues and argument", 1),
        ("h", "A. The issues"),
        (
            "p",
            "Two issues arise: (a) whether the obligation on which {client} relies is made out on the "
            "evidence; and "
            "(b) if so, whether there is any reason in fact or law why it should not be enforced "
            "according to its "
            "terms.",
        ),
        ("h", "B. The obligation is made out"),
        ("law", 3),
        (
            "p",
            "Those principles apply without strain. The obligation was known, it was within {other}’s "
            "power to "
            "perform, and the record shows when and how it was not performed. It is no answer that "
            "performance had "
            "become less convenient.",
        ),
        ("quotes", 2),
        (
            "p",
            "{Other} may say that the passages set out above should be read as provisional, or as "
            "courtesy rather "
            "than commitment. That reading cannot be reconciled with their language. Nor can it be "
            "reconciled with "
            "conduct: each side acted on the footing that the words meant what they said.",
        ),
        ("h", "C. No reason exists to withhold relief"),
        ("law", 1),
        (
            "p",
            "The legislature has spoken to the same end. {Statute} is to be given a fair, large and liberal "
            "construction that best ensures the attainment of its objects, and those objects would be "
            "defeated if a "
            "party could gain by withholding what it was bound to provide.",
        ),
        (
            "p",
            "There is no prejudice to {other} in the order sought. The material facts lie in {other}’s own "
            "knowledge, the documents have been available throughout, and any delay is explained by the "
            "absence of "
            "the very disclosure that is now in issue.",
        ),
        (
            "p",
            "Proportionality points the same way. The issue can be determined on the written record. A "
            "longer "
            "process would add expense for both parties without adding to what the court needs in order "
            "to decide.",
        ),
        ("h", "Part IV: Order sought", 1),
        (
            "p",
            "{Client} asks that the relief set out in the notice be granted, with costs, and for such "
            "further relief "
            "as this Honourable Court considers just.",
        ),
    ],
    "summary": [
        ("h", "Summary of the material", 1),
        (
            "plain",
            "This summary covers {count} in the matter of {client}. It is meant to save reading time and "
            "does not "
            "replace the documents. Quotations are exact.",
        ),
        ("people",),
        ("h", "In brief"),
        (
            "p",
            "The material concerns a dispute between {client} and {other}. It shows what each side "
            "undertook, what "
            "was then done, and the points at which their accounts part. The main facts are documented; "
            "the reasons "
            "for what happened are not.",
        ),
        ("h", "Key passages"),
        ("quotes", 7),
        ("unsupported",),
        ("h", "What the material does not show"),
        (
            "p",
            "Several things that a reader would expect are missing. There is no complete set of the "
            "correspondence, "
            "the enclosures mentioned in some documents are not attached, and nothing explains how "
            "certain figures "
            "were arrived at. The position of {other} appears only as others reported it. None of these "
            "gaps is "
            "unusual at this stage, but each should be closed before an opinion is given.",
        ),
        ("h", "Points of law to keep in mind"),
        ("law", 1),
        (
            "p",
            "The matter also falls to be considered under {statute}. Time limits should be checked first, "
            "since they "
            "may be shorter than expected and cannot always be extended.",
        ),
        ("h", "Reliability"),
        (
            "p",
            "Documents made in the ordinary course deserve more weight than those prepared after the "
            "dispute arose. "
            "Notes of a consultation record what was said to a lawyer and are privileged; they are useful "
            "for "
            "finding evidence, and they are not evidence themselves. Where the material contains hearsay, "
            "the "
            "person with direct knowledge should be identified. The responsible lawyer should read in "
            "full any "
            "document on which a decision will turn.",
        ),
        ("h", "Suggested follow-up"),
        (
            "plain",
            "- Obtain the missing enclosures and a complete run of the correspondence.\n"
            "- Ask {client} to confirm the quoted passages and to explain any that are incomplete.\n"
            "- Settle the limitation date and diarize it.\n"
            "- Consider whether {other} should be asked to preserve documents.",
        ),
    ],
    "time_entry": [
        (
            "plain",
            "Review of {count} received from {client}; identification of the passages bearing on "
            "liability and "
            "quantum; comparison of dates across documents; note to file of points to confirm with {client}.",
            "Reading and analysis of {count} in the matter between {client} and {other}; extraction of "
            "dated events; "
            "consideration of limitation and of the documents still outstanding; brief note to file.",
        ),
        ("quotes", 1),
        ("unsupported",),
        (
            "plain",
            "Time to be recorded by the timekeeper as actually spent; no time is included for the "
            "preparation of "
            "this narrative.",
        ),
    ],
}
