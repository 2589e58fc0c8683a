# Varför ett förfallodatum är som det är. Datum och tider kommer färdigskrivna på läsarens språk.
# $n antal; $start lokal början; $raw där den rena räkningen slutar; $skipped skälet till att första dagen hoppades över;
# $due lagens förfallodatum; $internal vårt eget; $source lagen som räknar; $place kalenderns ort.

clock-days = { $n } { $n ->
    [one] dag
   *[other] dagar
} efter { $start }: { $due } ({ $source }).
clock-days-rolled = { $n } { $n ->
    [one] dag
   *[other] dagar
} efter { $start } slutar { $raw }. Den dagen är { $skipped }, och därför löper fristen till { $due } ({ $source }). Vi arbetar mot { $internal }.
clock-hours = { $n } { $n ->
    [one] timme
   *[other] timmar
} från { $start }: { $due } ({ $source }).
clock-hours-next-hour = { $n } { $n ->
    [one] timme
   *[other] timmar
} från den första hela timmen efter { $start }: { $due } ({ $source }). Vi räknar från minuten och arbetar mot { $internal }.
clock-hours-rolled = { $n } { $n ->
    [one] timme
   *[other] timmar
} från { $start } slutar { $raw }. Den dagen är { $skipped }, och därför löper fristen till { $due } ({ $source }). Vi arbetar mot { $internal }.
clock-face = Handlingen anger { $due }.
clock-face-unknown = Datumet på handlingen är inte infört än. Till dess arbetar vi mot { $internal }.
clock-own = Vårt eget mål; ingen lag anger något tal.
clock-promptly = Lagen säger "utan onödigt dröjsmål" och ger inget tal. Vi arbetar mot { $internal }.
clock-promptly-face = Lagen säger "utan onödigt dröjsmål"; handlingen anger { $due }. Vi arbetar mot { $internal }.
clock-immediate = Ska göras genast. Vi arbetar mot { $internal }.
clock-immediate-face = Ska göras genast; handlingen anger { $due }. Vi arbetar mot { $internal }.
clock-voluntary = Ingen skyldighet finns. Vi tar ställning senast { $internal }.
clock-face-earlier = Handlingen anger ett tidigare datum, { $face }, och det arbetar vi mot.
clock-differs = Enligt dagens kalender skulle förfallodatumet vara { $due }. Det som är antecknat gäller tills någon ändrar det och anger skäl.
clock-stands = Klockan har stått stilla sedan { $from }: { $why }.
clock-stood = Klockan stod stilla från { $from } till { $until }: { $why }. De dagar som återstod räknas från dagen efter; timmar fortsätter genast.
clock-law = Följer av { $law }.
paused-clarification = myndigheten är skyldig ett svar
paused-conflict = ett annat lands lag prövas
paused-court-stay = en domstol har beslutat om inhibition

# Varför en frist inte slutar en dag: passar efter "den dagen är".

nonworking-saturday = en lördag
nonworking-sunday = en söndag
nonworking-too-few = bara den första arbetsdagen i en frist som ska rymma två
nonworking-not-counted = ännu inte nog, eftersom bara arbetsdagar räknas i en så kort frist

holiday-us-new-year = nyårsdagen, federal helgdag i USA
holiday-us-mlk = Martin Luther Kings dag, federal helgdag i USA
holiday-us-washington = Washingtons födelsedag, federal helgdag i USA
holiday-us-memorial = Memorial Day, federal helgdag i USA
holiday-us-juneteenth = Juneteenth, federal helgdag i USA
holiday-us-independence = självständighetsdagen, federal helgdag i USA
holiday-us-labor = Labor Day, federal helgdag i USA
holiday-us-columbus = Columbusdagen, federal helgdag i USA
holiday-us-veterans = veterandagen, federal helgdag i USA
holiday-us-thanksgiving = tacksägelsedagen, federal helgdag i USA
holiday-us-christmas = juldagen, federal helgdag i USA

holiday-ie-new-year = nyårsdagen, helgdag på Irland
holiday-ie-brigid = Sankta Brigidas dag, helgdag på Irland
holiday-ie-patrick = Sankt Patriks dag, helgdag på Irland
holiday-ie-remembrance-2022 = minnesdagen 2022, helgdag på Irland
holiday-ie-easter-monday = annandag påsk, helgdag på Irland
holiday-ie-may = majhelgen, helgdag på Irland
holiday-ie-june = junihelgen, helgdag på Irland
holiday-ie-august = augustihelgen, helgdag på Irland
holiday-ie-october = oktoberhelgen, helgdag på Irland
holiday-ie-christmas = juldagen, helgdag på Irland
holiday-ie-stephen = Sankt Stefans dag, helgdag på Irland

holiday-se-nyarsdagen = nyårsdagen, allmän helgdag
holiday-se-trettondedag = trettondedag jul, allmän helgdag
holiday-se-langfredagen = långfredagen, allmän helgdag
holiday-se-annandag-pask = annandag påsk, allmän helgdag
holiday-se-forsta-maj = första maj, allmän helgdag
holiday-se-himmelsfard = Kristi himmelsfärdsdag, allmän helgdag
holiday-se-annandag-pingst = annandag pingst, allmän helgdag till och med 2004
holiday-se-nationaldagen = nationaldagen, allmän helgdag
holiday-se-midsommardagen = midsommardagen, allmän helgdag
holiday-se-alla-helgon = alla helgons dag, allmän helgdag
holiday-se-juldagen = juldagen, allmän helgdag
holiday-se-annandag-jul = annandag jul, allmän helgdag
holiday-se-midsommarafton = midsommarafton, då ingen lagstadgad tid går ut
holiday-se-julafton = julafton, då ingen lagstadgad tid går ut
holiday-se-nyarsafton = nyårsafton, då ingen lagstadgad tid går ut

holiday-de-neujahr = nyårsdagen, helgdag i Tyskland
holiday-de-karfreitag = långfredagen, helgdag i Tyskland
holiday-de-ostermontag = annandag påsk, helgdag i Tyskland
holiday-de-erster-mai = första maj, helgdag i Tyskland
holiday-de-himmelfahrt = Kristi himmelsfärdsdag, helgdag i Tyskland
holiday-de-pfingstmontag = annandag pingst, helgdag i Tyskland
holiday-de-einheit = den tyska enhetens dag, helgdag i Tyskland
holiday-de-reformation-2017 = reformationsdagen 2017, helgdag i hela Tyskland
holiday-de-weihnachten-1 = juldagen, helgdag i Tyskland
holiday-de-weihnachten-2 = annandag jul, helgdag i Tyskland
holiday-gb-new-year = nyårsdagen, bankhelgdag i Förenade kungariket
holiday-gb-second-january = den 2 januari, bankhelgdag i Förenade kungariket
holiday-gb-patrick = Saint Patrick's Day, bankhelgdag i Förenade kungariket
holiday-gb-good-friday = långfredagen, bankhelgdag i Förenade kungariket
holiday-gb-easter-monday = annandag påsk, bankhelgdag i Förenade kungariket
holiday-gb-may = bankhelgdagen i början av maj i Förenade kungariket
holiday-gb-spring = vårens bankhelgdag i Förenade kungariket
holiday-gb-world-cup = bankhelgdagen för fotbolls-VM 2026 i Förenade kungariket
holiday-gb-boyne = årsdagen av slaget vid Boyne, bankhelgdag i Förenade kungariket
holiday-gb-summer = sommarens bankhelgdag i Förenade kungariket
holiday-gb-andrew = Saint Andrew's Day, bankhelgdag i Förenade kungariket
holiday-gb-christmas = juldagen, bankhelgdag i Förenade kungariket
holiday-gb-boxing = annandag jul, bankhelgdag i Förenade kungariket
holiday-gb-millennium = den sista dagen 1999, bankhelgdag i Förenade kungariket
holiday-gb-jubilee = jubileets bankhelgdag i Förenade kungariket
holiday-gb-wedding = bankhelgdagen för det kungliga bröllopet 2011 i Förenade kungariket
holiday-gb-funeral = bankhelgdagen för statsbegravningen 2022 i Förenade kungariket
holiday-gb-coronation = bankhelgdagen för kröningen 2023 i Förenade kungariket
