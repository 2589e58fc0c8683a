queue-reference = Reference
queue-deadline = Deadline
queue-stage = Stage
queue-instrument = Instrument
queue-authority = Authority
queue-customer = Customer
queue-secrecy = Secrecy
queue-assignee = Assignee
queue-age = Age
queue-state = State
queue-emergency = Emergency
queue-any = Any
queue-me = Me
queue-nobody = nobody
queue-unmatched = not matched
queue-no-deadline = none
queue-all = All demands of this page
queue-due-overdue = Overdue
queue-due-day = Within 24 hours
queue-due-three = Within three days
queue-due-week = Within a week
queue-is-open = Open
queue-is-closed = Closed
queue-is-emergency = Emergency
queue-shown = { $n ->
    [one] One demand on this page
   *[other] { $n } demands on this page
}
queue-empty = No demand fits
queue-empty-text = Nothing that you may see fits this filter. Take a word out of it, or show all open demands.
queue-clear = Show all open demands
queue-not-understood = The filter was not understood
queue-not-understood-text = Nothing is shown, so that nothing is missed. Put the filter right, or show all open demands.

# What is wrong with a query.
queue-error-key = “{ $word }” is not a word of the filter. Write one of: { $choices }. Text to look for has no colon.
queue-error-twice = “{ $word }” stands beside another of its kind. Keep one of the two; several stages are written with commas.
queue-error-long = The filter is too long. Write at most { $choices } characters.
queue-error-role = “{ $word }” asks for more than your role sees. You can write: { $choices }, and the beginning of a reference.
queue-error-stage = There is no stage “{ $word }”. Write one or more of: { $choices }.
queue-error-due = “{ $word }” is not a deadline. Write for example: { $choices }.
queue-error-instrument = The rulebook has no instrument “{ $word }”. Choose one from the menu.
queue-error-assignee = Nobody has the address “{ $word }”. Write { $choices }, or a colleague’s mail address.
queue-error-secrecy = “{ $word }” is not a state of secrecy. Write one of: { $choices }.
queue-error-is = A demand cannot be “{ $word }” here. Write one of: { $choices }.
queue-error-notice = “{ $word }” is not a state of a notice. Write one of: { $choices }.
queue-error-customer = “{ $word }” is not a customer’s number. Open the customer and follow the link to its demands.
queue-error-authority = “{ $word }” is not an authority’s number. Open the authority and follow the link to its demands.

# Giving several to somebody.
queue-assign-to = Give the marked demands to
queue-assign-go = Assign
queue-assigned = Assigned
queue-assigned-lead = { $n ->
    [one] One demand for { $name }.
   *[other] { $n } demands for { $name }.
}
queue-unassigned-lead = { $n ->
    [one] One demand that nobody is to have.
   *[other] { $n } demands that nobody is to have.
}
queue-assign-nothing = No demand was marked, so nothing was changed. Go back and mark at least one.
queue-result = Result
queue-result-done = Assigned
queue-result-same = Unchanged: it was so already
queue-result-refused = Not assigned
queue-result-not-found = Not found, or not yours to see
queue-unknown = unknown
queue-back = Back to the queue
