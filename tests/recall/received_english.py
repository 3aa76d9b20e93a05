"""Papers in English that a small firm receives and sends. A line is a sentence, its wordings parted by `||`; `/` begins a line."""

PAPERS = (
    # A client writes after an accident.
    """
    Hi {u:first}, || Good morning {u:first}, || Dear {u:title},
    / As you asked, here are my details for the accident benefits application. || I am sending what the adjuster wanted.
    My date of birth is {c.birth} and my Ontario health card is {health_on}. || Health card no. {health_on}, born {c.birth}.
    The claim number at the insurer is {f:claim} and the adjuster, {v}, can be reached at {phone} ext. 214. || Our claim is #{f:claim}. The adjuster is {v} ({phone}).
    The officer gave us occurrence number {f:police}. || Police report no. {f:police} has the plate of the other car.
    I was off work for 6 weeks and lost about {money}, and the physio costs $85 a visit. || I have missed 31 shifts, and the tow was {monthly}.
    I moved in September; the new address is {home}. || Please write to me at {home} from now on.
    / Thanks, || Best,
    / {c:short}
    / {phone} (cell) || cell: {phone}
    / {c.email}
    """,
    # Separation agreement, opening.
    """
    THIS IS A SEPARATION AGREEMENT made on {date} || SEPARATION AGREEMENT dated {date}
    / BETWEEN: {c:caps} ("{c:first}") and {o:caps} ("{o:first}").
    / 1. {c} was born on {c.birth} and {o} was born on {o.birth}. || 1. The parties' dates of birth are {c.birth} ({c:first}) and {o.birth} ({o:first}).
    2. They were married at {city} on {earlier} and have lived separate and apart since {date}. || 2. They began to cohabit in {city} on {earlier} and separated on {date}.
    3. There are two children of the marriage, {u:first}, born {birth}, and {v:first}, born {birth}.
    4. {o:first} shall pay {c:first} {monthly} per month under s. 3 of the Federal Child Support Guidelines, SOR/97-175. || 4. Commencing {date}, {o:first} shall pay to {c:first} support of {monthly} a month, being the table amount for an income of {money}.
    5. Net family property is equalized as the Family Law Act, RSO 1990, c F.3, s. 5(1) requires. || 5. {c:first} shall keep the home municipally known as {street}, {city}, valued at {big}.
    6. Section 7 expenses are shared {pct} and {pct}. || 6. This agreement is governed by the law of Ontario.
    """,
    # Affidavit in a family motion.
    """
    / Court File No. {f:ontario}
    / ONTARIO SUPERIOR COURT OF JUSTICE, FAMILY COURT || SUPERIOR COURT OF JUSTICE
    / AFFIDAVIT OF {c:caps}, sworn {date}
    / I, {c}, of the City of {city}, in the Province of Ontario, MAKE OATH AND SAY:
    / 1. I am the Applicant and as such have knowledge of the matters in this affidavit. || 1. I am the Respondent's spouse and swear this affidavit in support of a motion under Rule 14 of the Family Law Rules, O. Reg. 114/99.
    2. {o:poss} income on line 15000 of the 2021 notice of assessment was {money}. || 2. On {date} I asked {o:title} for financial disclosure and received none.
    3. The joint chequing account, {bank}, was emptied on {date}; the statement is Exhibit "C". || 3. A copy of the statement of our line of credit with the branch ({bank}) is attached as Exhibit "B".
    4. My {rel}, {u}, looks after the children from 3:30 to 6:00 p.m. || 4. I am told by our neighbour, {u}, and do verily believe, that {o:title} left at about {time}.
    5. I rely on Michel v. Graydon, 2020 SCC 24, at para. 41. || 5. The test is in Barendregt v. Grebliunas, 2022 SCC 22.
    / SWORN before me at {city} || Sworn remotely at {city}
    / /s/ {c:short}
    """,
    # Statement of claim, small claims.
    """
    / Plaintiff's Claim, Form 7A. Claim No. {f:onsmall} || SMALL CLAIMS COURT, {city}. File no. {f:onsmall}
    / Plaintiff: {g} (business number {business}), {home}, tel. {phone}, fax {fax}
    / Defendant: {o:last}, {home}
    / The plaintiff claims {money} for work done at {street} in {city}. || The plaintiff claims damages of {money}, with interest under the Courts of Justice Act, s. 128.
    The parties signed a quotation on {date}; a deposit of 15% was paid by card no. {card}. || On {date} {o:title} paid a deposit with Visa {visa} and then refused to pay the balance.
    {g:poss} foreman, {u}, attended on three days and photographed the leak. || {u}, who works for the plaintiff, was told by {o:title} to leave the site.
    Despite demand, {o:title} has paid nothing since invoice of {date}. || The defendant says that the boiler failed within 30 days.
    The claim is within the limit of $35,000. || See Garland v. Consumers' Gas Co., 2004 SCC 25, [2004] 1 SCR 629.
    """,
    # Settlement conference brief.
    """
    / SETTLEMENT CONFERENCE BRIEF OF {c:caps} || BRIEF FOR THE SETTLEMENT CONFERENCE
    / Court file {f:ontario}; conference on {date} at {time}, 45 minutes. || Court File Number {f:ontario}, returnable {date}.
    / Lawyer: {u}, {street}, {city} {postal}, Tel: {phone}, Fax: {fax}, {u.email}
    / Issues: parenting time, section 7 expenses, and the equalization payment of {big}. || Issues in dispute: occupation rent, and the date of valuation.
    {c:title} proposes that the matrimonial home be listed at {big}. || {c:poss} offer of {date} remains open for 14 days.
    {o:title} says that {o?he/she} earns {money} a year; the pay stubs at Tab 4 show otherwise. || The pension of {o:title} was valued by {v} at {money} (Tab 6).
    In Colucci v. Colucci, 2021 SCC 24, Martin J. set out the framework for retroactive change. || Kerr v. Baranow, 2011 SCC 10, applies to the joint family venture.
    The parties have filed two case conference briefs and spent over {money} each. || Costs under Rule 24 are asked for, in any event of the cause.
    """,
    # Retainer letter.
    """
    / Our file: {f:ours} || Our File No. {f:ours}
    / {date}
    / {c}
    / {homelines}
    / Dear {c:title}: || Dear {c:first},
    / Re: {c:last}, purchase of a home || Re: Retainer, estate of {u}
    / Thank you for retaining us. Our hourly rates run from $225 to $480, plus HST of 13%. || We confirm our instructions of {date} and your retainer of {monthly}.
    The Law Society's rules require us to verify your identity. We have recorded your driver's licence {c.licence} and your passport {passport}. || For identification we copied your Canadian passport, no. {passport}, and your driver's licence ({c.licence}).
    Please send your social insurance number ({sin} on the T4 we hold) and a void cheque. || The social insurance number that you gave us is {sin}; please correct us if it is wrong.
    Deposits to trust go to {bank}. || Our HST registration is {hst}.
    Call my assistant, {v}, at {phone} with questions. || Our fax is {fax}; write to {v.email} for appointments.
    / Yours truly,
    / {w}
    """,
    # Commercial lease schedule.
    """
    / SCHEDULE "A" TO THE LEASE made as of {date} || LEASE SUMMARY, dated {date}
    / Landlord: {g}, {street}, {city}, {prov} {postal} || Landlord: {g}. Address for notices: {home}. Facsimile {fax}
    / Tenant: {c} carrying on business as a sole proprietor, GST/HST no. {hst} || Tenant: {c:caps}; business number {business}
    / Premises: about 1,840 square feet at {street}, {city}, {prov}, with two parking stalls. || Premises: {street}, {city}, main floor only, 2,215 sq. ft.
    / Term: five years from {date}. Minimum rent: $21.50 per square foot, or {monthly} a month. || Term: 36 months; base rent {monthly}, payable on the 1st.
    / Pre-authorized debit: {bank} || Rent is withdrawn from {bank}.
    / Indemnifier: {o}, born {o.birth}, SIN {sin}. || Guarantor: {o}; driver's licence {o.licence}; telephone {phone}.
    / The landlord's property manager, {u}, holds the keys (section 9.02). || Contact for repairs: {u}, {phone}, after 5:00 p.m. {tollfree}.
    / Arrears bear interest at 18% a year (Interest Act, RSC 1985, c I-15, s. 4). || Proportionate share: {pct}.
    """,
    # Employment: demand letter.
    """
    / WITHOUT PREJUDICE || BY E-MAIL AND COURIER
    / {date}
    / {g}, Attention: {u}, Human Resources
    / {street}, {city}, {prov} {postal}
    / Re: {c} and {g}. Our file {f:ours}; your file {f:theirs} || Re: Termination of {c:caps} (our file no. {f:ours})
    / We act for {c:title}, who was dismissed on {date} after 11 years of service. || I am retained by {c:short}, aged {age}, until {date} your operations supervisor.
    {c:poss} salary was {big} with a bonus of {pct}. || {c?He/She} earned {money} a year, and the pension plan matched 4%.
    Reasonable notice under Bardal v. Globe & Mail Ltd. (1960), 24 DLR (2d) 140 (Ont HC), is 14 months. || The clause breaches the Employment Standards Act, 2000, SO 2000, c 41, s. 61; see Waksdale v. Swegon North America Inc., 2020 ONCA 391.
    The manager, {v}, told {c?him/her} to be out by {time}. || {v} escorted {c?him/her} out before the whole shift.
    The Record of Employment, under payroll account {payroll}, is coded M; correct it within 10 days. || The ROE under your payroll account number {payroll} is to be amended to code A.
    Please reply to {w.email} or {phone} by {date}. || Kindly respond by {date}, to {w.email}.
    """,
    # Federal Court immigration.
    """
    / Court File No.: {f:imm} || FEDERAL COURT. Docket: {f:imm}
    / BETWEEN: {c:caps}, Applicant, and THE MINISTER OF CITIZENSHIP AND IMMIGRATION, Respondent
    / APPLICATION FOR LEAVE AND FOR JUDICIAL REVIEW under subsection 72(1) of the Immigration and Refugee Protection Act, SC 2001, c 27
    / The applicant (UCI {f:uci}, application {f:application}) seeks review of a decision of the officer dated {date}. || The application is for a decision of {date} in RAD file {f:irb}; the applicant's UCI is {f:uci}.
    {c:title}, born on {c.birth}, holds passport {passport} and has lived in {city} for {small} years. || {c} (date of birth {c.birth}, passport no. {passport}) entered Canada at Fort Erie on {date}.
    The officer overlooked the letter of Dr. {u:family} and the affidavit of {c?his/her} pastor, {v}. || The panel did not mention the report of {u}, a psychotherapist in {city}.
    The standard is reasonableness: Canada (Minister of Citizenship and Immigration) v. Vavilov, 2019 SCC 65, at paras. 83 to 87. || See Baker v. Canada (Minister of Citizenship and Immigration), [1999] 2 SCR 817.
    / Solicitor for the applicant: {w}, {street}, {city}, {prov} {postal}; Tel. {phone}; Fax {fax}
    """,
    # Medical letter.
    """
    / {u}, MD, CCFP || Dr. {u}, Family Medicine
    / {street}, {city} {prov} {postal} Tel {phone} Fax {fax}
    / {date}
    / RE: {c:last} DOB: {c.birth} HC# {health_on} || Patient: {c:last}. Date of birth {c.birth}. OHIP number {health_on}.
    / To whom it may concern: || Dear Counsel,
    / {c:title} has been in my practice since 2009. || I have followed {c} since {c?his/her} accident of {date}.
    {c?He/She} has a L4-L5 disc herniation, takes naproxen 500 mg twice a day, and may lift no more than 5 kg. || Blood pressure was 142/88; PHQ-9 was 17 of 27, and sleep is about 4 hours.
    I referred {c?him/her} to Dr. {v:family} at the pain clinic, who gave an injection on {date}. || The physiotherapist, {v}, saw {c?him/her} 22 times.
    {c?His/Her} spouse, {o}, reports that {c?he/she} cannot cook or drive for more than 20 minutes. || {c:title} told me that {o:title} now does the housework.
    My fee for this report is {monthly}. || An invoice for $275.00 follows, per the OMA guide.
    """,
    # Will.
    """
    / THIS IS THE LAST WILL AND TESTAMENT of me, {c:caps}, of the City of {city}, in the Province of Ontario. || LAST WILL of {c}, of {street}, {city}.
    / 1. I REVOKE all earlier wills. || 1. I revoke every testamentary disposition that I have made.
    2. I appoint my {rel}, {u}, to be my Estate Trustee, and if {u:first} does not survive me by thirty days, {o}. || 2. I NAME {o} to be the executor and trustee of my will; if {o:title} cannot act, then {u}.
    3. I give {money} to my godchild {v}, if alive at my death, and my cottage at {country}, Bobcaygeon, to {u}. || 3. To {v} I give my piano and {money}.
    4. My Trustee shall pay my debts, and hold the residue in equal shares per stirpes. || 4. I direct that {pct} of the residue go to The Salvation Army in Canada.
    5. I was born on the {c.words}. || 5. I declare that I was born at {city} on the {c.words}, and that this will is made under the Succession Law Reform Act, RSO 1990, c S.26.
    / Witnesses: {w}, {street}, {city} || Signed in the presence of {w}, legal assistant, who lives at {street}, {city}.
    """,
    # Estate inventory and certificate application.
    """
    / Court File No. {f:onestate} || Estate court file {f:onestate}, Superior Court of Justice at {city}
    / IN THE ESTATE OF {u:caps}, deceased, who died on {date} || ESTATE OF {u:caps}: INVENTORY AT {date}
    / Applicant for a certificate of appointment: {c}, {home}, telephone {phone} || Estate trustee: {c}, of {home}. E-mail {c.email}.
    / The deceased, born {u.birth}, held social insurance number {sin}. || SIN of the deceased: {sin}. Health card (to be returned): {health_on}. Date of birth: {u.birth}.
    / Chequing account {bank}: {money} || Savings account, {bank}, {money} at the date of death
    / RRSP designated to {o}: {money}; household goods {money} || Tax-Free Savings Account, beneficiary {o:title}: {money}
    / House at {street}, {city}: {big}, mortgage nil || Real property: {street}, {city}, {prov} {postal}, appraised by {v} at {big}
    / Visa card {visa}: balance {money}, cancelled || Mastercard no. {mastercard}, owing {money}
    / Estate administration tax is $15 per $1,000 over $50,000 (Estate Administration Tax Act, 1998, SO 1998, c 34, Sch, s. 2). || Total: {money}.
    """,
    # Police letter, disclosure.
    """
    / {city} Police Service, Records and Information Management || POLICE SERVICES, Access and Privacy Unit, {city}
    / {date}
    / Re: Occurrence No. {f:police}, {date}, {street} || Subject: Incident number {f:police}
    / Dear {w:title}: || Attention: {w}
    / On {date} at {time} officers were called to {street}. || Constable {u:family}, badge 4471, attended at {time} with one other officer.
    The complainant, {c:last}, born {c.birth}, phone {phone}, said that {o:title} had pushed {c?him/her}. || {c:caps} (D.O.B. {c.birth}) told police that {o:short} took the car keys.
    {o:last}, driver's licence {o.licence}, was not at the scene. || {o:caps}, D.L. {o.licence}, was warned and left.
    A witness, {v}, can be reached at {phone}. || {v} heard shouting through the wall for ten minutes.
    No charges were laid under section 266 of the Criminal Code, RSC 1985, c C-46. || Parts of the notes are withheld to protect the privacy of others.
    The fee of $60.00 has been received. || You may appeal within 30 days.
    """,
    # LTB / tenancy.
    """
    / Landlord and Tenant Board. File number {f:ltb} || LTB file: {f:ltb}
    / NOTICE OF HEARING by videoconference, {date}, {time} || Notice to end a tenancy for non-payment of rent (Form N4)
    / Landlord: {g}, {street}, {city} {postal} || Landlord's agent: {u} for {g}, {phone}
    / Tenant: {c}, {street}, {city} {postal} || To: {c:caps} and all other tenants, {home}
    / The landlord says that {c:title} owes {money} for the months of March to June. || Arrears to {date} are {money}, plus the filing fee of $201.
    {c:title} says that the heat was off for 19 days and that the superintendent, {v}, did nothing. || The tenant wrote to {v.email} four times about mould in the bathroom.
    Section 20 of the Residential Tenancies Act, 2006, SO 2006, c 17, requires a landlord to repair. || The guideline increase for 2023 is 2.5%.
    Rent is paid by e-transfer or from {bank}. || {c:short} pays by pre-authorized debit from {bank}.
    To reschedule, call {tollfree} or fax {fax}. || Send evidence at least 7 days before; fax {fax}.
    """,
    # Real estate closing.
    """
    Good afternoon {u:first}, || Hi {u:first},
    / Re: {c:family} purchase from {o:family}, {street}, {city}; closing {date}. Our file {f:ours}, yours {f:theirs}. || Re: {o:last} sale to {c:last}. Your File No.: {f:theirs}
    / We act for {c}. Title will be taken as {c:caps}, date of birth {c.birth}. || Please engross the transfer to {c}, born {c.birth}.
    The balance due on closing of {big} will be wired to your trust account, {bank}. || Kindly confirm wire particulars; the letterhead has {bank} for trust.
    Please send the statement of adjustments, keys, and the vendor's undertaking by noon. || We still need the statutory declaration of {o:title} under s. 116 of the Income Tax Act, RSC 1985, c 1 (5th Supp).
    Land transfer tax is {money}, with a first-time rebate of $4,000. || The deposit of {money} is held by the listing brokerage.
    {c:poss} mortgage broker is {v} ({v.email}, {phone}). || The agent, {v}, has a lockbox; call {phone}.
    / Regards,
    / {w}
    / {street}, {city}, {prov} {postal} | T {phone} | F {fax} | {w.email}
    """,
    # BC civil claim.
    """
    / No. {f:bc}, Vancouver Registry || Court File No. {f:bc}. Victoria Registry
    / IN THE SUPREME COURT OF BRITISH COLUMBIA, between {c:caps}, Plaintiff, and {o:caps} and {g:caps}, Defendants
    / NOTICE OF CIVIL CLAIM || RESPONSE TO CIVIL CLAIM, Part 1
    / 1. The plaintiff, {c}, is a carpenter and lives at {homebc}. || 1. The plaintiff has an address for service at {homebc}.
    2. On {date}, at about {time}, {o:title} drove a truck owned by {g} through the intersection at 50 km/h. || 2. The defendant {o:short} was in the course of employment with {g}.
    3. ICBC opened claim {f:claim}. The plaintiff's personal health number is {health_bc}. || 3. The plaintiff (PHN {health_bc}) was treated under ICBC claim number {f:claim}.
    4. Bystander {u} gave a statement, and the RCMP file is {f:police}. || 4. {u}, a cyclist, saw the collision (RCMP file no. {f:police}).
    5. The plaintiff claims non-pecuniary damages: Stapley v. Hejslet, 2006 BCCA 34. || 5. The Negligence Act, RSBC 1996, c 333, s. 4 applies; past wage loss is {money}.
    / Place of trial: Vancouver. Fax number for delivery: {fax} || E-mail address for service: {w.email}
    """,
    # Alberta / NS / MB / SK note.
    """
    / Memo to file {f:ours}, {date} || MEMO. File: {f:ours}
    / Call with {c:title}, 0.4 hours. || Spoke to {c:short} from {time}, 24 minutes.
    / Alberta: Court of King's Bench action {f:alberta} was set down for {date} in Calgary. || The Alberta divorce, Court File Number {f:alberta}, stays in Edmonton.
    The Nova Scotia matter is Hfx No. {f:hfx}; counsel there is {u}. || {u} in Halifax has carriage of Supreme Court (Family Division) No. {f:nova}.
    In Winnipeg {o:title} filed in File No. {f:manitoba}. || The Manitoba petition, {f:manitoba}, was served on {o:title} by {v}.
    Saskatoon is {f:sask}, stayed since {date}. || Saskatchewan: {f:sask}, pre-trial on {date}.
    {c?His/Her} Alberta personal health number is {health_ab}; the Nova Scotia card was {health_ns}. || MSI number {health_ns}; Manitoba PHIN {health_mb}.
    Next: ask for the {monthly} retainer and draft under Rule 12.18. || To do: 1) limitation under the Limitations Act, RSA 2000, c L-12, s. 3; 2) bill {monthly}.
    """,
    # HRTO / WSIB.
    """
    / Human Rights Tribunal of Ontario, Tribunal File No. {f:hrto} || HRTO file number {f:hrto}
    / {c:caps}, Applicant, v. {g:caps} and {u:caps}, Respondents
    / RESPONSE (FORM 2) || REQUEST FOR RECONSIDERATION
    / {g} denies discrimination contrary to s. 5 of the Human Rights Code, RSO 1990, c H.19. || The respondents deny that {c:title} was treated differently because of a disability.
    {c:poss} WSIB claim number is {f:wsib}, allowed for a shoulder strain. || A claim, WSIB no. {f:wsib}, was allowed on {date}.
    {u:title} offered modified work at $24.10 an hour, 20 hours a week. || The shift lead, {v}, kept notes from {date}.
    Moore v. British Columbia (Education), 2012 SCC 61, at para. 33, sets the test. || See Hydro-Québec v. Syndicat, 2008 SCC 43.
    The applicant asks for {money}. || {c:title} seeks {money} and training for all staff.
    / For the respondents: {w}, LSO # 51234K, {phone}, fax {fax}, {w.email} || Counsel: {w}, {street}, {city} {postal}
    """,
    # Consent to release.
    """
    / CONSENT TO DISCLOSE PERSONAL HEALTH INFORMATION (Form 14) || AUTHORIZATION AND DIRECTION
    / I, {c}, of {home}, || I, {c:caps}, residing at {home},
    born {c.birth}, health number {health_on}, authorize Dr. {u:family} and St. Joseph's Hospital to release my records for 2018 to date. || date of birth {c.birth}, OHIP {health_on}, direct {u} to give my clinical notes and records to my lawyers.
    / This includes imaging, and the notes of {v}, social worker. || It does not include any report made for {g}.
    / I understand that I may withdraw consent under s. 19 of the Personal Health Information Protection Act, 2004, SO 2004, c 3, Sch A. || A copy of this authorization is as good as the original for 12 months.
    / Send to fax {fax} or {w.email}. || Records may be faxed to {fax}, attention {w}.
    / Dated at {city}, {date}
    / Signature: {c:init} || /s/ {c:short}
    / Telephone: {phone} Alternate contact: {o}, {phone}
    """,
    # ROE / payroll.
    """
    / From: {u} <{u.email}> || From: {u}
    / Sent: {date} {time}
    / Subject: ROE and final pay for {c:short}
    / Hello, || Hi there,
    / Attached is the Record of Employment for {c:last}, SIN {sin}, last day worked {date}. || I filed the ROE on the web for {c} (S.I.N. {sin}).
    Employer: {g}, CRA payroll account {payroll}, {street}, {city} {prov} {postal}. || {g:poss} payroll number is {payroll}.
    Block 15A: 1,482 insurable hours; Block 15B: {money}. || Insurable earnings were {money} over 27 pay periods, vacation pay 4%.
    The last deposit of {money} went to {bank}. || Direct deposit goes to {bank}, unless {c:title} tells us otherwise.
    The reason is code E, quit; {c:title} says {c?he/she} was dismissed by {v}. || {v} signed box 16.
    The appeal at the Social Security Tribunal is {f:sst}. || See section 30 of the Employment Insurance Act, SC 1996, c 23.
    / {u:first}, payroll, {phone}
    """,
    # Chatty client.
    """
    hi, its {c:lower} again || Hey, {c:first} here.
    / just found the papers. {o:lower} put the line of credit on both names, acct is {bank} || The credit card {o:first} used is {card}, and I never got a statement.
    / my new number is {phone}, dont call the old one {phone} || new cell {phone} pls text, home is {phone}
    / {o:first} lives at {street} in {city} now with {u} || I think {o:first} is staying with {u} at {street}.
    / the kids are fine, {v:first} turns 9 on saturday and needs {v?his/her} passport renewed, the old one is {passport} || {v:first} was born {birth} so the school wants the long form.
    / I paid $1,200 at 10:30 last friday, and the judge said 60/40 || Hearing is still {date} right? at 2 pm?
    / ill drop by with my licence ({c.licence}) || My licence is {c.licence}, that's what you needed?
    / {c.email} still works
    """,
    # Notice to appear / letter from IRCC.
    """
    / Immigration, Refugees and Citizenship Canada || Canada Border Services Agency, Inland Enforcement
    / {date}
    / UCI: {f:uci} Application no.: {f:application} || Client ID {f:uci}; Application {f:application}
    / {c:last}
    / {homelines}
    / Dear {c:title}: || Dear {c}:
    / You must appear for an interview on {date} at {time}, at {street}, 3rd floor, {city}. || NOTICE TO APPEAR: attend on {date}, {time}, at {street}, {city}.
    Bring your passport {passport}, four photographs of 50 x 70 mm and the fee of $85. || Bring your travel document (passport number {passport}) and proof of funds of {money}.
    Your spouse {o} (date of birth {o.birth}) must attend. || {o:title}, your sponsor, need not attend.
    You were previously found not to be described in s. 36(1) of the IRPA. || The Refugee Protection Division file is {f:irb}.
    If you have a representative, tell {u:title}, officer, at {phone} or by fax at {fax}. || Officer {u:family} can be reached at {phone}, fax {fax}.
    """,
)
