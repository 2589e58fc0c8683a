# Minimisation: why rows did not pass, and what stopped a file. The collected file itself is never changed.
dropped-foreign-account = The account is not in the authorised scope
dropped-outside-time = Outside the authorised time
dropped-direction = About the account, but not on the side that the mapping demands
dropped-category = The category is not authorised
dropped-credentials = Passwords, tokens or keys: never disclosed

withheld-unattributed = No account in the row
withheld-undated = The mapping names no time, but the authorised time has limits
withheld-time-unreadable = The time is missing or cannot be read
withheld-time-imprecise = The time can mean several moments, not all of them authorised
withheld-unclassified = The kind of data cannot be told
withheld-malformed = The row is not well formed
withheld-shape = A plain value stands where the mapping expects parts with categories of their own
withheld-not-utf8 = The row is not UTF-8 text
withheld-too-long = The row is longer than the limit

breach-foreign-account = The account is not in the authorised scope
breach-unattributed = The row names no account that can be read
breach-direction = The account stands on the other side
breach-outside-time = Not surely inside the authorised time
breach-third-party = Somebody else is named who should be masked
breach-undated = The row has no time that can be read
breach-category = The category is not authorised
breach-unclassified = The category cannot be told
breach-field = A field's category is not authorised
breach-unlisted-field = A field is not listed in the mapping
breach-credentials = Passwords, tokens or keys are never disclosed
breach-formula = A cell would run as a formula in a spreadsheet
breach-malformed = The row is not well formed
breach-file = The file cannot be checked against the mapping

minimise-unknown-type = Only .csv, .tsv, .jsonl, .json (a list), .mbox and .eml files and Maildirs are read here, each also as .gz or .zst. Export the data as one of them.
minimise-archive = This is { $kind }, though its name says otherwise, so it was not opened. Give it the name of what it is, or unpack it where it was made.
minimise-damaged = This cannot be read as { $kind }: { $cause }. Fetch or export the file again.
minimise-bomb = This { $kind } file grows to more than { $times } times its size when it is unpacked, which no honest export does. Ask where it comes from.
minimise-no-source = No source of the mapping matches this file name (there are: { $patterns }). Add one.
minimise-several-sources = Several sources of the mapping match this file name ({ $patterns }). Make the patterns tell files apart.
minimise-same-name = Another file of this run has the same name. Rename one of them.
minimise-exists = { $path } exists already and was not overwritten. Choose another output folder.
minimise-no-header = The file has no header line. Export it with column names in the first line.
minimise-missing-column = The header has no column “{ $column }”, which the mapping names as { $role ->
        [account] the account
        [time] the time
        [category] the category
        [third-party] a field that names other people
       *[field] a field with a category of its own
    }. The columns are: { $columns }. Correct the mapping or the export.
minimise-double-column = The header has the column “{ $column }” twice, so it is not certain which one is meant. Rename one in the export.
minimise-header-not-utf8 = The header is not UTF-8 text. Export the file as UTF-8.
minimise-unterminated-quote = A quoted cell that begins on line { $line } is never closed, so the rows after it cannot be told apart. Correct the export.
minimise-stray-quote = On line { $line }, text follows a closing quote, so it is not certain where the cell ends. Correct the export.
minimise-row-too-long = The row that begins on line { $line } is longer than { $limit } bytes. Perhaps a quote was left open: correct the export.
minimise-read = The collected file could not be read: { $cause }. Nothing of it was lost; mend that and run again.
minimise-write = The result could not be written: { $cause }. What was written is incomplete and is not used; make room and run again.
minimise-cancelled = Stopped on request. What was written is not used.
minimise-sums = The counts of rows do not add up, so the result is not used. Report this to the operator.
