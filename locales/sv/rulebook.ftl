# Regelboken som handbok. Beslutsslagens egna texter står i regelboken.
rulebook-title = Regelbok
rulebook-lead = Vad varje slag av beslut kan tvinga fram, av vem, när, och vem som får underrättas. Regler för arbetet, inte juridisk rådgivning.
rulebook-version = Utgåva { $version }
rulebook-search = ord, lagrum eller kod
rulebook-nothing-found = Inget slag av beslut innehåller alla orden. Ett okänt papper behandlas som ”annat” tills en jurist har bestämt vad det är.
rulebook-all = Visa alla
rulebook-instrument = Slag av beslut
rulebook-no-territory = Inget lands rätt
rulebook-id = Kod
rulebook-territory = Rätt
rulebook-statute = Lagrum
rulebook-force = Verkan
rulebook-purpose = Avser att
rulebook-review-column = Juristens granskning
rulebook-review = Ska bekräftas av jurist
rulebook-reviewed = Bekräftad
rulebook-open = En jurist måste bekräfta raden innan ett utlämnande stöds på den
rulebook-open-text = Öppna punkter:
rulebook-from = Gäller från
rulebook-to = Gäller till
rulebook-no-end = inget slut känt
rulebook-process = Räknas som
rulebook-matter = Målslag
rulebook-issuers = Vem får besluta
rulebook-issuers-none = Ingen med makt att tvinga.
rulebook-sources = Källor
rulebook-reach = Räckvidd
rulebook-reach-content = Även innehåll
rulebook-reach-noncontent = Inte innehåll
rulebook-reach-none = Ingen kategori av uppgifter. Ingenting får lämnas ut med stöd av den.
rulebook-reach-preserve = Bevarar, lämnar inte ut
rulebook-reach-nothing = Inget
rulebook-reach-act = Begär en åtgärd, inga uppgifter
rulebook-category = Uppgiftsslag
rulebook-reached = Nås
rulebook-yes = Ja
rulebook-no = –
rulebook-form = Vad beslutet ska innehålla
rulebook-form-none = Ingen form är känd.
rulebook-code = Kod
rulebook-ground = Grund
rulebook-law = Lagrum
rulebook-grounds = Grunder för avslag och invändning
rulebook-approval-yes = Kan godkännas för det som nås, av två personer.
rulebook-approval-emergency = Tvingar inte. Kan godkännas bara i en bekräftad nödsituation.
rulebook-approval-preserve = Håller uppgifter oförändrade. Inget lämnas någonsin ut med stöd av detta.
rulebook-approval-never = Kan aldrig godkännas: det tvingar ingen.
rulebook-clocks = När
rulebook-clock-face = Den dag och timme som står i beslutet. Tills den är införd arbetar vi mot { $n } { $n ->
    [one] dag
   *[other] dagar
} från mottagandet. Regel { $rule }.
rulebook-clock-days = Inom { $n } { $n ->
    [one] dag
   *[other] dagar
} från mottagandet, räknat enligt { $source }. Regel { $rule }.
rulebook-clock-hours = Inom { $n } { $n ->
    [one] timme
   *[other] timmar
} från mottagandet, räknat enligt { $source }. Regel { $rule }.
rulebook-clock-promptly = Utan onödigt dröjsmål; lagen anger ingen tid. Vi arbetar mot { $n } { $n ->
    [one] timme
   *[other] timmar
}. Regel { $rule }.
rulebook-clock-immediate = Genast. Vi arbetar mot { $n } { $n ->
    [one] minut
   *[other] minuter
}. Regel { $rule }.
rulebook-clock-voluntary = Ingen skyldighet. Vi ser på det inom { $n } { $n ->
    [one] timme
   *[other] timmar
}. Regel { $rule }.
rulebook-clock-emergency = Nödsituation. { $clock }
rulebook-secrecy = Yppandeförbud och sekretess
rulebook-secrecy-statutory = Tystnad följer av lag redan med beslutet.
rulebook-secrecy-court = Yppandeförbud bara genom ett domstolsbeslut, som är ett eget papper.
rulebook-secrecy-request = Tystnad på utfärdarens begäran i formuläret, som lagen ger verkan.
rulebook-secrecy-none = Ingen tystnad följer med beslutet.
rulebook-secrecy-covers = Får inte underrättas, från mottagandet: { $who }.
rulebook-secrecy-by-request = Får inte underrättas när utfärdaren begär det: { $who }.
rulebook-notice = Underrättelse
rulebook-notice-customer-must = Vi underrättar kunden, om inte tystnad hindrar det.
rulebook-notice-customer-no = Vi underrättar inte kunden.
rulebook-notice-customer-authority = Myndigheten underrättar kunden.
rulebook-notice-user-must = Även användaren underrättas.
rulebook-notice-user-no = Vi underrättar inte användaren.
rulebook-notice-user-authority = Myndigheten underrättar användaren.
rulebook-notice-before = Innan något lämnas ut, med { $n } { $n ->
    [one] dag
   *[other] dagar
} för invändningar.
rulebook-notice-with = Samtidigt med utlämnandet.
rulebook-notice-after = I efterhand.
rulebook-notice-set = Myndigheten får bestämma en annan tid; den förs in med läsningen av handlingen och flyttar dagen.
rulebook-redirect = Först till kunden
rulebook-redirect-expected = Myndigheten hänvisas först till kunden.
rulebook-redirect-allowed = Myndigheten får hänvisas först till kunden.
rulebook-redirect-not-foreseen = Lagen pekar ut leverantören, eller tystnad hindrar det: myndigheten hänvisas inte.
rulebook-preservation = Bevarande
rulebook-preserve-from-receipt = mottagandet
rulebook-preserve-from-decision = beslutsdagen
rulebook-preserve-open = Från { $from } tills uppgifterna lämnas ut eller beslutet återkallas.
rulebook-preserve-days = { $n } { $n ->
    [one] dag
   *[other] dagar
} från { $from }.
rulebook-preserve-extendable = { $n } { $n ->
    [one] dag
   *[other] dagar
} från { $from }; kan förlängas med { $more } { $more ->
    [one] dag
   *[other] dagar
}.
rulebook-clearance-title = Besked från annan myndighet
rulebook-clearance = En annan myndighet måste släppa utlämnandet för: { $categories } ({ $law }).
rulebook-due = När skulle det vara klart?
rulebook-due-received = Mottaget
rulebook-due-face = Dag i beslutet
rulebook-due-face-hint = Den dag och timme som beslutet anger.
rulebook-due-face-earlier = Flyttar bara vårt eget mål framåt, aldrig lagens dag bakåt.
rulebook-due-emergency = Nödsituation
rulebook-due-zone = Civil tid i { $zone }.
rulebook-due-go = Räkna
rulebook-due-unreadable = Skriv en dag och en tid mellan 1970 och 2099, som 2026-11-22 14:05. En tid som hoppas över när sommartid börjar finns inte.
rulebook-not-in-effect = Den { $day } gällde inte raden.
rulebook-transfers = Klausuler för överföringar
rulebook-transfers-notice = En underrättelse anger
rulebook-transfers-efforts = Dokumenterade försök att få ett yppandeförbud hävt
rulebook-transfers-interval = Sammanställning
rulebook-transfers-to = Till kunder av slaget
rulebook-transfers-keep = Bevaras
rulebook-keep-contract-end = så länge avtalet gäller
notice-fact-data-demanded = de begärda uppgifterna
notice-fact-authority = myndigheten
notice-fact-legal-basis = den rättsliga grunden
notice-fact-response = svaret, lämnat eller planerat
rulebook-pending = Detta är inte lag än: raden visas och tillämpas inte.
rulebook-confidence-text = Läst mot lagtexten.
rulebook-confidence-mixed = Delvis läst mot lagtexten; resten är allmän kunskap.
rulebook-confidence-general = Allmän kunskap: ingen har jämfört den med lagtexten än.
rulebook-restrictions = Begränsningar
rulebook-no-access = Detta begärs och ges aldrig här, ingen åtkomst lämnas: { $what }.
rulebook-compartment = Rikets säkerhet: hålls utanför all statistik och alla rapporter.
rulebook-validators = Det som en annan myndighet utfärdar ska godkännas av någon av dessa: { $who }.
rulebook-good-days = Ska nå oss inom { $n } { $n ->
    [one] dag
   *[other] dagar
} från sitt datum, annars förfaller handlingen.
rulebook-good-months = Ska nå oss inom { $n } { $n ->
    [one] månad
   *[other] månader
} från sitt datum, annars förfaller handlingen.
rulebook-force-days = Förpliktar oss i { $n } { $n ->
    [one] dag
   *[other] dagar
} från sitt datum.
rulebook-force-months = Förpliktar oss i { $n } { $n ->
    [one] månad
   *[other] månader
} från sitt datum.
rulebook-thresholds = Vad brottet måste vara
rulebook-threshold-for = { $categories }: { $text }
rulebook-duties = Övriga skyldigheter
rulebook-duty = { $what }, { $start }. { $clock }
rulebook-duty-acknowledge = Bekräfta mottagandet
rulebook-duty-preserve = Bevara uppgifterna
rulebook-duty-produce = Lämna ut
rulebook-duty-notify = Underrätta kunden
rulebook-duty-clarify = Myndigheten förtydligar
rulebook-duty-object = Invända
rulebook-duty-purge = Gallra det som bevarats
rulebook-starts-receipt = från mottagandet
rulebook-starts-decision = från beslutet
rulebook-starts-clarification = från vår fråga
rulebook-starts-production = från utlämnandet
rulebook-starts-secrecy-end = från att tystnadsplikten upphör
rulebook-starts-preservation-end = från att bevarandet upphör
rulebook-suspended = Tiden för utlämnande står stilla: { $during }.
rulebook-during-clarification = medan en fråga till myndigheten är öppen
rulebook-during-conflict = medan en konflikt med ett annat lands lag prövas
rulebook-during-court-stay = medan en domstol har beslutat om inhibition
rulebook-limits = Hur länge tystnaden får vara
rulebook-limit-law = { $text }
rulebook-limit-policy = En riktlinje, ingen rätt: { $text }
rulebook-limit-pending = Ett lagförslag, tillämpas inte: { $text }
rulebook-cost = Kostnad
rulebook-cost-authority = Får krävas av myndigheten.
rulebook-cost-party = Den part som begär betalar.
rulebook-cost-provider = Vi står för den själva.
rulebook-cost-issuing-state = Enligt den utfärdande statens lag.
rulebook-side-rules = Kringliggande regler
rules-version = Utgåva
rules-from-to = { $was } → { $is }
rules-same = Ingen ändring.
rules-no-duty = ingen skyldighet
rules-no-order = Den medför inget förbud enligt lag.
rules-order = Den medför ett förbud enligt lag: { $law }. En underrättelse som väntar i utkorgen stoppas.
rules-fields = Regeln, fält för fält
rulebook-whole = Hela regelverket
rulebook-whole-open = Hela boken, för utskrift
rulebook-contents = Innehåll
rulebook-older = { $n ->
    [one] En öppen begäran följer en äldre utgåva av raden. Dess egen sida visar vad en flytt skulle ändra.
   *[other] { $n } öppna begäranden följer en äldre utgåva av raden. Deras egna sidor visar vad en flytt skulle ändra.
}
