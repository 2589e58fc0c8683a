# Namn på koder. Nyckeln är slaget och koden, med - för _ och för punkt.
role-intake = Mottagning
role-reviewer = Granskare
role-approver = Beslutsfattare
role-disclosure-officer = Utlämnandeansvarig
role-notice-officer = Underrättelseansvarig
role-custodian = Dataansvarig
role-auditor = Revisor
role-security-admin = Behörighetsadministratör
role-system-admin = Systemadministratör
role-cleared = Rikets säkerhet

role-intake-does = Tar emot begäranden och kontrollerar vem som begär.
role-reviewer-does = Jurist: avgör varje rad i omfattningen och föreslår beslut.
role-approver-does = Andra person: beslutar enligt förslaget eller återförvisar.
role-disclosure-officer-does = Försluter paket och lämnar ut dem.
role-notice-officer-does = Skriver och skickar underrättelser till kunder.
role-custodian-does = Tar fram beslutade uppgifter; ser omfattningen och inget annat i ärendet.
role-auditor-does = Läser loggen utan ärendenas innehåll.
role-security-admin-does = Sköter personer och roller; ser inga ärenden.
role-system-admin-does = Sköter konfigurationen; ser inga ärenden.
role-cleared-does = Ser även begäranden som rör rikets säkerhet. Ger ingen annan rätt.

stage-received = Mottagen
stage-verifying = Kontroll
stage-redirecting = Hänvisning
stage-reviewing = Granskning
stage-approving = Beslut
stage-producing = Framtagning
stage-releasing = Utlämnande
stage-closed = Avslutad

category-EXISTS = Om ett konto finns
category-SUB-ID = Abonnentens identitet
category-SUB-PAY = Betalningsuppgifter
category-SUB-SVC = Abonnemang och tjänster
category-ACCESS-IP = IP-adresser vid åtkomst
category-TRAFFIC = Trafikuppgifter
category-USAGE = Användnings- och granskningsloggar
category-CUSTOMER-CFG = Kundens inställningar
category-LOCATION = Lokaliseringsuppgifter
category-SUPPORT = Supportkommunikation
category-CONTENT = Lagrat innehåll
category-TRAFFIC-RT = Trafikuppgifter i realtid
category-CONTENT-RT = Innehåll i realtid
category-CREDENTIALS = Inloggningsuppgifter

issuer-court = Domstol
issuer-prosecutor = Åklagare
issuer-police = Polis
issuer-agency = Förvaltningsmyndighet
issuer-minister = Regeringsledamot
issuer-party = Part eller ombud

force-compulsory = Tvingande
force-voluntary = Frivilligt
force-none = Tvingar ingen

purpose-disclose = Lämna ut
purpose-preserve = Bevara
purpose-act = Vidta en åtgärd

audience-customer = Kund
audience-end-user = Slutanvändare
audience-public = Allmänheten

matter-criminal = Brottmål
matter-civil = Tvistemål
matter-administrative = Förvaltningsärende
matter-national-security = Nationell säkerhet
matter-emergency = Nödläge

obligation-acknowledge = Bekräfta mottagandet
obligation-preserve = Bevara uppgifterna
obligation-produce = Lämna ut eller svara
obligation-notify = Underrätta kunden
obligation-clarify = Myndigheten svarar
obligation-validate = Myndigheten låter godkänna den
obligation-object = Invända eller gå till domstol
obligation-purge = Gallra det som bevarats

secrecy-in-force = Yppandeförbud gäller
secrecy-unknown = Yppandeförbud oklart
secrecy-none = Inget yppandeförbud

outcome-disclosed = Utlämnad i sin helhet
outcome-disclosed-in-part = Delvis utlämnad
outcome-no-data = Inga uppgifter fanns
outcome-refused = Avslagen
outcome-redirected = Hänvisad till kunden
outcome-withdrawn = Återkallad
outcome-fraud = Bedrägeri

standing-new = Ny
standing-known = Känd
standing-frozen = Spärrad

state-queued = Väntar på att skickas
state-leased = Skickas
state-sent = Skickad
state-ambiguous = Oviss
state-failed = Misslyckad, nytt försök görs
state-dead = Uppgiven
state-cancelled = Inställd

# Klockornas regler, kort: de står under ett datum.
rule-D-acknowledge = bekräfta mottagandet
rule-D-face = datum på handlingen
rule-D-epoc10 = 10 dagar, förordning 2023/1543
rule-D-epoc8h = 8 timmar, nödläge
rule-D-unverzueglich = utan onödigt dröjsmål
rule-D-promptly = skyndsamt
rule-D-without-undue-delay = utan onödigt dröjsmål
rule-D-immediate = genast
rule-D-none = ingen skyldighet, vårt eget datum
rule-D-notice = underrätta kunden
