# The authorities' own door.
agency-title = Portal for authorities
agency-foot = You see your own demands and how far their answer is. Reasons and decisions go to your authority by letter.
agency-home = To your demands
agency-not-found = There is nothing here
agency-not-found-text = The address leads nowhere, or to something that is not yours. If you expected a demand here, check its reference.
agency-demo = This is the demonstration. Choose which officer to be.

agency-sign-in = Sign in for authorities
agency-sign-in-lead = For officers who have registered. We mail you a code; there is no password.
agency-mail = Official mail address
agency-mail-hint = Your own address at your authority; no shared mailbox.
agency-no-account = Not registered yet?
agency-register = Register
agency-register-lead = We mail a code to your address. Then two of our people check who you are; one of them calls your authority at the number that our own directory has. Until then you can submit demands and keep the receipt.
agency-register-go = Send me a code
agency-code-lead = If the address can be used here, a code is on its way to it. It works for 10 minutes, in this browser only.
agency-code-go = Go on
agency-name = Name
agency-agency = Authority and unit
agency-agency-hint = As it is officially called.
agency-role = Role
agency-role-hint = Rank or function, such as “detective” or “clerk of the court”.
agency-badge = Service number
agency-phone = Your telephone number
agency-phone-hint = So that we can tell you apart. We never use it to check who you are.
agency-supervisor = Supervisor
agency-supervisor-hint = Whom we ask for when we call your authority.
agency-officer = Submitted by
agency-needed = Fill this in.
agency-mail-subject = Your code for the portal for authorities
agency-mail-text = Your code is { $code }

    It works once, for { $minutes } minutes, in the browser where you asked for it.
    If you did not ask for it, you need do nothing: without that browser it opens nothing.

    { $provider }

agency-demands = Your demands
agency-demands-lead = What you have submitted here, the latest first.
agency-none = You have not submitted anything here yet.
agency-our-reference = Our reference
agency-reference = Your reference
agency-reference-hint = File or case number, as on the paper. Letters and calls name it.
agency-paper = Kind of paper
agency-received = Received
agency-standing = Standing when submitted
agency-standing-waiting-text = We have not finished checking who you are. You can submit demands and keep the receipt; what becomes of them you see here once you are vetted.
agency-standing-expired-text = Our check of who you are is more than a year old and is being made again. Until then you see receipts only.

agency-stage = State
agency-stage-received = Received
agency-stage-checking = Received, being checked
agency-stage-checking-text = We are checking who asks and whether the paper has what its law requires.
agency-stage-considering = Being worked on
agency-stage-considering-text = We are working on the answer.
agency-stage-asked = Waiting for your answer
agency-stage-asked-text = We can’t go on before you have answered our question.
agency-stage-ready = Ready to be fetched
agency-stage-ready-text = The production is ready. Fetch it here and say that it arrived.
agency-stage-withdrawn = Withdrawn
agency-stage-withdrawn-text = You have taken this demand back.
agency-stage-closed = Closed
agency-stage-closed-text = This demand is closed. What we have to say about it goes to your authority by letter.

agency-new = Submit a demand
agency-new-lead = Choose what kind of paper it is. The form follows it.
agency-emergency = Emergency
agency-emergency-lead = Only where life or limb is in danger and there is no time for the ordinary way. Choose the law that you act under.
agency-emergency-call-title = We call back first
agency-emergency-call = Nothing is disclosed before we have reached your authority at the number that our own directory has. We never call a number from this form. Have somebody answer there now who knows of this demand.
agency-not-vetted-submit = You are not vetted yet. The demand is taken in and says so; we check who you are before anything else.
agency-drafts = Not sent yet
agency-draft-saved = saved { $at }
agency-form = Demand
agency-section-emergency = The emergency
agency-section-paper = The paper
agency-section-asks = What it asks for
agency-section-handling = How it is to be handled
agency-section-files = Papers
agency-danger = The danger
agency-danger-hint = To whom, of what, and how soon. Leave out what we need not know.
agency-why-data = How the data averts it
agency-why-now = Why the ordinary way takes too long
agency-certify = Certification
agency-certify-text = I certify that what I have stated is true to the best of my knowledge, that I act in an investigation of my authority, and that my supervisor knows of this demand. I know that formal process is owed afterwards where the law asks for it.
agency-docket = Court file number
agency-issuer = Issued by
agency-validated-by = Validated by
agency-statute = Provision
agency-statute-hint = For this kind of paper usually: { $law }.
agency-issued-on = Date of issue
agency-due = Answer wanted by
agency-signature = Signature
agency-signature-wet = By hand
agency-signature-qes = Qualified electronic signature
agency-signature-seal = Electronic seal
agency-signature-none = None
agency-shows = The paper shows
agency-shows-hint = Tick what it contains. What is missing leads to a question, and costs time.
agency-accounts = Accounts
agency-accounts-hint = One on each line: mail address, account number, telephone number; a network address with its time and zone.
agency-categories = Data
agency-categories-hint = Only what this kind of paper can ask for.
agency-from = From
agency-to = Up to and including
agency-items = More precisely
agency-offence = Offence or purpose
agency-offence-hint = As the paper states it, with the provision.
agency-threshold = Thresholds that are met
agency-addressed = We are addressed as
agency-addressed-controller = Controller
agency-addressed-processor = Processor of a customer
agency-addressed-why = If as processor: why not the customer
agency-says = The paper also says
agency-says-refrain = The customer is not to be informed
agency-says-enforcing = The enforcing authority has been notified
agency-secrecy = Secrecy
agency-secrecy-hint = Who orders it, under which law, for whom and until when. A wish without an order does not bind us.
agency-linked = Belongs to
agency-linked-hint = Our reference of an earlier preservation or demand.
agency-files = Files
agency-files-hint = The paper itself and what belongs to it, as PDF where possible. At most ten files, 64 MiB in all.
agency-file-needed = Add the paper itself.
agency-files-again = Nothing was sent. What you typed is kept below; the browser does not keep files, so add them again.
agency-submit = Submit
agency-submit-emergency = Certify and submit
agency-keep = Keep without sending
agency-too-many = Too many demands were submitted in a day. Nothing was taken in. Go on after { $until }, or write to us.
said-agency-kept = The form is kept. Files are not; add them before you send it.
said-agency-submitted = Submitted. This is your receipt.

agency-receipt = Receipt
agency-receipt-lead = What we have received, with the hash of each file. A copy was mailed to you.
agency-receipt-page = Save as PDF
agency-receipt-foot = The submission is one text with every field as you filled it in and the hash of each file. Its own hash stands for all of it.
agency-receipt-subject = Receipt for your demand
agency-receipt-mail = We have received your demand { $reference }.

    Received: { $at }
    SHA-256 of the submission: { $hash }

    How far it is, you see in the portal for authorities.
    If you did not submit this, please tell us at once.

    { $provider }
letter-officer-receipt = Receipt for an officer
agency-submission-hash = SHA-256 of the submission
agency-files-received = Files received
agency-files-sent = What you have sent
agency-file = File
agency-bytes = Size
agency-hash = SHA-256
agency-follow = Follow this demand

agency-demand = Demand
agency-facts = The demand
agency-do = What you can do
agency-asked = We asked on { $at }
agency-answer = Answer the question
agency-answer-lead = Your answer becomes part of the demand.
agency-answer-text = Answer
agency-answer-go = Send the answer
agency-withdraw = Take the demand back
agency-withdraw-lead = The demand is closed at once and can’t be reopened from here.
agency-withdraw-text = Why
agency-withdraw-go = Take it back
agency-longer = Ask to keep the data longer
agency-longer-lead = Your request is put to the demand. Whether there is anything to keep, this page doesn’t say.
agency-longer-text = Request, with its ground
agency-longer-go = Send the request
agency-send-papers = Send further papers
agency-send-papers-lead = Such as the formal process that is owed after an emergency.
agency-send-papers-go = Send
agency-not-now = This can’t be done at the moment. Nothing was sent. Write to us if you need it.
said-agency-sent = Sent.
said-agency-longer = Your request has been received.

agency-production = Fetch the production
agency-production-lead = One encrypted file. Each download is put on record.
agency-package = The package
agency-available = Ready since
agency-sealed-hash = SHA-256 of the encrypted file
agency-inner-hash = SHA-256 of the archive inside
agency-passphrase = It opens with your authority’s key, or with a passphrase that we tell your authority at the number in our directory. The list of hashes lies in the archive.
agency-proof-lead = To fetch it, prove once more that the mailbox is yours. We mail you a code.
agency-proof-go = Send me a code
agency-fetch = Fetch the file
agency-acknowledge = It arrived and its hash is right
agency-acknowledged = You said on { $at } that it arrived.
said-agency-acknowledged = Thank you. It is on record that the production arrived.
