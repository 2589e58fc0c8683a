# The emergency lane: content that is shut, the review afterwards, the paper that follows.

desk-lane = Emergency lane
queue-lane = Emergency lane
queue-is-lane = Emergency lane

verb-open-content = Let content through
verb-review-emergency = Review the emergency
verb-settle-follow-up = Settle the follow-up paper
explain-open-content = Records why content may leave without process in this emergency. It takes one person more: you must have no other part in this demand, before or after.
explain-review-emergency = Somebody who took no part looks again at what was given and says whether it was right. Owed within 72 hours of the release.
explain-settle-follow-up = Records that the formal process has arrived, or why none comes.
ask-sound = Was it right to give it?
sound-yes = Yes
sound-no = No
ask-process = Our reference of the demand that is the formal process
ask-settle-follow-up-reason = If none comes: why

reason-same-person-opener = You let the content through. Another person must do this.
reason-same-person-participant = You took part in this demand. It takes somebody who did not.
reason-content-shut = Content does not leave without process. Counsel who has no other part in this demand lets it through first, with a reason; or refuse the lines with content.
reason-not-the-process = That demand is not the formal process of this one: it must come from the same authority and compel by its own law.

event-content-opened = Content was let through without process: { $text }
event-emergency-reviewed-sound = The emergency was reviewed and found right: { $text }
event-emergency-reviewed-unsound = The emergency was reviewed and found wrong: { $text }
event-follow-up-settled = The formal process arrived.
event-follow-up-settled-note = The formal process arrived: { $text }
event-follow-up-settled-none = No formal process comes: { $text }
kind-content-opened = Content was let through without process
kind-emergency-reviewed = The emergency was reviewed
kind-follow-up-settled = The follow-up paper was settled

link-process = Formal process of this emergency
obligation-review = Review the emergency
obligation-follow-up = Obtain the follow-up paper
rule-D-emergency-review = review after an emergency
rule-D-emergency-paper = paper after an emergency

track-content = Content
track-content-shut = shut: it is asked for without process
track-content-opened = let through by { $who }, { $at }: { $text }
track-review = Review afterwards
track-review-owed = owed by { $due }, by somebody who took no part
track-review-owed-late = overdue since { $due }, by somebody who took no part
track-review-sound = found right by { $who }, { $at }: { $text }
track-review-unsound = found wrong by { $who }, { $at }: { $text }
track-paper = Follow-up paper
track-paper-owed = owed by the authority by { $due }
track-paper-owed-late = not here; it was owed by { $due }
track-paper-came = arrived; recorded by { $who }, { $at } { $text }
track-paper-none = none comes; recorded by { $who }, { $at }: { $text }
