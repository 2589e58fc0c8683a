# What happened, what was kept, what to do next.
problem-kept = What was kept
problem-next = What to do
problem-desk = To the start

problem-not-found-title = Not found
problem-not-found-happened = There is nothing here that you may see.
problem-not-found-kept = Nothing was changed.
problem-not-found-next = Check the address. If a colleague gave it to you, ask whether you take part in that case.

problem-forbidden-title = Not part of your roles
problem-forbidden-happened = Your roles don’t include this page or act.
problem-forbidden-kept = Nothing was changed.
problem-forbidden-next = If you need it for your work, ask a security admin for the role.

problem-signed-out-title = You are signed out
problem-signed-out-happened = Your session ended after 30 minutes without use or 12 hours in all, so the form was not accepted.
problem-signed-out-kept = Nothing of this form was saved; all before it was.
problem-signed-out-next = Sign in, then go back in your browser: most browsers still hold what you typed.

problem-stale-sign-in-title = Confirm that it is you
problem-stale-sign-in-happened = This act needs a recent proof of who you are, and yours is too old.
problem-stale-sign-in-kept = Nothing was changed.
problem-stale-sign-in-next = Go back in your browser, open the page again, confirm with password and code, and send the form again.

problem-conflict-title = Somebody else was faster
problem-conflict-happened = What you were working on was changed while your page was open.
problem-conflict-kept = The other change was kept. Yours was not saved.
problem-conflict-next = Go back, copy what you wrote, open the page anew and decide again.

problem-too-large-title = Too large
problem-too-large-happened = More was sent than is accepted at this place.
problem-too-large-kept = Nothing of it was saved.
problem-too-large-next = Send a smaller file, or hand it to the operator to be imported.

problem-unreadable-title = The form could not be read
problem-unreadable-happened = What the browser sent is not what this page expects.
problem-unreadable-kept = Nothing was changed.
problem-unreadable-next = Go back, load the page anew and send the form again.

problem-cross-site-title = Sent from another site
problem-cross-site-happened = The form did not come from a page of this installation, so it was not accepted.
problem-cross-site-kept = Nothing was changed.
problem-cross-site-next = Open the page here and do it here. If you did not send anything, tell your security admin.

problem-slow-title = It took too long
problem-slow-happened = The request was not finished in time and was stopped.
problem-slow-kept = A change is saved as a whole or not at all. Look at the page to see which.
problem-slow-next = Load the page anew. If your change is not there, try again.

problem-too-many-title = Too many tries
problem-too-many-happened = There were too many failed tries from here.
problem-too-many-kept = Nothing was changed.
problem-too-many-next = Wait a quarter of an hour and try again.

problem-unavailable-title = Nothing can be saved at the moment
problem-unavailable-happened = The disk is full or has failed, so no changes are taken.
problem-unavailable-kept = All that was confirmed before is safe. This change was not saved.
problem-unavailable-next = Tell the operator. Reading still works.

problem-broken-title = Something went wrong here
problem-broken-happened = A mistake of this program stopped the request.
problem-broken-kept = A change is saved as a whole or not at all. Look at the page to see which.
problem-broken-next = Try again. If it happens again, tell the operator the time and what you did.
