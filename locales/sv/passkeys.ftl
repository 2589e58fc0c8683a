# Inloggningsnycklar i kundportalen.
passkeys-title = Inloggningsnycklar
passkeys-room = Nycklar
passkeys-lead = Med en inloggningsnyckel (passkey) slipper ni vänta på koden i e-posten: enheten frågar efter fingeravtryck, ansikte eller pinkod, och inget skrivs som någon kan kopiera. Koden fungerar som förut.
passkeys-none = Ni har inga inloggningsnycklar.
passkeys-added = Tillagd
passkeys-used = Senast använd
passkeys-unused = Inte än
passkeys-doubted = ”{ $name }” godtas inte längre sedan { $day }: den kan ha kopierats. Ta bort den, och lägg till en ny om ni har kvar enheten.
passkeys-unconfirmed = Er adress har inte bekräftats på länge. Därför fungerar ingen nyckel, och ingen kan läggas till. Logga ut och kom in med en kod i e-posten, så är adressen bekräftad.
passkeys-too-many = Ni har { $most } nycklar, och fler får det inte vara. Ta bort en för att lägga till en annan.
passkey-name = Namn
passkey-name-hint = Så att ni kan skilja dem åt, till exempel ”Bärbar dator” eller ”Säkerhetsnyckel”.
passkey-name-new = Nyckel { $n }
passkey-new = Lägg till nyckel
passkey-new-lead = Webbläsaren frågar nu var nyckeln ska finnas och hur den låses upp. Vi meddelar er med e-post att en nyckel har lagts till.
passkey-new-go = Skapa nyckeln
passkey-rename = Byt namn på nyckeln
passkey-rename-short = Byt namn
passkey-rename-lead = Bara namnet ändras; nyckeln fungerar som förut.
passkey-removal = Ta bort nyckeln
passkey-removal-lead = ”{ $name }” öppnar ingenting från och med nu. Enheten kan ha kvar sin halva tills ni raderar den där. Vi meddelar er med e-post.
passkey-removal-go = Ta bort
passkey-not-added = Nyckeln lades inte till: svaret passade inte eller kom för sent. Ingenting har ändrats. Välj ”Lägg till nyckel” för att försöka igen.
said-passkey-added = Nyckeln lades till. Ni får veta det med e-post.
said-passkey-renamed = Namnet sparades.
said-passkey-removed = Nyckeln togs bort. Ni får veta det med e-post.

passkey-sign-in = Logga in med en nyckel
passkey-sign-in-title = Logga in med en nyckel
passkey-sign-in-lead = Välj er nyckel i fönstret som webbläsaren visar. Syns inget fönster, tryck på knappen.
passkey-sign-in-go = Fortsätt
passkey-use-code = Använd en kod i e-posten i stället
passkey-wrong = Den här nyckeln öppnar ingenting här, eller så tog försöket för lång tid. Försök igen, eller be om en kod.

# Det som skriptet visar.
passkey-said-ended = Det avbröts, tog för lång tid eller så finns ingen nyckel till portalen på enheten. Försök igen, eller använd en kod i e-posten.
passkey-said-unmade = Det avbröts eller tog för lång tid. Ingen nyckel skapades. Försök igen, eller gå tillbaka; koden i e-posten fungerar som förut.
passkey-said-known = En av era nycklar finns redan på den här enheten.
passkey-said-failed = Webbläsaren kunde inte använda någon nyckel här. Koden i e-posten fungerar som förut.
passkey-said-none = Inloggningsnycklar kräver skript och en webbläsare som kan dem. Logga annars in med en kod i e-posten.

# E-post.
passkey-mail-subject = Er inloggning i kundportalen
passkey-mail-text = { $what }

    Var det inte ni, logga in i kundportalen med en kod i e-posten, se över era inloggningsnycklar och skriv till oss.

    { $provider }
passkey-mail-added = En inloggningsnyckel till kundportalen har lagts till för er.
passkey-mail-removed = En av era inloggningsnycklar till kundportalen har tagits bort.
passkey-mail-stopped = En av era inloggningsnycklar godtas inte längre i kundportalen, eftersom den kan ha kopierats. Logga in med en kod i e-posten och ta bort den.
letter-portal-passkey = Ändrade inloggningsnycklar
