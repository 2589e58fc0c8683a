# Leverantörens egen tjänst, som tillfrågas om vems ett konto är.
matched-by-said = { $identifier }: enligt kontotjänsten { $what }
accounts-asked-at = { $when }: { $sentence }
document-account-answer = Kontotjänstens svar
kind-accounts-asked = Kontotjänsten tillfrågades
event-accounts-asked-found = Kontotjänsten sade vems kontona är. Svaret finns bland handlingarna.
event-accounts-asked-nothing = Kontotjänsten tillfrågades och känner inte till något av kontona.
event-accounts-asked-unknown-customer = Kontotjänsten nämnde en kund som inte finns här. Svaret finns bland handlingarna.
event-accounts-asked-unreachable = Kontotjänsten gick inte att nå.
event-accounts-asked-slow = Kontotjänsten svarade inte i tid.
event-accounts-asked-status = Kontotjänsten svarade med ett fel.
event-accounts-asked-redirected = Kontotjänsten hänvisade till en annan adress, som inte anropades.
event-accounts-asked-too-large = Kontotjänstens svar var för stort och lästes inte.
event-accounts-asked-garbage = Kontotjänstens svar gick inte att läsa. Det finns bland handlingarna.
