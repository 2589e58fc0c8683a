# Past demands that came in with lists.
past-title = Past demands
past-lead = Demands that were handled before this installation, as the lists say that were taken in. They are counted in the statistics and never worked on.
past-placeholder = Beginning of a reference
past-reference = Reference
past-received = Received
past-outcome = Outcome
past-outcome-unknown = Not known
past-accounts = Accounts matched / disclosed
past-unknown = Not known
past-shown = { $n ->
    [one] One past demand on this page, the latest first
   *[other] { $n } past demands on this page, the latest first
}
past-none = No past demands yet
past-none-text = The operator takes a team’s list in with “ombud import demands”.
past-nothing-fits = No past demand fits
past-nothing-fits-text = A search finds the beginning of the list’s own reference, capitals and all, or the number given here.
past-show-all = Show all
past-hidden-matter = National security
past-hidden-existence = Its existence is secret
past-imports = Lists taken in
past-import-list = List
past-import-at = Begun
past-import-result = Result
past-import-counts = { $added } added, { $replaced } replaced, { $rejected } not taken in
past-import-cut = Cut off: run it again
past-found = { $n ->
    [one] One past demand has a reference that begins so.
   *[other] { $n } past demands have a reference that begins so.
}
past-found-many = More than { $n } past demands have a reference that begins so.
past-look = Past demands
