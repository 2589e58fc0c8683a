shell-skip = Skip to the content
shell-nav = Main
shell-demo = Demonstration: invented demands, nothing is sent.
shell-demo-switch = Be somebody else
shell-keys-hint = Keys:
nav-desk = Desk
nav-queue = Queue
nav-new = New demand
nav-customers = Customers
nav-authorities = Authorities
nav-rulebook = Rulebook
nav-transparency = Transparency
nav-mails = Inbox
nav-outbox = Outbox
nav-people = People
nav-account = Your account
nav-sign-out = Sign out

keys-title = Keys
keys-close = Close
keys-help = This list
keys-search = Search
keys-move = Next and previous row
keys-open = Open the row
keys-select = Mark the row
keys-assign = Assign
keys-note = Write a note
keys-copy = Copy the reference
keys-commands = All commands

step-stages = Stages
step-done = done
step-skipped = skipped
step-now = current
step-ahead = to come
next-step = Next step
next-nothing = Nothing waits here for you.
next-blocked = Not yet possible
check-done = done
check-open = open

filter-query = Filter
filter-go = Filter
filter-remove = remove
pager-pages = Pages
pager-previous = Previous
pager-next = Next

form-optional = optional
form-errors = { $n ->
    [one] One thing needs to be put right
   *[other] { $n } things need to be put right
}
confirm-what = What will happen
confirm-back = Back without doing anything
