# Åtgärder, beslut och valen i begärans formulär.
act-confirm-no-secrecy = inget hindrar att kunden underrättas
act-lift-secrecy = ett yppandeförbud är hävt
act-send-notice = underrättelsen till kunden
act-clear-copy = att godkänna en kopia för kunden
act-waive-notice = eftergiften av underrättelsen
act-release = utlämnandet till myndigheten
act-reopen = att öppna begäran igen

decision-authorise = medgiven
decision-narrow = begränsad
decision-refuse = avslagen
decision-none = inte avgjord
decision-narrow-because = begränsad ({ $ground })
decision-refuse-because = avslagen ({ $ground })
collected-records = { $kept } av { $read } poster kvar{ $withheld ->
    [0] {""}
   *[other] , { $withheld } hålls inne
}
collected-no-data = inga uppgifter: { $text }

method-call-back = motringning till numret i registret
method-issuer-confirmed = bekräftad av utfärdande domstol eller registrator
method-mail-only = bara e-postens egna kännetecken

skip-secrecy = yppandeförbud omfattar kunden
skip-emergency = ett bekräftat nödläge
skip-law-names-provider = lagen pekar ut leverantören
skip-consumer = kunden är en enskild person
skip-no-customer = ingen kund hos oss är kopplad

waiver-no-customer = ingen kund hos oss kan identifieras
waiver-already-informed = myndigheten har redan underrättat kunden, som har sagt det skriftligen
waiver-customer-gone = kunden har upphört utan efterträdare

art48-mlat = Avtal om rättslig hjälp
art48-executive-agreement = Verkställande avtal
art48-art49 = Undantag enligt artikel 49
check-result-confirmed = De står bakom begäran
check-result-denied = De känner inte till den
check-result-not-reached = Ingen nåddes som kunde svara
