# Tidigare begäranden som kom in med listor.
past-title = Tidigare begäranden
past-lead = Begäranden som handlades före den här installationen, så som de inlästa listorna anger dem. De räknas i statistiken men handläggs inte.
past-placeholder = Början av en beteckning
past-reference = Beteckning
past-received = Inkommen
past-outcome = Utfall
past-outcome-unknown = Okänt
past-accounts = Konton funna / utlämnade
past-unknown = Okänt
past-shown = { $n ->
    [one] En tidigare begäran på sidan, den senaste först
   *[other] { $n } tidigare begäranden på sidan, de senaste först
}
past-none = Inga tidigare begäranden än
past-none-text = Driften läser in en lista med ”ombud import demands”.
past-nothing-fits = Ingen tidigare begäran passar
past-nothing-fits-text = En sökning hittar början av listans egen beteckning, med stora och små bokstäver som i listan, eller numret som står här.
past-show-all = Visa alla
past-hidden-matter = Nationell säkerhet
past-hidden-existence = Att den finns är hemligt
past-imports = Inlästa listor
past-import-list = Lista
past-import-at = Påbörjad
past-import-result = Resultat
past-import-counts = { $added } nya, { $replaced } ersatta, { $rejected } avvisade
past-import-cut = Avbruten: kör den igen
past-found = { $n ->
    [one] En tidigare begäran har en beteckning som börjar så.
   *[other] { $n } tidigare begäranden har en beteckning som börjar så.
}
past-found-many = Fler än { $n } tidigare begäranden har en beteckning som börjar så.
past-look = Tidigare begäranden
