shell-skip = Hoppa till innehållet
shell-nav = Huvudmeny
shell-demo = Demonstration: påhittade begäranden, inget skickas.
shell-demo-switch = Bli någon annan
shell-keys-hint = Kortkommandon:
nav-desk = Skrivbord
nav-queue = Kö
nav-new = Ny begäran
nav-customers = Kunder
nav-authorities = Myndigheter
nav-rulebook = Regelbok
nav-transparency = Öppenhet
nav-mails = Inkorg
nav-outbox = Utkorg
nav-people = Personer
nav-account = Ditt konto
nav-sign-out = Logga ut

keys-title = Kortkommandon
keys-close = Stäng
keys-help = Den här listan
keys-search = Sök
keys-move = Nästa och föregående rad
keys-open = Öppna raden
keys-select = Markera raden
keys-assign = Tilldela
keys-note = Skriv en anteckning
keys-copy = Kopiera diarienumret
keys-commands = Alla kommandon

step-stages = Skeden
step-done = klart
step-skipped = överhoppat
step-now = pågår
step-ahead = återstår
next-step = Nästa steg
next-nothing = Inget väntar på dig här.
next-blocked = Ännu inte möjligt
check-done = klart
check-open = återstår

filter-query = Filter
filter-go = Filtrera
filter-remove = ta bort
pager-pages = Sidor
pager-previous = Föregående
pager-next = Nästa

form-optional = frivilligt
form-errors = { $n ->
    [one] En sak behöver rättas
   *[other] { $n } saker behöver rättas
}
confirm-what = Detta kommer att ske
confirm-back = Tillbaka utan att göra något
