# Why something that came in was not read. Each says what happened, what was kept and what to do.
intake-mail-too-large = The mail has { $size } MiB and at most { $limit } MiB are taken. It was not read. Ask the sender to split it, or upload its documents one by one.
intake-not-a-mail = This is not a mail. Upload the original message (.eml) or the PDF itself.
intake-header-too-large = The mail has a header of more than { $limit } KiB and was not read. Open it outside Ombud and upload its documents one by one.
intake-too-deep = The mail is nested more than { $limit } levels deep and was not read. Upload its documents one by one.
intake-too-many-parts = The mail has more than { $limit } parts and was not read. Upload its documents one by one.
intake-too-many-attachments = The mail has more than { $limit } attachments and was not read. Upload its documents one by one.
intake-not-a-pdf = This file is not a PDF, whatever its name says: { $found ->
    [archive] it is an archive
    [image] it is a picture
    [markup] it is a web page
    [mail] it is a mail
    [program] it is a program
    [office] it is an office document
    [text] it is plain text
   *[unknown] what it is cannot be told
}. It is kept as it came, unread. Ask the authority for the original.
intake-pdf-too-large = The PDF has { $size } MiB and at most { $limit } MiB are read. It is kept as it came, unread.
intake-pdf-too-complex = The PDF unpacks to more than is allowed. It is kept as it came, unread. Open it on a machine set aside for that.
intake-pdf-broken = The PDF is damaged and cannot be read. It is kept as it came. Ask the authority for the original.
intake-pdf-too-slow = Reading the PDF took longer than { $seconds } seconds and was given up. It is kept as it came, unread.
intake-mail-too-slow = Reading the mail took too long and was given up. It is kept as it came, unread.
intake-mail-broken = The mail breaks the program that reads it. It is kept as it came, unread. Tell the operator.
intake-json = The demand was not imported: { $problems }

# What a person must see about a mail.
intake-mark-reply-elsewhere = Answers would go to another domain than the sender’s.
intake-mark-sender-unclear = The mail names no sender, or more than one.
intake-mark-date-unclear = The mail has no date, or one that cannot be.
intake-mark-text-cut = The text shown here is cut; the original is kept whole.
intake-mark-nested-mail = There is a mail inside the mail. It is kept as a file and was not opened.
intake-mark-archive = There is an archive among the files. It is kept and was not opened.
intake-mark-program = There is a program among the files.
intake-mark-misdeclared = A file is not what the sender says it is.

# What a PDF holds besides pages.
intake-pdf-encrypted = The PDF is encrypted.
intake-pdf-javascript = The PDF holds a script.
intake-pdf-launch = The PDF would open another file or program, or send something.
intake-pdf-embedded-files = The PDF carries other files.
intake-pdf-open-action = The PDF does something by itself when it is opened.
intake-pdf-text-incomplete = Not all text of the PDF could be read.

# Suggestions.
intake-conflict = The documents give different answers. Take the right one.
