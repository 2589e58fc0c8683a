# Passkeys at the customers' own door.
passkeys-title = Passkeys
passkeys-room = Passkeys
passkeys-lead = A passkey lets you sign in without waiting for a mailed code: your device asks for your fingerprint, face or PIN, and nothing is typed that somebody could copy. The code keeps working.
passkeys-none = You have no passkeys.
passkeys-added = Added
passkeys-used = Last used
passkeys-unused = Not yet
passkeys-doubted = “{ $name }” is no longer accepted since { $day }: it may have been copied. Remove it, and add a new one if you still have the device.
passkeys-unconfirmed = Your address has not been confirmed lately, so no passkey works and none can be added. Sign out and come in with a mailed code: that confirms it.
passkeys-too-many = You have { $most } passkeys, which is the most. Remove one to add another.
passkey-name = Name
passkey-name-hint = So that you can tell them apart, such as “Laptop” or “Security key”.
passkey-name-new = Passkey { $n }
passkey-new = Add passkey
passkey-new-lead = Your browser asks you next where to keep it and how to unlock it. We tell you by mail that a passkey was added.
passkey-new-go = Create passkey
passkey-rename = Rename passkey
passkey-rename-short = Rename
passkey-rename-lead = Only the name changes; the passkey works as before.
passkey-removal = Remove passkey
passkey-removal-lead = “{ $name }” opens nothing from now on. Your device may keep its half until you delete it there. We tell you by mail.
passkey-removal-go = Remove
passkey-not-added = The passkey was not added: the answer did not fit, or came too late. Nothing was changed. Press “Add passkey” to try again.
said-passkey-added = The passkey was added. You are told by mail.
said-passkey-renamed = The name was saved.
said-passkey-removed = The passkey was removed. You are told by mail.

passkey-sign-in = Sign in with a passkey
passkey-sign-in-title = Sign in with a passkey
passkey-sign-in-lead = Choose your passkey in the window that your browser shows. If there is none, press the button.
passkey-sign-in-go = Continue
passkey-use-code = Use a mailed code instead
passkey-wrong = This passkey opens nothing here, or the try took too long. Try again, or ask for a code.

# What the script shows.
passkey-said-ended = It was cancelled or took too long, or this device has no passkey for this portal. Try again, or use a mailed code.
passkey-said-unmade = It was cancelled or took too long. No passkey was made. Try again, or go back; the mailed code keeps working.
passkey-said-known = This device already has one of your passkeys.
passkey-said-failed = Your browser could not use a passkey here. The mailed code keeps working.
passkey-said-none = Passkeys need scripts and a browser that knows them. Without them, sign in with a mailed code.

# Mails.
passkey-mail-subject = Your sign-in to the customer portal
passkey-mail-text = { $what }

    If this was not you, sign in to the customer portal with a mailed code, look at your passkeys, and write to us.

    { $provider }
passkey-mail-added = A passkey was added with which you can sign in to the customer portal.
passkey-mail-removed = A passkey with which you could sign in to the customer portal was removed.
passkey-mail-stopped = A passkey of yours is no longer accepted at the customer portal, because it may have been copied. Sign in with a mailed code and remove it.
letter-portal-passkey = Change of passkeys
