# Meddelanden som kommit in.
mails-title = Inkorg
mails-lead = Varje meddelande bevaras innan något i det läses. Det som inte bär tillbaka en kod från oss väntar här på en människa.
mails-tabs = Vilka meddelanden
mails-tab-waiting = Att sortera
mails-tab-unread = Inlagda, ej lästa
mails-tab-quarantine = Karantän
mails-tab-filed = Inlagda
mails-tab-dismissed = Inte för oss
mails-shown = { $n ->
    [one] { $n } meddelande
   *[other] { $n } meddelanden
}
mails-none = Inga meddelanden här
mails-none-text = Det som kommer in med e-post och hör hit visas i listan.
mails-what = Meddelande
mails-from = Från, enligt meddelandet
mails-to = Till
mails-reply-to = Svar önskas till
mails-demand = Begäran
mails-came = Kom in
mails-door = Genom
mails-state = Läge
mails-sha256 = SHA-256
mails-says = Vad som står
mails-files = Filer
mails-no-text = Ingen text har gått att läsa.
mails-no-subject = (inget ämne)
mails-nobody = ingen avsändare, eller flera
mails-quarantined = I karantän
mails-release-other = Du har bett att det släpps ut. En annan person måste göra det.
mails-dismissed = Inte för oss
mails-same = Ett meddelande med samma beteckning har kommit tidigare. Båda är bevarade, inget ersätter det andra.
mails-same-link = Det tidigare
mails-unread = Inte läst än
mails-open = Läs det
mails-tie = Hör hit genom

mail-state-new = Inte läst än
mail-state-waiting = Att sortera
mail-state-quarantine = Karantän
mail-state-filed = Inlagt
mail-state-taken = Har blivit en begäran
mail-state-report = Leveransrapport
mail-state-dismissed = Inte för oss

mail-door-pipe = e-postserverns rör
mail-door-lmtp = e-postservern (LMTP)
mail-door-imap = brevlådan (IMAP)

mail-tie-token = vår kod, från den vi skrev till
mail-tie-message-id = svar på vårt meddelande, från den vi skrev till
mail-tie-stranger = vår kod, från någon annan
mail-tie-reference = vår beteckning står i det
mail-tie-person = en människa
mail-tie-stranger-text = Det bär tillbaka något som vi gav någon annan. En kollega kan ha sänt det vidare, eller så har någon läst vårt meddelande. Granska det noga.
mail-tie-reference-text = En beteckning från oss står i det. Var och en som känner till beteckningen kan skriva den: det är ett förslag, inget bevis.

mail-act-make = En ny begäran
mail-act-make-lead = Formuläret öppnas med meddelandet bredvid. Inget fylls i som inte har gått att läsa säkert.
mail-act-make-go = Gör en begäran av det
mail-act-file = Det hör till en begäran
mail-act-file-lead = Det blir en del av den begärans brevväxling.
mail-act-file-go = Lägg in det
mail-act-aside = Lägg undan det
mail-act-aside-lead = Det bevaras, med din orsak.
mail-act-aside-go = Lägg undan det
mail-act-ask-release = Släpp ut det
mail-act-ask-release-lead = Två personer släpper ut ett meddelande ur karantänen. Du blir den första.
mail-act-ask-release-go = Be om det
mail-act-release = Släpp ut det
mail-act-release-lead = En annan person har bett om det. Därefter går det att öppna.
mail-act-release-go = Släpp ut det
mail-act-seen = Det lades in av sig självt
mail-act-seen-lead = Ingen har läst det än.
mail-act-seen-go = Jag har läst det
mail-reference = Vår beteckning
mail-reference-hint = Till exempel D-7KQ2-M4XR
mail-reference-wrong = Ingen begäran har den beteckningen, eller så får du inte se den.
mail-reason = Varför
mail-reason-missing = Ange varför.
mail-fate = Vad det är
mail-fate-dismiss = Inte för oss
mail-fate-quarantine = Farligt, eller går inte att bedöma: karantän

said-mail-filed = Meddelandet har lagts in.
said-mail-aside = Meddelandet har lagts undan.
said-mail-release-asked = Du har bett att det släpps ut. En annan person måste göra det.
said-mail-released = Meddelandet har släppts ut ur karantänen.
said-mail-seen = Meddelandet är markerat som läst.

event-mail-filed = Ett svar kom med e-post och lades in genom sin kod.
event-mail-filed-person = Ett meddelande som kommit in lades in här av en människa.
event-mail-seen = Ett meddelande som lagts in av sig självt har lästs.
document-correspondence = Inkommet meddelande

# Var ett meddelande kommer ifrån.
origin-title = Var det kommer ifrån
origin-check = Kontroll
origin-outcome = Utfall
origin-about = Gäller
origin-note = Varje kontroll säger något om datorer och domäner. Ingen säger vem som skrev: en stulen brevlåda klarar alla fyra. Ring upp.
origin-claim = Er egen e-postserver skrev:
origin-strangers = { $n ->
    [one] Ytterligare ett huvudfält uppger resultat. Det bär inte er e-postservers namn och tros inte.
   *[other] Ytterligare { $n } huvudfält uppger resultat. De bär inte er e-postservers namn och tros inte.
}
origin-spf = { $ip } för { $domain }
origin-spf-nobody = Ingen betrodd har sagt vilken dator som sände det.
origin-dkim-none = Ingen signatur.
origin-dkim-part = signerar bara en del av texten
origin-dmarc = Avsändarens domän { $domain }; dess regel: { $policy }
origin-dmarc-none = Ingen regel funnen för avsändarens domän.
origin-dmarc-no-policy = ingen funnen
origin-arc-none = Ingen har förseglat det.
origin-dns = { $n ->
    [one] Ett DNS-svar användes
   *[other] { $n } DNS-svar användes
}
origin-dns-no-records = ingen sådan post
origin-dns-no-name = inget sådant namn
origin-dns-failed = inget svar
dmarc-policy-none = bara rapportera
dmarc-policy-quarantine = behandla med misstro
dmarc-policy-reject = avvisa
outcome-pass = stämmer
outcome-fail = stämmer inte
outcome-soft-fail = stämmer troligen inte
outcome-neutral = säger inget
outcome-none = inget att kontrollera
outcome-temp-error = gick inte att kontrollera nu
outcome-perm-error = går inte att kontrollera
outcome-not-determined = inte fastställt
