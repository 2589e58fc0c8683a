# Names of codes. The key is the kind and the code, with - for _ and for dots.
role-intake = Intake
role-reviewer = Reviewer
role-approver = Approver
role-disclosure-officer = Disclosure officer
role-notice-officer = Notice officer
role-custodian = Custodian
role-auditor = Auditor
role-security-admin = Security admin
role-system-admin = System admin
role-cleared = National security

role-intake-does = Takes demands in and verifies who asks.
role-reviewer-does = Counsel: decides each scope line and recommends.
role-approver-does = Second person: confirms what was recommended, or sends it back.
role-disclosure-officer-does = Seals packages and releases them.
role-notice-officer-does = Writes and sends notices to customers.
role-custodian-does = Gathers approved data; sees the scope and nothing else of a case.
role-auditor-does = Reads the record without the content of cases.
role-security-admin-does = Administers people and roles; sees no case.
role-system-admin-does = Administers the configuration; sees no case.
role-cleared-does = Sees demands of national security too. Gives no other right.

stage-received = Received
stage-verifying = Verifying
stage-redirecting = Redirecting
stage-reviewing = Reviewing
stage-approving = Approving
stage-producing = Producing
stage-releasing = Releasing
stage-closed = Closed

category-EXISTS = Whether an account exists
category-SUB-ID = Subscriber identity
category-SUB-PAY = Payment details
category-SUB-SVC = Plan and services
category-ACCESS-IP = Access IP addresses
category-TRAFFIC = Traffic data
category-USAGE = Usage and audit logs
category-CUSTOMER-CFG = Customer configuration
category-LOCATION = Location
category-SUPPORT = Support communications
category-CONTENT = Stored content
category-TRAFFIC-RT = Live traffic data
category-CONTENT-RT = Live content
category-CREDENTIALS = Credentials

issuer-court = Court
issuer-prosecutor = Prosecutor
issuer-police = Police
issuer-agency = Agency
issuer-minister = Member of the government
issuer-party = Party or its lawyer

force-compulsory = Compels
force-voluntary = Voluntary
force-none = Compels nobody

purpose-disclose = Disclose
purpose-preserve = Preserve
purpose-act = Act

audience-customer = Customer
audience-end-user = End user
audience-public = Public

matter-criminal = Criminal
matter-civil = Civil
matter-administrative = Administrative
matter-national-security = National security
matter-emergency = Emergency

obligation-acknowledge = Acknowledge receipt
obligation-preserve = Preserve the data
obligation-produce = Produce or answer
obligation-notify = Notify the customer
obligation-clarify = The authority answers
obligation-validate = The authority has it validated
obligation-object = Object or go to court
obligation-purge = Destroy what was kept

secrecy-in-force = Secrecy in force
secrecy-unknown = Secrecy not known
secrecy-none = No secrecy

outcome-disclosed = Disclosed in full
outcome-disclosed-in-part = Disclosed in part
outcome-no-data = No data found
outcome-refused = Refused
outcome-redirected = Redirected to the customer
outcome-withdrawn = Withdrawn
outcome-fraud = Fraudulent

standing-new = New
standing-known = Known
standing-frozen = Frozen

state-queued = Waiting to be sent
state-leased = Being sent
state-sent = Sent
state-ambiguous = Uncertain
state-failed = Failed, will be tried again
state-dead = Given up
state-cancelled = Cancelled

# Rules of clocks, in few words: they stand under a date.
rule-D-acknowledge = acknowledge receipt
rule-D-face = date on the paper
rule-D-epoc10 = 10 days, Regulation 2023/1543
rule-D-epoc8h = 8 hours, emergency
rule-D-unverzueglich = without undue delay
rule-D-promptly = promptly
rule-D-without-undue-delay = without undue delay
rule-D-immediate = at once
rule-D-none = nothing owed, our own date
rule-D-notice = tell the customer
