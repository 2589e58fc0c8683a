# Vad kunden underrättats om, och vad det blev av.
telling-heading = Underrättelser och invändningar
telling-queued = Bekräftad, i utkorgen sedan { $at }.
telling-given = Kunden underrättades { $at }.
telling-given-window = Kunden underrättades { $at } och får invända till { $until }.
telling-given-shortened = Kunden underrättades { $at } och får invända till { $until }; den lagstadgade fristen lämnar inte mer tid.
telling-followed = Hur ärendet slutade underrättas kunden om särskilt.
telling-superseded = Den gäller inte längre: kunden, handlingen eller ärendet har blivit ett annat.
telling-failed = Den nådde ingen.
telling-stopped = Den stoppades innan den nådde någon.
telling-reminded = { $n ->
    [one] Påmind en gång, { $at }.
   *[other] Påmind { $n } gånger, senast { $at }.
}
telling-fate-waiting = väntar, andra underrättas först
telling-fate-queued = i utkorgen
telling-fate-accepted = mottagen av e-postservern { $at }
telling-fate-delivered = levererad { $at }
telling-fate-failed = kom tillbaka { $at }
telling-fate-stopped = inte sänd
telling-fate-opened = öppnad { $at }
telling-fate-acknowledged = bekräftad { $at }
telling-objection = Invändning
telling-objection-in-time = I tid, { $at }, av { $by }.
telling-objection-late = Efter tiden att invända, { $at }, av { $by }. Den hindrar utlämnandet ändå.
telling-objection-after = Efter ärendets slut, { $at }, av { $by }. Den besvaras som ett klagomål.
telling-by-staff = kunden på annat sätt, antecknad av handläggare
telling-paper = Kom med den
telling-unanswered = Ännu inte besvarad.
telling-answered = Besvarad { $at }: { $verdict }.
telling-counsel = Kundens ombud
telling-timing = När denna kund underrättas
telling-timing-here = Denna begäran följer
