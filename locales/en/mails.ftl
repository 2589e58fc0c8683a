# Mails that came in.
mails-title = Inbox
mails-lead = Each mail is kept before anything of it is read. What brings no token of ours back waits here for a person.
mails-tabs = Which mails
mails-tab-waiting = To be sorted
mails-tab-unread = Filed, not read
mails-tab-quarantine = Quarantine
mails-tab-filed = Filed
mails-tab-dismissed = Not for us
mails-shown = { $n ->
    [one] { $n } mail
   *[other] { $n } mails
}
mails-none = No mails here
mails-none-text = What comes in by mail and belongs here is shown in this list.
mails-what = Mail
mails-from = From, as it says
mails-to = To
mails-reply-to = Answers asked to
mails-demand = Demand
mails-came = Came
mails-door = By
mails-state = State
mails-sha256 = SHA-256
mails-says = What it says
mails-files = Files
mails-no-text = No text could be read of it.
mails-no-subject = (no subject)
mails-nobody = no sender, or several
mails-quarantined = In quarantine
mails-release-other = You have asked that it be let out. Another person must do it.
mails-dismissed = Not for us
mails-same = A mail with the same identifier came before. Both are kept, neither replaces the other.
mails-same-link = The earlier one
mails-unread = Not read yet
mails-open = Read it
mails-tie = Tied by

mail-state-new = Not read yet
mail-state-waiting = To be sorted
mail-state-quarantine = Quarantine
mail-state-filed = Filed
mail-state-taken = A demand was made of it
mail-state-report = Delivery report
mail-state-dismissed = Not for us

mail-door-pipe = the mail server’s pipe
mail-door-lmtp = the mail server (LMTP)
mail-door-imap = the mailbox (IMAP)

mail-tie-token = our token, from whom we wrote to
mail-tie-message-id = an answer to our mail, from whom we wrote to
mail-tie-stranger = our token, from somebody else
mail-tie-reference = our reference stands in it
mail-tie-person = a person
mail-tie-stranger-text = It brings back what we gave to somebody else. A colleague may have forwarded it, or somebody has read our mail. Look at it with care.
mail-tie-reference-text = A reference of ours stands in it. Anybody who knows the reference can write it: it is a suggestion, not a proof.

mail-act-make = A new demand
mail-act-make-lead = The form opens with the mail beside it. Nothing is filled in that could not be read beyond doubt.
mail-act-make-go = Make a demand of it
mail-act-file = It belongs to a demand
mail-act-file-lead = It becomes part of that demand’s correspondence.
mail-act-file-go = File it
mail-act-aside = Set it aside
mail-act-aside-lead = It stays kept, with your reason.
mail-act-aside-go = Set it aside
mail-act-ask-release = Let it out
mail-act-ask-release-lead = Two people let a mail out of quarantine. You would be the first.
mail-act-ask-release-go = Ask for it
mail-act-release = Let it out
mail-act-release-lead = Another person has asked for it. From then on it can be opened.
mail-act-release-go = Let it out
mail-act-seen = It was filed by itself
mail-act-seen-lead = Nobody has read it yet.
mail-act-seen-go = I have read it
mail-reference = Our reference
mail-reference-hint = Such as D-7KQ2-M4XR
mail-reference-wrong = No demand has this reference, or it is not yours to see.
mail-reason = Why
mail-reason-missing = Say why.
mail-fate = What it is
mail-fate-dismiss = Not for us
mail-fate-quarantine = Dangerous, or cannot be judged: quarantine

said-mail-filed = The mail was filed.
said-mail-aside = The mail was set aside.
said-mail-release-asked = You asked for its release. Another person must do it.
said-mail-released = The mail was let out of quarantine.
said-mail-seen = The mail is marked as read.

event-mail-filed = An answer came by mail and was filed by its token.
event-mail-filed-person = A mail that came in was filed here by a person.
event-mail-seen = A mail that had been filed by itself was read.
document-correspondence = Mail that came

# Where a mail came from.
origin-title = Where it came from
origin-check = Check
origin-outcome = Outcome
origin-about = About
origin-note = Each check says something about machines and domains. None says who wrote: a stolen mailbox passes all four. Call back.
origin-claim = Your own mail server wrote:
origin-strangers = { $n ->
    [one] One more header claims results. It does not bear your mail server’s name and is not believed.
   *[other] { $n } more headers claim results. They do not bear your mail server’s name and are not believed.
}
origin-spf = { $ip } for { $domain }
origin-spf-nobody = Nobody trusted said which machine sent it.
origin-dkim-none = No signature.
origin-dkim-part = signs only part of the text
origin-dmarc = Sender’s domain { $domain }; its policy: { $policy }
origin-dmarc-none = No policy found for the sender’s domain.
origin-dmarc-no-policy = none found
origin-arc-none = Nobody sealed it.
origin-dns = { $n ->
    [one] One DNS answer was used
   *[other] { $n } DNS answers were used
}
origin-dns-no-records = no such record
origin-dns-no-name = no such name
origin-dns-failed = no answer
dmarc-policy-none = only report
dmarc-policy-quarantine = treat with suspicion
dmarc-policy-reject = reject
outcome-pass = passes
outcome-fail = fails
outcome-soft-fail = probably fails
outcome-neutral = says nothing
outcome-none = nothing to check
outcome-temp-error = could not be checked now
outcome-perm-error = cannot be checked
outcome-not-determined = not determined
