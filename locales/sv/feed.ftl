# En medarbetares tidsfrister som kalender för andra program.

feed-title = Dina tidsfrister som kalender
feed-name = Ombud: tidsfrister
feed-due = Tidsfrist: { $duty }
feed-account = Dina tidsfrister i en annan kalender
feed-account-lead = Andra program kan hämta när något av ditt ska vara klart och vilket slags skyldighet det är, men ingenting om något ärende. Den som har adressen kan läsa det.
feed-since = Adressen gäller sedan { $at }.
feed-none = Det finns ingen adress.
feed-make = Skapa en adress
feed-renew = Skapa en ny adress; den nuvarande upphör
feed-end = Avsluta adressen
feed-lead = Ge adressen till det program där du har din kalender. Den visar slag av skyldighet och tid, och leder till Ombud.
feed-once = Adressen visas bara nu. Kan någon annan ha sett den, skapa en ny på sidan för ditt konto.
said-feed-ended = Adressen är avslutad och öppnar ingenting längre.
