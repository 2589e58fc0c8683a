# Det förseglade paketet: varför det inte gjordes eller inte godtas.
package-unauthorised = { $total ->
        [one] En rad omfattas inte av beslutet
       *[other] { $total } rader omfattas inte av beslutet
    }, så inget har packats och inget har lämnat huset: { $rows }. Gallra på nytt enligt den beslutade omfattningen.
package-not-as-reported = ”{ $file }” är inte den fil som gallringen redovisade. Inget har lämnat huset; gallra på nytt och packa resultatet.
package-bad-name = ”{ $file }” kan inte vara ett namn i ett paket. Använd ett enkelt namn, en gång, utan mappar eller inledande punkt.
package-empty = Det finns ingen fil att packa. Om inget påträffades ska det antecknas i stället för att ett tomt paket skickas.
package-missing = Paketet måste ange { $what ->
        [demand] begäran
        [recipient] mottagaren
       *[approval] beslutet med dess SHA-256
    }, men gör inte det. Inget har packats.
package-not-as-manifest = Paketet stämmer inte med sin förteckning (”{ $file }”). Använd eller lämna inte ut det; försegla på nytt.
package-not-as-approved = Paketet gjordes inte för detta beslut: { $what ->
        [demand] det gäller en annan begäran
        [recipient] det har en annan mottagare
        [files] det innehåller andra filer
        [source] en fil lästes under ett annat namn
        [scope] omfattningen avviker
        [mapping] mappningen avviker
       *[approval] ett annat beslut står i det
    }. Lämna inte ut det; försegla på nytt.
package-unreadable = Detta går inte att läsa som ett paket. Använd det inte; hämta det igen eller försegla på nytt.
package-not-a-key = ”{ $key }” är inte en mottagares nyckel; en sådan börjar med age1 och har 62 tecken. Be mottagaren om den igen.
package-closed = Paketet går inte att öppna. Kontrollera lösenfrasen eller nyckeln och filens SHA-256.
package-read = En fil gick inte att läsa: { $cause }. Inget har lämnat huset; åtgärda felet och försök igen.
package-write = Paketet gick inte att skriva: { $cause }. Det som skrevs är ofullständigt och används inte; skapa utrymme och försegla på nytt.
